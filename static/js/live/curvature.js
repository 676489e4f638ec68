// @ts-check
/** The curvature along the runs: asked for while it is looked at, and again as the runs learn on. */

import { effect, untracked } from "../../vendor/preact.js";
import { joinCurvature, NO_CURVATURE } from "../geometry/curvature.js";
import { comparison, connection, curvatureWork, curvatures, dragging, isModel, refusals, results, training, view } from "../signals.js";
import { createAnalysis } from "./analysis.js";
import { runSignature, wireComparison } from "./wire.js";

/** @import { Json, Problem, Run, RunCurvature } from "../types.js" */

/** How many of a model's steps are measured: of a course at rest, and each time while it grows, which adds up. */
const POINTS = { still: 48, moving: 10 };
/** Trained so much further, in shares of what they had been, runs are worth another look; or after this long. */
export const FURTHER = 0.1;
export const AGAIN_MS = 1500;
/** A hand rests for this long before anything is asked. */
const REST_MS = 120;
const AT_REST = { busy: false, share: null, problem: null };

/** Whose measurements there are: the signature of each run, by its key. @type {Map<string, string>} */
const signatures = new Map();
let asked = { key: "", about: "", steps: 0, at: 0 };
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

const lane = createAnalysis({ prefix: "k", onMessage: take, onEnd: end });

/** Keep the curvature of all runs while it is shown. */
export function followCurvature() {
  return effect(() => {
    void [comparison.value, refusals.value, results.value, training.value.running, connection.value, dragging.value];
    const wanted = isShown();
    untracked(() => {
      forgetFormer();
      if (!wanted) leave();
      else if (dragging.peek() === null) plan();
    });
  });
}

/** Whether anything on the page shows curvature: the curve, the experiment, or the crosses on the stage. */
function isShown() {
  const { curve, experiment, cross } = view.value;
  return experiment === "curvature" || (experiment === null && curve === "sharpness") || (cross && !isModel.value);
}

function leave() {
  clearTimeout(timer);
  planned = "";
  lane.drop();
  asked = { key: "", about: "", steps: 0, at: 0 };
  if (curvatureWork.peek() !== AT_REST) curvatureWork.value = AT_REST;
}

/** What is known of a run holds however far it goes. @param {Run} run */
const signatureOf = (run) => runSignature({ ...comparison.peek(), steps: 0 }, run);

/** Measurements of runs that are not these any more are no one's. */
function forgetFormer() {
  const { runs } = comparison.peek();
  const kept = [...curvatures.peek()].filter(([key]) => runs.some((run) => run.key === key && signatureOf(run) === signatures.get(key)));
  if (kept.length < curvatures.peek().size) curvatures.value = new Map(kept);
}

/** How many steps the page knows of all these runs; 0 where one has not begun. @param {Run[]} runs */
export function reachedSteps(runs) {
  const { steps } = comparison.peek();
  const known = runs.map(({ key }) => results.peek().get(key));
  if (known.length === 0 || known.some((run) => !run || run.provisional || run.loss.length === 0)) return 0;
  if (known.every((run) => run?.complete)) return training.peek().running ? 0 : steps;
  const underWay = known.filter((run) => run?.status !== "diverged");
  return isModel.peek() ? Math.min(steps, ...underWay.map((run) => (run?.loss.length ?? 1) - 1)) : 0;
}

/** What is wanted now: `about` names all but how far the runs are. */
function wanted() {
  const current = comparison.peek();
  const runs = current.runs.filter(({ key }) => !refusals.peek().has(key));
  const steps = reachedSteps(runs);
  if (steps < 1 || connection.peek() !== "open") return null;
  const about = JSON.stringify(runs.map((run) => [run.key, signatureOf(run)]));
  return { runs, steps, about, key: `${steps} ${about}` };
}

/** What is to be asked when the timer ends: while runs go on, it must not begin anew with each of their steps. */
let planned = "";

/** Ask now, later, or not at all. */
function plan() {
  const wish = wanted();
  const another = wish?.about !== asked.about;
  const running = training.peek().running;
  if (wish && running && planned === wish.about) return;
  clearTimeout(timer);
  planned = "";
  if (!wish || wish.key === asked.key) return;
  if (!another && lane.busy() && running) return;
  const waited = performance.now() - asked.at;
  const further = wish.steps >= asked.steps * (1 + FURTHER) || waited > AGAIN_MS;
  const wait = another ? REST_MS : running && !further ? AGAIN_MS - waited : 0;
  planned = wish.about;
  timer = setTimeout(ask, wait);
}

function ask() {
  planned = "";
  const wish = wanted();
  if (!wish || wish.key === asked.key) return;
  const { runs, steps, about, key } = wish;
  asked = { key, about, steps, at: performance.now() };
  for (const run of runs) signatures.set(run.key, signatureOf(run));
  curvatureWork.value = { busy: true, share: null, problem: null };
  const points = training.peek().running ? POINTS.moving : POINTS.still;
  lane.ask({ type: "curvature", comparison: wireComparison({ ...comparison.peek(), runs, steps }), points });
  keys = runs.map((run) => run.key);
}

/** Whose run is which in the answer under way. @type {string[]} */
let keys = [];

/** @param {Json} message */
function take(message) {
  if (message.type === "progress") {
    curvatureWork.value = { busy: true, share: message.total > 0 ? message.done / message.total : null, problem: null };
    return;
  }
  const key = keys[message.run];
  const run = comparison.peek().runs.find((one) => one.key === key);
  if (message.type !== "curvature" || !run || signatureOf(run) !== signatures.get(key)) return;
  /** @type {RunCurvature} */
  const former = curvatures.peek().get(key) ?? NO_CURVATURE;
  curvatures.value = new Map(curvatures.peek()).set(key, joinCurvature(former, message));
}

/** @param {{ how: "finished" | "cancelled" } | { how: "error", problem: Problem }} end */
function end(end) {
  curvatureWork.value = { busy: false, share: null, problem: end.how === "error" ? end.problem : null };
  plan();
}
