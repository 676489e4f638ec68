// @ts-check
/** The way back to a comparison whose connection was lost: what is said to the server, and what it may answer. */

import { withChange } from "../steering.js";

/** @import { Change, Comparison, Json, Trajectory } from "../types.js" */

/**
 * Ask for what lies beyond these trajectories.
 * @param {string} id @param {string} token @param {Trajectory[]} trajectories
 */
export function resumeMessage(id, token, trajectories) {
  const entries = trajectories.map(({ loss }) => loss.length);
  const evaluated = trajectories.map(({ evaluation }) => evaluation?.step.at(-1) ?? null);
  return { type: "resume", id, token, entries, evaluated };
}

/** Whether the server does not know the comparison (any more): then it is asked for anew. @param {Json} message */
export const isForgotten = (message) => message.type === "error" && message.error.code === "unknown_comparison";

/** Whether the server does not remember a change that it had taken on: what comes would not be this training. @param {Comparison} comparison @param {Json} spec */
export function lacksChanges({ runs }, spec) {
  return runs.some(({ changes }, index) => {
    const known = new Set(spec.runs[index].changes.reduce(withChange, []).map(textOf));
    return changes.reduce(withChange, /** @type {Change[]} */ ([])).some((change) => !known.has(textOf(change)));
  });
}

/** What tells changes apart. @param {Change} change */
export const textOf = ({ step, params }) => JSON.stringify([step, Object.entries(params).sort()]);
