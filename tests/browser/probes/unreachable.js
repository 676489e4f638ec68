// Controls that no scrolling brings under a pointer: outside of what can be seen, or covered.
() => [...document.querySelectorAll("button, input, select, textarea, a[href], summary, [role=slider], [role=radio]")].filter((element) => {
  if (element.disabled || element.closest("[inert], .skip, .visually-hidden, .js-plotly-plot, dialog:not([open]), fieldset:disabled")) return false;
  if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false;
  if (getComputedStyle(element).clipPath === "inset(50%)" || getComputedStyle(element).pointerEvents === "none") return false;
  element.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
  const { left, top, width, height } = element.getBoundingClientRect();
  if (width === 0 || height === 0) return false;
  const hit = document.elementFromPoint(left + width / 2, top + height / 2);
  return !hit || !(element.contains(hit) || hit.contains(element) || hit.closest("label")?.contains(element));
}).map((element) => `${element.tagName}.${element.className} ${(element.ariaLabel || element.textContent || element.name).trim().slice(0, 40)}`)
