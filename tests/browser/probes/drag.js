// Watches the page's own modules, the same instances that it runs on. `paints`: from an input event to the frame
// that shows another path; `updates`: frames with a whole new comparison, all of its runs from one start; `exact`:
// frames with the answer to what is asked now. A change is painted once the next frame has run its callbacks and
// a task after that has been reached.
async () => {
  const { results, comparison } = await import("/static/js/signals.js");
  const { effect } = await import("/static/vendor/preact.js");
  const probe = { inputs: [], paints: [], updates: [], exact: [], lastInput: 0 };
  window.__probe = probe;
  document.addEventListener("input", (event) => probe.inputs.push(event.timeStamp), true);
  document.addEventListener("pointermove", (event) => { if (event.buttons) probe.lastInput = performance.now(); }, true);
  const painted = (list, since) =>
    requestAnimationFrame(() => setTimeout(() => list.push([since, performance.now()])));
  let shown = new Map();
  let answered = null;
  effect(() => {
    const { runs } = comparison.peek();
    const paths = new Map(runs.map(({ key }) => [key, results.value.get(key)]));
    const moved = runs.filter(({ key }) => paths.get(key)?.x !== shown.get(key)?.x);
    const since = probe.inputs.at(-1);
    if (moved.length > 0 && since !== undefined && since !== answered) {
      answered = since;
      painted(probe.paints, since);
    }
    const whole = [...paths.values()].every((path) => path?.complete);
    const answers = runs.filter(({ key }) => paths.get(key)?.summary !== shown.get(key)?.summary);
    const starts = new Set([...paths.values()].map((path) => `${path?.x[0]},${path?.y[0]}`));
    if (whole && answers.length === runs.length && starts.size === 1) painted(probe.updates, performance.now());
    if (whole && [...paths.values()].every((path) => !path.provisional)) painted(probe.exact, performance.now());
    shown = paths;
  });
}
