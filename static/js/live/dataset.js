// @ts-check
/** The data of the present objective, fetched when it changes. */

import { effect, untracked } from "../../vendor/preact.js";
import { comparison, dataset, dragging, problem } from "../signals.js";
import { createMemory } from "./memory.js";
import { placeOf } from "./place.js";
import { post, Refused } from "./post.js";

/** @import { Choice, Dataset } from "../types.js" */

const KEPT = 32;
const REST_MS = 150;

/** @type {ReturnType<typeof createMemory<Dataset>>} */
const known = createMemory(KEPT);

/** Keep the data that the models learn. While a hand moves its settings the former data stays. */
export function followDataset() {
  let wanted = "";
  let pending = new AbortController();
  return effect(() => {
    const { objective } = comparison.value;
    const choice = objective.kind === "model" ? objective.dataset : null;
    const key = JSON.stringify(choice);
    if (key === wanted) return;
    wanted = key;
    pending.abort();
    if (choice === null) dataset.value = null;
    else pending = untracked(() => show(choice, () => wanted === key));
  });
}

/** Show some data now if it is known, else when it has come. @param {Choice} choice @param {() => boolean} isStill */
function show(choice, isStill) {
  const pending = new AbortController();
  const kept = known.get(JSON.stringify(choice));
  if (kept) {
    dataset.value = kept;
    return pending;
  }
  if (dataset.peek()?.of.id !== choice.id) dataset.value = null;
  const ask = () =>
    fetchDataset(choice, pending.signal)
      .then((data) => isStill() && (dataset.value = data))
      .catch((error) => report(error));
  const timer = setTimeout(ask, dragging.peek() ? REST_MS : 0);
  pending.signal.addEventListener("abort", () => clearTimeout(timer));
  return pending;
}

/** The data of a choice, from memory or from the server. @param {Choice} choice @param {AbortSignal} [signal] @returns {Promise<Dataset>} */
export async function fetchDataset(choice, signal) {
  const key = JSON.stringify(choice);
  const kept = known.get(key);
  if (kept) return kept;
  const data = { of: choice, ...(await post("/api/dataset", { dataset: choice }, signal)) };
  known.set(key, data);
  return data;
}

/** The comparison is refused for the same reason, but it may wait for the hand to rest. @param {unknown} error */
function report(error) {
  if (error instanceof DOMException && error.name === "AbortError") return;
  if (!(error instanceof Refused)) problem.value = { code: "network", message: String(error), field: null };
  else problem.value = placeOf({ ...error.problem, field: `objective.${error.problem.field}` }, comparison.peek());
}
