// @ts-check
/** The way back to a comparison whose connection was lost: what is said to the server, and what it may answer. */

/** @import { Json, Trajectory } from "../types.js" */

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
