// Controls and words of one panel that stand on each other.
() => {
  const boxes = [...document.querySelectorAll("button, input, select, output, h1, h2, .badge, .row-name, p, th, td")]
    .filter((e) => !e.closest(".visually-hidden, .js-plotly-plot, [aria-hidden=true], dialog:not([open]), svg"))
    .filter((e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
    .filter((e) => !e.closest(".start-handle, .tip, .help") && getComputedStyle(e).pointerEvents !== "none")
    .map((e) => [e, e.getBoundingClientRect()])
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
