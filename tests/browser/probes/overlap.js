// Controls and words of one panel that stand on each other.
() => {
  // What of an element is in sight: the rest has been scrolled away within its panel.
  const inSight = (element) => {
    let { left, right, top, bottom } = element.getBoundingClientRect();
    for (let host = element.parentElement; host && host !== document.body; host = host.parentElement) {
      if (getComputedStyle(host).overflow === "visible") continue;
      const edge = host.getBoundingClientRect();
      [left, right] = [Math.max(left, edge.left), Math.min(right, edge.right)];
      [top, bottom] = [Math.max(top, edge.top), Math.min(bottom, edge.bottom)];
    }
    return { left, right, top, bottom, width: right - left, height: bottom - top };
  };
  const boxes = [...document.querySelectorAll("button, input, select, output, h1, h2, .badge, .row-name, p, th, td")]
    .filter((e) => !e.closest(".visually-hidden, .js-plotly-plot, [aria-hidden=true], dialog:not([open]), svg"))
    .filter((e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
    .filter((e) => !e.closest(".start-handle, .tip, .help") && getComputedStyle(e).pointerEvents !== "none")
    .map((e) => [e, inSight(e)])
    .filter(([, b]) => b.width > 1 && b.height > 1 && b.bottom > 0 && b.top < innerHeight);
  const seen = [];
  for (const [i, [a, p]] of boxes.entries()) {
    for (const [b, q] of boxes.slice(i + 1)) {
      if (a.contains(b) || b.contains(a)) continue;
      const area = a.closest("[data-area]");
      if (!area || area !== b.closest("[data-area]")) continue;
      const wide = Math.min(p.right, q.right) - Math.max(p.left, q.left);
      const high = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
      const name = (e) => `${e.tagName}.${e.className} ${(e.textContent || e.ariaLabel || "").trim().slice(0, 20)}`;
      if (wide > 3 && high > 3) seen.push(`${name(a)} | ${name(b)}`);
    }
  }
  return seen;
}
