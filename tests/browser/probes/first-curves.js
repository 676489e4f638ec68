// Milliseconds from a link's opening to the first frame with curves of the training that it names, told by its seed.
async ([link, seed]) => {
  const s = await import("/static/js/signals.js");
  const frame = () => new Promise(requestAnimationFrame);
  const draws = () => Number(document.querySelector("[data-curves-draws]")?.dataset.curvesDraws ?? 0);
  const former = new Set([...s.results.value.values()].map((run) => run.loss[0]));
  const fresh = (run) => !run.complete && !run.provisional && run.loss.length > 1 && !former.has(run.loss[0]);
  const learned = () => s.comparison.value.seed === seed && [...s.results.value.values()].some(fresh);
  const began = performance.now();
  location.hash = link;
  while (!learned()) await frame();
  const drawn = draws();
  while (draws() === drawn) await frame();
  await frame();
  return performance.now() - began;
};
