// @ts-check
/** The chain rule at the playhead's position of the inspected run: asked for while it is looked at. */

import { effect, signal, untracked } from "../../vendor/preact.js";
import { comparison, dragging, hasPlane, refusals, results, view } from "../signals.js";
import { shownStep } from "../progress.js";
import { inspectedRun, inspectedStep } from "./inspection.js";
import { createMemory } from "./memory.js";
import { post, Refused } from "./post.js";
import { objectiveOf } from "./wire.js";

/** @import { BackwardGraph, Problem } from "../types.js" */

/** What the sheet "Step" tells: the optimizer's rule, or the backward pass before it. */
export const stepSide = signal(/** @type {"rule" | "backward"} */ ("rule"));
export const backwardGraph = signal(/** @type {BackwardGraph | null} */ (null));
export const backwardProblem = signal(/** @type {Problem | null} */ (null));

/** While the playhead moves it is asked at most this often. */
const REST_MS = 60;

/** @type {ReturnType<typeof createMemory<BackwardGraph>>} */
const known = createMemory(64);

/** Keep the graph of the position that is shown. */
export function followBackward() {
  let asked = "";
  let about = "";
  let pending = new AbortController();
  return effect(() => {
    const { experiment, stepRun } = view.value;
    void [stepRun, comparison.value, refusals.value, results.value, shownStep.value, dragging.value];
    const looked = experiment === "step" && stepSide.value === "backward" && hasPlane.value;
    untracked(() => {
      const wish = looked && dragging.peek() === null ? wanted() : null;
      const key = wish ? JSON.stringify(wish) : "";
      if (key === asked || (looked && !wish)) return;
      pending.abort();
      asked = key;
      if (!wish) return clear();
      // A graph of another loss says nothing of this one; one of another position stays until the next is here.
      const loss = JSON.stringify(wish.objective);
      if (loss !== about) clear();
      about = loss;
      pending = ask(wish, key);
    });
  });
}

function clear() {
  if (backwardGraph.peek()) backwardGraph.value = null;
  if (backwardProblem.peek()) backwardProblem.value = null;
}

/** What is wanted now; null while there is no position to look at. */
function wanted() {
  const run = inspectedRun();
  const trajectory = run && results.peek().get(run.key);
  if (!run || !trajectory || trajectory.provisional) return null;
  const step = inspectedStep(run);
  const at = [trajectory.x?.[step], trajectory.y?.[step]];
  if (!at.every(Number.isFinite)) return null;
  const { objective, seed } = comparison.peek();
  return { objective: objectiveOf(objective, run), at, seed };
}

/** @param {object} wish @param {string} key */
function ask(wish, key) {
  const pending = new AbortController();
  const former = known.get(key);
  if (former) {
    backwardGraph.value = former;
    backwardProblem.value = null;
    return pending;
  }
  const timer = setTimeout(() => fetchGraph(wish, key, pending.signal), REST_MS);
  pending.signal.addEventListener("abort", () => clearTimeout(timer));
  return pending;
}

/** @param {object} wish @param {string} key @param {AbortSignal} signal */
async function fetchGraph(wish, key, signal) {
  try {
    const graph = await post("/api/backward", wish, signal);
    known.set(key, graph);
    if (signal.aborted) return;
    backwardGraph.value = graph;
    backwardProblem.value = null;
  } catch (error) {
    if (signal.aborted) return;
    backwardProblem.value = error instanceof Refused ? error.problem : { code: "network", message: String(error), field: null };
  }
}
