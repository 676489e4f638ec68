// @ts-check
/** Comparisons over the stream: asked one at a time, joined from their chunks, shown when there is something to see. */

import { batch } from "../../vendor/preact.js";
import { nextFrame } from "../frame.js";
import { busy, comparison, dragging, ghost, problem, results } from "../signals.js";
import { emptyTrajectory, joinChunk, withOutcome } from "./join.js";
import { createLane } from "./lane.js";
import { placeOf } from "./place.js";
import { runSignature, wireComparison } from "./wire.js";

/** @import { Comparison, Json, Problem, Run, Trajectory } from "../types.js" */

/** A short answer is shown when it is whole, so that a path never flickers back to its beginning; a longer one flows. */
const HOLD_MS = 80;
/** A request that takes longer than this gives way to a newer one. */
const PATIENCE_MS = 600;
const BUSY_AFTER_MS = 200;

/**
 * @typedef {{ comparison: Comparison, trajectories: Trajectory[], outcomes: Json[] | null, began: number,
 *   draw: () => void }} Job
 */

/** @param {{ send: (message: object) => boolean, onRest: () => void }} options */
export function createComparer({ send, onRest }) {
  /** @type {Map<string, Job>} */
  const jobs = new Map();
  /** What the trajectories on the page were computed for. @type {Map<string, string>} */
  const shown = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let busyTimer;

  const lane = createLane({
    prefix: "c",
    patience: PATIENCE_MS,
    same: (one, other) => JSON.stringify(wireComparison(one)) === JSON.stringify(wireComparison(other)),
    send(/** @type {Comparison} */ request, id) {
      /** @type {Job} */
      const job = {
        comparison: request,
        trajectories: request.runs.map(emptyTrajectory),
        outcomes: null,
        began: performance.now(),
        draw: () => {
          if (jobs.get(id) === job && !job.outcomes) show(job);
        },
      };
      jobs.set(id, job);
      clearTimeout(busyTimer);
      busyTimer = setTimeout(() => (busy.value = true), BUSY_AFTER_MS);
      return send({ type: "compare", id, comparison: wireComparison(request) });
    },
    cancel(id) {
      jobs.delete(id);
      send({ type: "cancel", id });
    },
  });

  /** Whether a run's exact trajectory is on the page. @param {Comparison} wanted @param {Run} run */
  const isExact = (wanted, run) => {
    const old = results.peek().get(run.key);
    return Boolean(old?.complete && !old.fromFan && shown.get(run.key) === runSignature(wanted, run));
  };

  /** What the page shows of a run: what is exact stays, else what has arrived. @param {Job} job @param {number} index @param {Comparison} current */
  const chosen = (job, index, current) => {
    const { key } = job.comparison.runs[index];
    const run = current.runs.find((one) => one.key === key);
    const old = results.peek().get(key) ?? null;
    if (!run || isExact(current, run)) return old;
    const signature = runSignature(job.comparison, job.comparison.runs[index]);
    const provisional = runSignature(current, run) !== signature;
    if (old?.fromFan && provisional) return old;
    const arrived = job.trajectories[index];
    if (job.outcomes) {
      shown.set(key, signature);
      return { ...withOutcome(arrived, job.outcomes[index]), provisional };
    }
    return arrived.x.length > 0 ? { ...arrived } : old && { ...old, provisional: true };
  };

  /** @param {Job} job */
  const show = (job) => {
    const current = comparison.peek();
    const keys = new Set(current.runs.map((run) => run.key));
    const next = new Map([...results.peek()].filter(([key]) => keys.has(key)));
    job.comparison.runs.forEach((run, index) => {
      const trajectory = chosen(job, index, current);
      if (trajectory && keys.has(run.key)) next.set(run.key, trajectory);
    });
    results.value = next;
  };

  /** @param {string} id */
  const end = (id) => {
    jobs.delete(id);
    lane.finish(id);
    if (lane.inFlight() !== null) return;
    clearTimeout(busyTimer);
    busy.value = false;
  };

  return {
    /** @param {Comparison} request */
    ask: (request) => lane.ask(request),
    /** Forget what was asked of a connection that is gone. */
    drop() {
      jobs.clear();
      lane.drop();
      clearTimeout(busyTimer);
      busy.value = false;
    },
    /** Let go of the trajectories of runs that are gone, and mark those that are no longer exact. @param {Comparison} wanted */
    follow(wanted) {
      const former = results.peek();
      /** @type {Map<string, Trajectory>} */
      const next = new Map();
      for (const run of wanted.runs) {
        const old = former.get(run.key);
        const provisional = !isExact(wanted, run);
        if (old) next.set(run.key, old.provisional === provisional ? old : { ...old, provisional });
      }
      if (next.size !== former.size || [...next].some(([key, one]) => former.get(key) !== one)) results.value = next;
    },
    inFlight: () => lane.inFlight() !== null,
    /** Whether every run's exact trajectory is on the page. @param {Comparison} wanted */
    holds: (wanted) => wanted.runs.every((run) => isExact(wanted, run)),
    /** Take a message of the stream; false if it belongs to nobody here. @param {Json} message */
    take(message) {
      const job = jobs.get(message.id);
      if (!job) return false;
      if (message.type === "chunk") {
        joinChunk(job.trajectories[message.run], message);
        if (performance.now() - job.began > HOLD_MS) nextFrame(job.draw);
      } else if (message.type === "finished") {
        batch(() => {
          job.outcomes = message.runs;
          show(job);
          if (!lane.waiting()) problem.value = null;
          if (dragging.peek() === null && !lane.waiting()) ghost.value = null;
          end(message.id);
        });
        if (!lane.waiting() && lane.inFlight() === null) onRest();
      } else if (message.type === "error") {
        batch(() => {
          if (!lane.waiting()) problem.value = placeOf(/** @type {Problem} */ (message.error), job.comparison);
          end(message.id);
        });
        if (lane.inFlight() === null) onRest();
      } else if (message.type === "cancelled") end(message.id);
      return true;
    },
  };
}
