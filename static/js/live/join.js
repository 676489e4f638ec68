// @ts-check
/** Chunks of the stream, joined into the trajectories they belong to. */

/** @import { Evaluation, Json, Snapshot, Trajectory } from "../types.js" */

const COLUMNS = /** @type {const} */ (["x", "y", "loss", "grad_norm", "lr", "distance", "evaluations", "seconds", "momentum", "penalty"]);
/** What only some runs have. */
const EXTRA = ["momentum", "penalty"];
const MEASURED = /** @type {const} */ (["step", "train_loss", "validation_loss", "train_metric", "validation_metric"]);

/** @returns {Trajectory} */
export function emptyTrajectory() {
  return {
    x: [], y: [], loss: [], grad_norm: [], lr: [], distance: [], evaluations: [], seconds: [],
    evaluation: null, snapshot: null, complete: false, provisional: false,
  };
}

/**
 * Append a chunk, in place. A column that is null in the chunk is unknown for the whole run.
 * @param {Trajectory} trajectory @param {Json} chunk
 */
export function joinChunk(trajectory, chunk) {
  if (chunk.from !== trajectory.loss.length) {
    throw new Error(`expected a chunk from ${trajectory.loss.length}, got one from ${chunk.from}`);
  }
  const target = /** @type {Record<string, Json[] | null | undefined>} */ (/** @type {unknown} */ (trajectory));
  for (const name of COLUMNS) {
    const values = chunk[name];
    if (values === undefined) continue;
    if (values === null) {
      if (EXTRA.includes(name)) delete target[name];
      else target[name] = null;
    } else {
      const column = (target[name] ??= []);
      for (const value of values) column.push(value);
    }
  }
}

/** Append what was measured on whole splits; the evaluation is replaced, not changed. @param {Trajectory} trajectory @param {Json} message */
export function joinEvaluation(trajectory, message) {
  const former = trajectory.evaluation;
  /** @param {typeof MEASURED[number]} name */
  const joined = (name) => [...(former?.[name] ?? []), ...message[name]];
  const columns = Object.fromEntries(MEASURED.map((name) => [name, joined(name)]));
  trajectory.evaluation = /** @type {Evaluation} */ ({ metric: message.metric, ...columns });
}

/** The model as it is now, in place of how it was. @param {Trajectory} trajectory @param {Json} message */
export function joinSnapshot(trajectory, message) {
  const { type: _type, id: _id, run: _run, ...snapshot } = message;
  trajectory.snapshot = /** @type {Snapshot} */ ({ threshold: null, ...snapshot });
}

/** The trajectory with its outcome. @param {Trajectory} trajectory @param {Json} outcome @returns {Trajectory} */
export function withOutcome(trajectory, outcome) {
  return {
    ...trajectory,
    status: outcome.status,
    diverged_at: outcome.diverged_at,
    converged_at: outcome.converged_at,
    summary: outcome.summary,
    ...(outcome.checkpoints ? { checkpoints: outcome.checkpoints } : {}),
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
