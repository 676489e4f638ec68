// @ts-check
/** Chunks of the stream, joined into the trajectories they belong to. */

/** @import { Json, Trajectory } from "../types.js" */

const COLUMNS = /** @type {const} */ (["x", "y", "loss", "grad_norm", "lr", "distance", "evaluations", "seconds", "momentum"]);

/** @returns {Trajectory} */
export function emptyTrajectory() {
  return {
    x: [], y: [], loss: [], grad_norm: [], lr: [], distance: [], evaluations: [], seconds: [],
    complete: false, provisional: false,
  };
}

/**
 * Append a chunk, in place. A column that is null in the chunk is unknown for the whole run.
 * @param {Trajectory} trajectory @param {Json} chunk
 */
export function joinChunk(trajectory, chunk) {
  if (chunk.from !== trajectory.x.length) {
    throw new Error(`expected a chunk from ${trajectory.x.length}, got one from ${chunk.from}`);
  }
  const target = /** @type {Record<string, Json[] | null>} */ (/** @type {unknown} */ (trajectory));
  for (const name of COLUMNS) {
    const values = chunk[name];
    if (values === undefined) continue;
    if (values === null) {
      if (name === "momentum") delete trajectory.momentum;
      else target[name] = null;
    } else {
      const column = (target[name] ??= []);
      for (const value of values) column.push(value);
    }
  }
}

/** The trajectory with its outcome. @param {Trajectory} trajectory @param {Json} outcome @returns {Trajectory} */
export function withOutcome(trajectory, outcome) {
  return {
    ...trajectory,
    status: outcome.status,
    diverged_at: outcome.diverged_at,
    converged_at: outcome.converged_at,
    summary: outcome.summary,
    complete: true,
  };
}

/**
 * A fan's path as a trajectory, until the exact answer comes: what a fan does not carry stays empty.
 * @param {{ x: number[], y: number[], loss: (number | null)[], status: "completed" | "diverged" }} path
 * @returns {Trajectory}
 */
export function provisionalTrajectory(path) {
  return {
    ...emptyTrajectory(),
    x: path.x,
    y: path.y,
    loss: path.loss,
    distance: null,
    status: path.status,
    complete: true,
    provisional: true,
    fromFan: true,
  };
}
