// @ts-check
/** All eigenvalues of one model's Hessian: asked for where the playhead rests, while they are looked at. */

import { effect, untracked } from "../../vendor/preact.js";
import { comparison, connection, dragging, isModel, playing, refusals, results, spectrum, spectrumWork, training, view } from "../signals.js";
import { shownStep } from "../progress.js";
import { createAnalysis } from "./analysis.js";
import { AGAIN_MS, FURTHER, reachedSteps } from "./curvature.js";
import { createMemory } from "./memory.js";
import { runSignature, wireComparison } from "./wire.js";

/** @import { Json, Problem, Spectrum } from "../types.js" */

/** Random vectors that a density is estimated with, where there are too many eigenvalues to find them all. */
const PROBES = 8;
/** The playhead rests for this long before its spectrum is asked for. */
const REST_MS = 250;
const AT_REST = { busy: false, share: null, problem: null };

/** @type {ReturnType<typeof createMemory<Spectrum>>} */
const known = createMemory(64);
/** @type {ReturnType<typeof createMemory<Problem>>} */
const refused = createMemory(64);
let asked = { key: "", about: "", step: 0, at: 0 };
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

const lane = createAnalysis({ prefix: "h", onMessage: take, onEnd: end });

/** The run whose spectrum is shown: the chosen one, else the first that is visible. */
export function spectrumRun() {
  const runs = comparison.value.runs.filter(({ key }) => !refusals.value.has(key));
  return runs.find(({ key }) => key === view.value.spectrumRun) ?? runs.find(({ visible }) => visible) ?? runs[0];
}

/** Keep the spectrum of the chosen run while it is shown. */
export function followSpectrum() {
  return effect(() => {
    const { experiment, spectrumRun: chosen } = view.value;
    void [chosen, comparison.value, refusals.value, results.value, training.value.running, connection.value];
    void [shownStep.value, playing.value, dragging.value];
    untracked(() => {
      if (experiment !== "curvature" || !isModel.peek()) leave();
      else if (dragging.peek() === null && !playing.peek()) plan();
    });
  });
}

function leave() {
  clearTimeout(timer);
  planned = "";
  lane.drop();
  asked = { key: "", about: "", step: 0, at: 0 };
  if (spectrumWork.peek() !== AT_REST) spectrumWork.value = AT_REST;
  if (spectrum.peek()) spectrum.value = null;
}

/** What is wanted now: `about` names all but the step. */
function wanted() {
  const run = spectrumRun();
  const steps = run ? reachedSteps([run]) : 0;
  if (!run || steps < 1 || connection.peek() !== "open") return null;
  const step = Math.min(shownStep.peek(), steps);
  const about = `${run.key} ${runSignature({ ...comparison.peek(), steps: 0 }, run)}`;
  return { run, steps, step, about, key: `${step} ${about}` };
}

/** What is to be asked when the timer ends: while the run goes on, it must not begin anew with each of its steps. */
let planned = "";

/** Ask now, later, or not at all. */
function plan() {
  const wish = wanted();
  const another = wish?.about !== asked.about;
  const running = training.peek().running;
  if (wish && planned === (running ? wish.about : wish.key)) return;
  clearTimeout(timer);
  planned = "";
  if (!wish || wish.key === asked.key) return;
  if (!another && lane.busy() && running) return;
  const waited = performance.now() - asked.at;
  const further = Math.abs(wish.step - asked.step) >= asked.step * FURTHER && waited > REST_MS;
  planned = running ? wish.about : wish.key;
  timer = setTimeout(ask, !another && running && !further ? Math.max(REST_MS, AGAIN_MS - waited) : REST_MS);
}

function ask() {
  planned = "";
  const wish = wanted();
  if (!wish || wish.key === asked.key) return;
  const { run, steps, step, about, key } = wish;
  asked = { key, about, step, at: performance.now() };
  const [spectrumThere, problem] = [known.get(key), refused.get(key) ?? null];
  if (spectrumThere || problem) {
    lane.drop();
    spectrum.value = spectrumThere ?? null;
    spectrumWork.value = { busy: false, share: null, problem };
    return;
  }
  if (spectrum.peek()?.key !== run.key) spectrum.value = null;
  spectrumWork.value = { busy: true, share: null, problem: null };
  const alone = wireComparison({ ...comparison.peek(), runs: [run], steps });
  lane.ask({ type: "spectrum", comparison: alone, run: 0, step, probes: PROBES });
}

/** @param {Json} message */
function take(message) {
  const work = spectrumWork.peek();
  if (message.type === "progress") spectrumWork.value = { ...work, share: message.total > 0 ? message.done / message.total : null };
  if (message.type !== "spectrum") return;
  const { type: _, id: __, run: ___, ...fields } = message;
  const found = { ...fields, key: asked.about.split(" ", 1)[0] };
  known.set(asked.key, found);
  spectrum.value = found;
}

/** @param {{ how: "finished" | "cancelled" } | { how: "error", problem: Problem }} end */
function end(end) {
  const problem = end.how === "error" ? end.problem : null;
  if (problem) refused.set(asked.key, problem);
  if (problem) spectrum.value = null;
  spectrumWork.value = { busy: false, share: null, problem };
  plan();
}
