// @ts-check
/**
 * What the colours of a landscape stand for: the loss itself, or the decimal logarithm of its height above the
 * lowest known value. Colours only: no number of a trajectory passes through here.
 */

import { niceStep } from "./ticks.js";

/** @import { Landscape, Minimum } from "../types.js" */

/** The share of grid points below which a logarithmic scale stops: rounding noise at a minimum is no landscape. */
const NOISE_SHARE = 0.002;
const CONTOURS = 14;

/**
 * @typedef {object} Field
 * @property {(number | null)[][]} values  what is coloured: z, or log10(z - base)
 * @property {number} low  the value at the scale's lower end
 * @property {number} high
 * @property {boolean} log
 * @property {number} base  what was subtracted before the logarithm, 0 on a linear scale
 * @property {boolean} baseKnown  whether the base is a known minimum, not just the lowest point of the grid
 * @property {{ start: number, end: number, size: number }} contours
 * @property {(loss: number | null) => number | null} scale  the same for one loss
 */

/**
 * @param {Pick<Landscape, "z">} landscape @param {boolean} log @param {Minimum[]} minima the known global ones
 * @returns {Field}
 */
export function landscapeField({ z }, log, minima) {
  const finite = z.flat().filter((value) => value !== null && Number.isFinite(value));
  const sorted = Float64Array.from(/** @type {number[]} */ (finite)).sort();
  if (sorted.length === 0) return emptyField(z);
  return log && sorted[sorted.length - 1] > sorted[0] ? logField(z, sorted, minima) : linearField(z, sorted);
}

/** @param {(number | null)[][]} z @returns {Field} */
function emptyField(z) {
  const contours = { start: 0, end: 1, size: 1 };
  return { values: z, low: 0, high: 1, log: false, base: 0, baseKnown: false, contours, scale: (loss) => loss };
}

/** @param {(number | null)[][]} z @param {Float64Array} sorted @returns {Field} */
function linearField(z, sorted) {
  const [low, high] = [sorted[0], sorted[sorted.length - 1]];
  const contours = contourLevels(low, high);
  return { values: z, low, high, log: false, base: 0, baseKnown: false, contours, scale: (loss) => loss };
}

/** @param {(number | null)[][]} z @param {Float64Array} sorted @param {Minimum[]} minima @returns {Field} */
function logField(z, sorted, minima) {
  const known = minima.length ? Math.min(...minima.map((minimum) => minimum[2])) : Infinity;
  const base = Math.min(known, sorted[0]);
  const above = sorted.map((value) => value - base).filter((value) => value > 0);
  const floor = above[Math.floor(NOISE_SHARE * (above.length - 1))];
  /** @param {number | null} loss */
  const scale = (loss) => (loss === null || !Number.isFinite(loss) ? null : Math.log10(Math.max(loss - base, floor)));
  const low = Math.log10(floor);
  const high = Math.max(Math.log10(above[above.length - 1]), low + 1e-6);
  return {
    values: z.map((row) => row.map(scale)),
    low,
    high,
    log: true,
    base,
    baseKnown: base === known,
    contours: contourLevels(low, high),
    scale,
  };
}

/** Round levels strictly between the ends; always at least one, which Plotly needs. @param {number} low @param {number} high */
export function contourLevels(low, high) {
  const size = niceStep(Math.max(high - low, 1e-12 * Math.max(1, Math.abs(low))), CONTOURS);
  const start = Math.ceil(low / size + 1e-6) * size;
  return { start, end: Math.max(start, Math.floor(high / size - 1e-6) * size), size };
}
