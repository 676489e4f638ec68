// @ts-check
/** The curves of a comparison as numbers, and the range that shows them all. */

/** @import { Minimum, Trajectory, View } from "../types.js" */

/** How far above the highest start a diverging run is followed before it leaves the picture. */
const FOLLOWED = { linear: 1.5, log: 1e3 };
/** Below this share of the largest value a logarithmic axis stops: that is where doubles end. */
const LEAST_SHARE = 1e-20;
const PADDING = 0.05;

/** @typedef {{ x: number[], y: (number | null)[], diverged: boolean }} Series */

/** What a run recorded at every step. @typedef {Exclude<View["curve"], "evaluation" | "metric" | "sharpness">} StepCurve */

/**
 * A copy: a trajectory grows in place while its run arrives, and a drawn line must stay what was drawn.
 * @param {Trajectory} run @param {StepCurve} curve @param {View["axis"]} axis
 * @param {number} base subtracted from the loss @returns {Series}
 */
export function curveSeries(run, curve, axis, base) {
  const column = run[curve] ?? [];
  const y = base && curve === "loss" ? column.map((value) => (value === null ? null : value - base)) : column.slice();
  const x = axis === "steps" ? Array.from(y, (_, k) => k) : run[axis].slice();
  return { x, y, diverged: run.status === "diverged" };
}

/**
 * What a logarithmic loss axis subtracts: the known minimum; else, where a loss is not positive, the lowest recorded.
 * @param {Trajectory[]} runs @param {Minimum[]} minima @returns {{ base: number, known: boolean }}
 */
export function logBase(runs, minima) {
  if (minima.length) return { base: Math.min(...minima.map((minimum) => minimum[2])), known: true };
  let least = Infinity;
  for (const run of runs) for (const loss of run.loss) if (loss !== null && loss < least) least = loss;
  return { base: least <= 0 ? least : 0, known: false };
}

/**
 * The values from lowest to highest that the axis shows; exponents on a logarithmic axis. Runs that diverge are
 * followed some way up and then leave the picture, so that the others stay readable.
 * @param {Series[]} series @param {boolean} log @returns {[number, number]}
 */
export function curveRange(series, log) {
  const usable = (/** @type {number | null} */ value) => value !== null && Number.isFinite(value) && (!log || value > 0);
  let [low, high, start] = [Infinity, -Infinity, -Infinity];
  for (const { y } of series) if (usable(y[0])) start = Math.max(start, /** @type {number} */ (y[0]));
  for (const { y, diverged } of series) {
    const limit = diverged ? start + Math.abs(start) * (FOLLOWED[log ? "log" : "linear"] - 1) : Infinity;
    for (const value of y) {
      if (!usable(value)) continue;
      const number = /** @type {number} */ (value);
      if (number < low) low = number;
      if (number > high && number <= limit) high = number;
    }
  }
  if (!Number.isFinite(low)) return [0, 1];
  if (!Number.isFinite(high)) high = Math.max(low, start);
  return padded(log ? Math.log10(Math.max(low, high * LEAST_SHARE)) : low, log ? Math.log10(high) : high);
}

/** @param {number} low @param {number} high @returns {[number, number]} */
function padded(low, high) {
  const span = high - low || Math.abs(high) || 1;
  return [low - PADDING * span, high + PADDING * span];
}

/** The far end of the horizontal axis. @param {Series[]} series */
export function lastPlace(series) {
  let last = 0;
  for (const { x } of series) if (x.length) last = Math.max(last, x[x.length - 1]);
  return last || 1;
}

/** The entry whose place on an ascending axis is nearest. @param {ArrayLike<number>} places @param {number} place */
export function nearestEntry(places, place) {
  let [low, high] = [0, places.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (places[middle] > place) high = middle;
    else low = middle;
  }
  return high >= 0 && Math.abs(places[high] - place) < Math.abs(places[low] - place) ? high : low;
}
