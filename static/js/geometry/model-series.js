// @ts-check
/** The curves of runs that train a model: what each step gave, and what was evaluated now and then. */

import { curveRange, curveSeries } from "./curve-series.js";

/** @import { Evaluation, Trajectory, View } from "../types.js" */
/** @import { Series } from "./curve-series.js" */

/** `batch`: of each step's batch, which trembles; `value`: the only line of its run. */
/** `line`: what `value` is to be compared with. */
/** @typedef {"batch" | "train" | "validation" | "value" | "line" | "ghost"} Role */
/** @typedef {{ role: Role, series: Series }} RoleSeries */

/** The shares of batch losses, the lowest and the highest, that the axis need not show. */
const TAILS = { low: 0.1, high: 0.02 };

/**
 * The lines of a run, from the faintest to the strongest.
 * @param {Trajectory} run @param {View["curve"]} curve @param {View["axis"]} axis @returns {RoleSeries[]}
 */
export function modelSeries(run, curve, axis) {
  if (curve === "metric") return evaluated(run, ["train_metric", "validation_metric"], axis);
  const means = evaluated(run, ["train_loss", "validation_loss"], axis);
  if (curve === "evaluation") return means;
  if (curve !== "loss" && curve !== "distance" && curve !== "sharpness") return [{ role: "value", series: curveSeries(run, curve, axis, 0) }];
  return [{ role: "batch", series: curveSeries(run, "loss", axis, 0) }, ...means];
}

/** @param {Trajectory} run @param {["train_loss" | "train_metric", "validation_loss" | "validation_metric"]} columns
 * @param {View["axis"]} axis @returns {RoleSeries[]} */
function evaluated(run, [train, validation], axis) {
  const { evaluation } = run;
  if (!evaluation) return [];
  return [
    { role: "train", series: evaluatedSeries(run, evaluation, train, axis) },
    { role: "validation", series: evaluatedSeries(run, evaluation, validation, axis) },
  ];
}

/** An evaluation stands where its step does. Those whose step has not arrived yet wait. @param {Trajectory} run
 * @param {Evaluation} evaluation @param {"train_loss" | "train_metric" | "validation_loss" | "validation_metric"} column
 * @param {View["axis"]} axis @returns {Series} */
function evaluatedSeries(run, evaluation, column, axis) {
  /** @type {Series} */
  const series = { x: [], y: [], diverged: run.status === "diverged" };
  evaluation.step.forEach((step, k) => {
    const place = axis === "steps" ? step : run[axis][step];
    if (place === undefined) return;
    series.x.push(place);
    series.y.push(evaluation[column][k] ?? null);
  });
  return series;
}

/**
 * The values that an axis shows of lines with roles: all that was evaluated, and the batches without their extremes.
 * @param {RoleSeries[]} lines @param {boolean} log @returns {[number, number]}
 */
export function modelRange(lines, log) {
  return curveRange(lines.map(({ role, series }) => (role === "batch" ? withoutTails(series) : series)), log);
}

/** @param {Series} series @returns {Series} */
function withoutTails({ x, y, diverged }) {
  const sorted = Float64Array.from(y.filter((value) => value !== null && Number.isFinite(value))).sort();
  if (sorted.length < 3 / TAILS.high) return { x, y, diverged };
  const [low, high] = [sorted[Math.floor(TAILS.low * sorted.length)], sorted[Math.ceil((1 - TAILS.high) * sorted.length) - 1]];
  return { x, y: y.map((value) => (value === null || value < low || value > high ? null : value)), diverged };
}

/** Steps in an epoch, 1 for the full batch. @param {number | null} batchSize @param {number} samples to train on */
export const stepsOfEpoch = (batchSize, samples) => (batchSize === null ? 1 : Math.max(1, Math.ceil(samples / batchSize)));

/** The last entry of an ascending list that is at most `value`, -1 where none is. @param {ArrayLike<number>} list @param {number} value */
export function lastUpTo(list, value) {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
