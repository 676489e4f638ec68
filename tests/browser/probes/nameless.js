// Controls that a screen reader could not name.
() => [...document.querySelectorAll("button, input, select, [role=slider], [tabindex='0']")]
  .filter((e) => !e.closest(".js-plotly-plot"))
  .filter((e) => !(e.ariaLabel || e.textContent.trim() || e.labels?.length || e.getAttribute("aria-labelledby")))
  .map((e) => e.outerHTML.slice(0, 120))
