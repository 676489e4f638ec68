// @ts-check
/** The brush over basin maps: where each run goes from the point under the hand, asked as fast as answers come. */

import { batch, effect, untracked } from "../../vendor/preact.js";
import { basinBrush, basinPaths, comparison, connection, refusals, view } from "../signals.js";
import { createAnalysis } from "./analysis.js";
import { emptyTrajectory, joinChunk } from "./join.js";
import { runSignature, wireComparison } from "./wire.js";

/** @import { BasinBrush, Json, Run, Trajectory } from "../types.js" */

/** An answer that takes longer than this gives way to where the hand is now. */
const PATIENCE_MS = 400;

/** @typedef {{ runs: Run[], key: string, trajectories: Trajectory[], began: number }} Job */

/** The run whose map the hand is on comes first, on its own; all others follow on a second lane. */
const lanes = [makeLane("h", (run, brush) => run.key === brush.key), makeLane("i", (run, brush) => run.key !== brush.key)];

/** Follow the brush, and the settings of the runs while it rests. */
export function followBasinBrush() {
  return effect(() => {
    const brush = basinBrush.value;
    void [comparison.value, refusals.value, connection.value];
    const shown = view.value.experiment === "basins";
    untracked(() => {
      if (!brush || !shown) return leave();
      for (const lane of lanes) lane.follow(brush);
    });
  });
}

function leave() {
  for (const lane of lanes) lane.leave();
  if (basinPaths.peek().size > 0) basinPaths.value = new Map();
}

/** @param {string} prefix @param {(run: Run, brush: BasinBrush) => boolean} mine */
function makeLane(prefix, mine) {
  /** @type {Job | null} */
  let job = null;
  let done = "";
  const analysis = createAnalysis({
    prefix,
    onMessage: (message) => {
      if (job && message.type === "chunk") joinChunk(job.trajectories[message.run], message);
    },
    onEnd: (end, request) => {
      if (job && end.how === "finished") finish(job, request);
      job = null;
      const brush = basinBrush.peek();
      if (brush) follow(brush);
    },
  });

  /** @param {Job} whole @param {Json} request */
  const finish = (whole, request) =>
    batch(() => {
      done = whole.key;
      const { start } = request.comparison.objective;
      const next = new Map(basinPaths.peek());
      whole.runs.forEach((run, number) => {
        const { x, y } = whole.trajectories[number];
        const status = x.length > request.comparison.steps ? /** @type {const} */ ("completed") : /** @type {const} */ ("diverged");
        next.set(run.key, { start, path: { x, y, status } });
      });
      const present = new Set(comparison.peek().runs.map(({ key }) => key));
      basinPaths.value = new Map([...next].filter(([key]) => present.has(key)));
    });

  /** @param {BasinBrush} brush */
  const follow = (brush) => {
    const current = comparison.peek();
    const runs = current.runs.filter((run) => run.visible && !refusals.peek().has(run.key) && mine(run, brush));
    const objective = /** @type {typeof current.objective} */ ({ ...current.objective, start: brush.start });
    const asked = { ...current, objective, runs };
    const key = JSON.stringify(runs.map((run) => [run.key, runSignature(asked, run)]));
    if (runs.length === 0 || connection.peek() !== "open" || (job ?? { key: done }).key === key) return;
    if (job && performance.now() - job.began < PATIENCE_MS) return;
    job = { runs, key, trajectories: runs.map(emptyTrajectory), began: performance.now() };
    analysis.ask({ type: "compare", comparison: wireComparison(asked) });
  };

  return {
    follow,
    leave() {
      job = null;
      done = "";
      analysis.drop();
    },
  };
}
