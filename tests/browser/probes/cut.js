// Text that is wider or higher than its own box and hidden by it, without the ellipsis that says so.
() => [...document.querySelectorAll("body *")].filter((element) => {
  if (element.closest("svg, canvas, .visually-hidden, [aria-hidden=true], .js-plotly-plot, select, math")) return false;
  const style = getComputedStyle(element);
  const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  if (!own || style.visibility === "hidden" || style.clipPath === "inset(50%)" || element.clientWidth === 0) return false;
  const hidesX = ["hidden", "clip"].includes(style.overflowX) && element.scrollWidth > element.clientWidth + 1;
  const hidesY = ["hidden", "clip"].includes(style.overflowY) && element.scrollHeight > element.clientHeight + 2;
  return (hidesX && style.textOverflow !== "ellipsis") || (hidesY && style.webkitLineClamp === "none");
}).map((element) => `${element.className}: ${element.textContent.trim().slice(0, 40)}`)
