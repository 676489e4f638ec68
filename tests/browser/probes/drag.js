// The page's own modules: the same instances that it runs on. A change is painted once the frame after it has
// run its callbacks and a task after that has been reached.
async () => {
  const { results, comparison } = await import("/static/js/signals.js");
  const { effect } = await import("/static/vendor/preact.js");
  const probe = { inputs: [], paints: [], exact: [], lastInput: 0 };
  window.__probe = probe;
  const note = (event) => { probe.inputs.push(event.timeStamp); probe.lastInput = performance.now(); };
  document.addEventListener("input", note, true);
  document.addEventListener("pointermove", (event) => { if (event.buttons) probe.lastInput = performance.now(); }, true);
  let waiting = null;
  const painted = (list, since) => requestAnimationFrame(() => setTimeout(() =>
    list.push([since, performance.now()])));
  effect(() => {
    const paths = [...results.value.values()];
    const since = probe.inputs.at(-1);
    if (since !== undefined && since !== waiting) { waiting = since; painted(probe.paints, since); }
    const whole = paths.length === comparison.peek().runs.length;
    if (whole && paths.every((path) => path.complete && !path.provisional)) painted(probe.exact, performance.now());
  });
}
