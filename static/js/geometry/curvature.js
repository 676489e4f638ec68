// @ts-check
/** What was measured of the curvature along a run: joined in the order of the steps, and looked up. */

import { lastUpTo } from "./model-series.js";

/** @import { Json, RunCurvature, Trajectory, View } from "../types.js" */
/** @import { Series } from "./curve-series.js" */

const COLUMNS = /** @type {const} */ (["sharpness", "normalised", "preconditioned", "threshold", "smallest", "direction"]);
/** Nearer to its line than this share of it, a run is said to be at it. */
const AT_LINE = 0.05;

/** @type {RunCurvature} */
export const NO_CURVATURE = {
  step: [], sharpness: [], normalised: null, preconditioned: null, threshold: null, smallest: null, direction: null,
  available: true, reason: null,
};

/**
 * What is known with one more answer. A measurement holds for its step however far the run goes, so that answers
 * about more and more steps join; of a step that was measured twice the newer one stays.
 * @param {RunCurvature} former @param {Json} message @returns {RunCurvature}
 */
export function joinCurvature(former, message) {
  const { available = true, reason = null } = message;
  const fresh = message.step ?? [];
  if (!available || fresh.length === 0) return { ...former, available, reason: reason ?? former.reason };
  const replaced = new Set(fresh);
  const kept = former.step.flatMap((step, entry) => (replaced.has(step) ? [] : [{ step, from: /** @type {Json} */ (former), entry }]));
  const rows = [...kept, ...fresh.map((/** @type {number} */ step, /** @type {number} */ entry) => ({ step, from: message, entry }))];
  rows.sort((a, b) => a.step - b.step);
  /** @type {Json} */
  const joined = { available, reason, step: rows.map(({ step }) => step) };
  for (const name of COLUMNS) {
    joined[name] = message[name] || former[name] ? rows.map(({ from, entry }) => from[name]?.[entry] ?? null) : null;
  }
  return joined;
}

/** The entry of the newest measurement up to a step, -1 where there is none. @param {RunCurvature} curvature @param {number} at */
export const measuredAt = ({ step }, at) => lastUpTo(step, at);

/**
 * The values that a choice shows: where nothing divides the gradient, the preconditioned sharpness is the raw one.
 * @param {RunCurvature} curvature @param {View["sharpness"]} choice
 */
export function sharpnessOf({ sharpness, normalised, preconditioned }, choice) {
  if (choice === "normalised") return normalised;
  return choice === "preconditioned" ? (preconditioned ?? sharpness) : sharpness;
}

/** The line of stability that belongs to the values of a choice, null where they have none.
 * @param {RunCurvature} curvature @param {View["sharpness"]} choice */
export function lineOf({ preconditioned, threshold }, choice) {
  if (choice === "normalised" || (choice === "raw" && preconditioned)) return null;
  return threshold;
}

/** A column of measurements on the horizontal axis of the curves; what stands beyond the recorded steps waits.
 * @param {RunCurvature} curvature @param {(number | null)[] | null} column @param {Trajectory} run @param {View["axis"]} axis
 * @returns {Series & { step: number[] }} */
export function curvatureSeries(curvature, column, run, axis) {
  /** @type {Series & { step: number[] }} */
  const series = { x: [], y: [], step: [], diverged: run.status === "diverged" };
  if (!column) return series;
  curvature.step.forEach((step, entry) => {
    const place = axis === "steps" ? step : run[axis][step];
    if (place === undefined || step >= run.loss.length) return;
    series.x.push(place);
    series.y.push(column[entry]);
    series.step.push(step);
  });
  return series;
}

/**
 * A line of stability as far as it is known: where the learning rate has not changed and will not, up to the end.
 * @template {Series} T @param {T} line @param {boolean} constant whether nothing is to change the rate @param {number} end @returns {T}
 */
export function extended(line, constant, end) {
  const known = line.y.filter((value) => value !== null);
  const steady = constant && known.length > 1 && known.every((value) => Math.abs(value - known[0]) <= 1e-6 * Math.abs(known[0]));
  if (!steady || line.diverged || line.x[line.x.length - 1] >= end) return line;
  return { ...line, x: [...line.x, end], y: [...line.y, known[0]] };
}

/**
 * Where a run stands to its line of stability at an entry; null where either is not known.
 * @param {RunCurvature} curvature @param {number} entry @returns {"below" | "at" | "above" | null}
 */
export function standing(curvature, entry) {
  const value = sharpnessOf(curvature, "preconditioned")?.[entry];
  const line = curvature.threshold?.[entry];
  if (value === null || value === undefined || line === null || line === undefined) return null;
  if (Math.abs(value - line) <= AT_LINE * Math.abs(line)) return "at";
  return value > line ? "above" : "below";
}

/** Largest over smallest eigenvalue, null where the loss does not curve upwards every way. @param {number | null | undefined} largest
 * @param {number | null | undefined} smallest */
export const conditionOf = (largest, smallest) => (largest && smallest && smallest > 0 ? largest / smallest : null);

/**
 * Half the axes of the ellipse on which the loss would rise equally: of the largest eigenvalue, then of the smallest,
 * in pixels; the longer one is `reach` long. `falls`: the loss falls along it.
 * @typedef {{ x: number, y: number, falls: boolean }} Arm
 * @param {{ largest: number, smallest: number, direction: [number, number] }} hessian
 * @param {[number, number]} zoom pixels for a unit along x and along y @param {number} reach @returns {[Arm, Arm] | null}
 */
export function crossOf({ largest, smallest, direction: [ux, uy] }, [across, up], reach) {
  const sizes = [largest, smallest].map(Math.abs);
  const flattest = Math.min(...sizes);
  if (![...sizes, ux, uy].every(Number.isFinite) || Math.max(...sizes) === 0) return null;
  // Relative to the flatter direction, so that one without any curvature has a length.
  const lengths = sizes.map((size) => (size === flattest ? 1 : Math.sqrt(flattest / size)));
  const raw = [[ux, uy], [-uy, ux]].map(([x, y], k) => [x * across * lengths[k], -y * up * lengths[k]]);
  const scale = reach / Math.max(...raw.map(([x, y]) => Math.hypot(x, y)));
  const [first, second] = raw.map(([x, y], k) => ({ x: x * scale, y: y * scale, falls: [largest, smallest][k] < 0 }));
  return [first, second];
}
