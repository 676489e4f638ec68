// @ts-check
/** Sweeps and tunings: asked for by a press, kept as their trials come in. What has come stays when they are stopped. */

import { batch, signal } from "../vendor/preact.js";
import { parametersOf, valueIn, withValue } from "./catalog.js";
import { createAnalysis } from "./live/analysis.js";
import { runSignature, wireRun } from "./live/wire.js";
import { comparison } from "./signals.js";
import { changeRun, setParam } from "./state.js";

/** @import { Comparison, Json, Problem, Run } from "./types.js" */

/** @typedef {"running" | "finished" | "cancelled" | "error"} How */
/** @typedef {{ final_loss: number | null, best_loss: number | null, status: "completed" | "diverged",
 *   quartiles: null | Record<"final_loss" | "best_loss", [number | null, number | null]> }} Cell */
/**
 * @typedef {object} Sweep
 * @property {string} key    of the run
 * @property {string[]} names   one or two hyperparameters
 * @property {number[][]} values   of each
 * @property {number} seeds
 * @property {ReadonlyMap<string, Cell>} cells   by the places of the values, such as "3" or "3,0"
 * @property {number} total
 * @property {How} how
 * @property {Problem | null} problem
 * @property {string} about   what it was computed for
 */
/** @typedef {{ run: number, number: number, params: Record<string, number>, value: number | null, status: "completed" | "diverged" }} Trial */
/**
 * @typedef {object} Tuning
 * @property {string[]} keys   of the runs, in the order of the request
 * @property {string} goal
 * @property {Trial[]} trials
 * @property {(Trial | null)[]} best   of each run so far
 * @property {number} total
 * @property {How} how
 * @property {Problem | null} problem
 * @property {string} about
 */

export const sweep = signal(/** @type {Sweep | null} */ (null));
export const tuning = signal(/** @type {Tuning | null} */ (null));

/** What a sweep of a run over these names depends on. @param {Comparison} current @param {Run} run @param {string[]} names */
export function sweepAbout(current, run, names) {
  let { params } = run;
  for (const name of names) params = withValue(parametersOf(run), params, name, null);
  return runSignature(current, { ...run, params });
}

/** What a tuning of these runs depends on. @param {Comparison} current @param {string[]} keys @param {string[]} names */
export const tuningAbout = (current, keys, names) =>
  JSON.stringify(current.runs.filter(({ key }) => keys.includes(key)).map((run) => sweepAbout(current, run, names.filter((name) => has(run, name)))));

/** Whether a run's optimizer has a hyperparameter. @param {Run} run @param {string} name */
export const has = (run, name) => valueIn(parametersOf(run), run.params, name) !== undefined;

const sweepLane = createAnalysis({
  prefix: "w",
  onMessage: (message) => {
    const current = sweep.peek();
    if (!current || message.type !== "sweep_cell") return;
    const { index, final_loss, best_loss, status, quartiles } = message;
    sweep.value = { ...current, cells: new Map(current.cells).set(index.join(","), { final_loss, best_loss, status, quartiles }) };
  },
  onEnd: (end) => {
    const current = sweep.peek();
    if (current) sweep.value = { ...current, how: end.how, problem: end.how === "error" ? end.problem : null };
  },
});

/** @param {Run} run @param {string[]} names @param {number[][]} values @param {number} seeds */
export function startSweep(run, names, values, seeds) {
  const current = comparison.peek();
  const total = values.reduce((product, one) => product * one.length, 1);
  const about = sweepAbout(current, run, names);
  sweep.value = { key: run.key, names, values, seeds, cells: new Map(), total, how: "running", problem: null, about };
  const params = Object.fromEntries(names.map((name, place) => [name, values[place]]));
  const { objective, steps, seed } = current;
  sweepLane.ask({ type: "sweep", objective, run: untuned(run), params, steps, seed, ...(seeds > 1 ? { seeds } : {}) });
}

export const stopSweep = () => sweepLane.cancel();

const tuningLane = createAnalysis({
  prefix: "t",
  onMessage: (message) => {
    const current = tuning.peek();
    if (!current || message.type !== "trial") return;
    const { run, number, params, value, status } = message;
    const trial = { run, number, params, value, status };
    const best = current.best.with(run, better(trial, current.best[run]) ? trial : current.best[run]);
    tuning.value = { ...current, trials: [...current.trials, trial], best };
  },
  onEnd: (end) => {
    const current = tuning.peek();
    if (current) tuning.value = { ...current, how: end.how, problem: end.how === "error" ? end.problem : null };
  },
});

/** Diverged trials never win; of equal ones the earlier does. @param {Trial} trial @param {Trial | null} former */
export const better = (trial, former) =>
  trial.status === "completed" && trial.value !== null && (former === null || trial.value < /** @type {number} */ (former.value));

/** @param {Run[]} runs @param {{ params: string[], method: string, trials: number, goal: string }} how */
export function startTuning(runs, { params, method, trials, goal }) {
  const current = comparison.peek();
  const keys = runs.map(({ key }) => key);
  const about = tuningAbout(current, keys, params);
  tuning.value = {
    keys, goal, trials: [], best: runs.map(() => null), total: trials * runs.length, how: "running", problem: null, about,
  };
  const { objective, steps, seed } = current;
  tuningLane.ask({ type: "tune", objective, runs: runs.map(untuned), steps, seed, trials, method, params, goal });
}

export const stopTuning = () => tuningLane.cancel();

/** A run as it begins: what was changed on the way belongs to no trial. @param {Run} run @returns {Json} */
const untuned = (run) => ({ ...wireRun(run), changes: [] });

/** Set several hyperparameters of a run. @param {string} key @param {Record<string, number>} params @param {{ dragging?: boolean }} [how] */
export function setParams(key, params, how = {}) {
  batch(() => {
    for (const [name, value] of Object.entries(params)) setParam(key, name, value, how);
  });
}

/** Set what a trial had: the run begins anew with it. @param {string} key @param {Record<string, number>} params */
export function applyTrial(key, params) {
  changeRun(key, (run) => {
    let next = run.params;
    for (const [name, value] of Object.entries(params)) next = withValue(parametersOf(run), next, name, value);
    return { ...run, params: next, changes: [] };
  });
}

/** Give every run the best that was found for it. */
export function applyBest() {
  batch(() => {
    for (const best of tuning.peek()?.best ?? []) if (best) applyTrial(/** @type {Tuning} */ (tuning.peek()).keys[best.run], best.params);
  });
}
