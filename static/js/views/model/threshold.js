// @ts-check
/** From which score on an answer is the positive one: chosen in the section, seen on the stage. */

import { signal } from "../../../vendor/preact.js";
import { lossOf } from "../../catalog.js";
import { dataset } from "../../state.js";

/** @import { Run, Snapshot } from "../../types.js" */

/** What was chosen for some data, by its name. */
const chosen = signal(/** @type {ReadonlyMap<string, number>} */ (new Map()));

/** Probabilities are common to all runs; a similarity has the scale of its loss. @param {Run} run */
function nameOf(run) {
  const data = dataset.value;
  return JSON.stringify([data?.of, data?.task === "similarity" ? lossOf(run)?.id : null]);
}

/** @param {Run} run @param {Snapshot | null} snapshot */
export const thresholdOf = (run, snapshot) => chosen.value.get(nameOf(run)) ?? snapshot?.threshold ?? 0.5;

/** @param {Run} run @param {number | null} value null for the loss's own */
export function setThreshold(run, value) {
  const next = new Map(chosen.value);
  if (value === null) next.delete(nameOf(run));
  else next.set(nameOf(run), value);
  chosen.value = next;
}
