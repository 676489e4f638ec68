// @ts-check
/** Where a value stands on a slider, and at which values a slider stops. A fan is computed for these same stops. */

/** @import { Parameter } from "../types.js" */

/** @typedef {Pick<Parameter, "low" | "high" | "scale" | "kind">} Range */

/** At most this many stops: each is a whole trajectory in the fan. */
export const MOST_STOPS = 72;
/** Where the logarithmic part begins on a slider that has a zero before it. */
const AFTER_ZERO = 0.05;

/** Steps within one power of ten, close to equal ratios and kind to the eye; the finest that fits is taken. */
const MANTISSAS = [
  [1, 1.06, 1.12, 1.18, 1.25, 1.32, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9, 2, 2.12, 2.25, 2.36, 2.5, 2.65, 2.8, 3, 3.15, 3.35,
    3.5, 3.75, 4, 4.25, 4.5, 4.75, 5, 5.3, 5.6, 6, 6.3, 6.7, 7, 7.5, 8, 8.5, 9, 9.5],
  [1, 1.12, 1.25, 1.4, 1.6, 1.8, 2, 2.25, 2.5, 2.8, 3, 3.5, 4, 4.5, 5, 5.6, 6.3, 7, 8, 9],
  [1, 1.25, 1.6, 2, 2.5, 3, 4, 5, 6.3, 8],
  [1, 1.5, 2.5, 4, 6],
  [1, 2, 5],
  [1],
];

/** Whether a slider can be drawn for it. @param {Range} range */
export const hasRange = (range) => range.low !== null && range.high !== null && range.low < range.high;

/** The value's place on the slider, from 0 to 1; beyond the range it rests at the end. @param {Range} range @param {number} value */
export function position(range, value) {
  const { low, high } = ends(range);
  const fraction = share(range.scale, low, high, value);
  return Math.max(0, Math.min(1, fraction));
}

/** @param {Parameter["scale"]} scale @param {number} low @param {number} high @param {number} value @returns {number} */
function share(scale, low, high, value) {
  switch (scale) {
    case "log":
      return value <= 0 ? 0 : Math.log(value / low) / Math.log(high / low);
    case "log_or_zero":
      return value <= 0 ? 0 : AFTER_ZERO + (1 - AFTER_ZERO) * Math.max(0, share("log", low, high, value));
    case "log_to_one":
      return value >= 1 ? 1 : Math.log((1 - low) / (1 - value)) / Math.log((1 - low) / (1 - high));
    default:
      return (value - low) / (high - low);
  }
}

/**
 * The values at which the slider stops, in order: round numbers, evenly spread over its scale.
 * @param {Range} range @returns {number[]}
 */
export function stops(range) {
  const { low, high } = ends(range);
  const values = unrounded(range.scale, low, high, range.kind === "int");
  return [...new Set(range.kind === "int" ? values.map(Math.round) : values)].sort((a, b) => a - b);
}

/** @param {Parameter["scale"]} scale @param {number} low @param {number} high @param {boolean} whole @returns {number[]} */
function unrounded(scale, low, high, whole) {
  switch (scale) {
    case "log":
      return logStops(low, high, MOST_STOPS);
    case "log_or_zero":
      return [0, ...logStops(low, high, MOST_STOPS - 1)];
    case "log_to_one":
      return logStops(1 - high, 1 - low, MOST_STOPS).map((rest) => clean(1 - rest));
    default:
      return linearStops(low, high, whole);
  }
}

/** @param {number} low @param {number} high @param {number} most @returns {number[]} */
function logStops(low, high, most) {
  for (const mantissas of MANTISSAS) {
    const inner = decades(low, high).flatMap((power) => mantissas.map((mantissa) => clean(mantissa * power)));
    const values = [low, ...inner.filter((value) => value > low * 1.001 && value < high / 1.001), high];
    if (values.length <= most) return values.map(clean);
  }
  return [low, high];
}

/** The powers of ten that begin at or below `low` and end at `high`. @param {number} low @param {number} high */
function decades(low, high) {
  const powers = [];
  for (let exponent = Math.floor(Math.log10(low)); exponent <= Math.log10(high); exponent += 1) {
    powers.push(10 ** exponent);
  }
  return powers;
}

/** @param {number} low @param {number} high @param {boolean} whole @returns {number[]} */
function linearStops(low, high, whole) {
  const least = (high - low) / (MOST_STOPS - 2);
  const power = 10 ** Math.floor(Math.log10(least));
  const nice = [1, 2, 5, 10].map((mantissa) => mantissa * power).find((step) => step >= least * (1 - 1e-9)) ?? least;
  const step = whole ? Math.max(1, nice) : nice;
  const values = [low];
  for (let index = Math.floor(low / step) + 1; index * step < high - step * 1e-6; index += 1) {
    if (index * step > low + step * 1e-6) values.push(clean(index * step));
  }
  return [...values, high];
}

/** The stop whose place is nearest. @param {Range} range @param {number[]} values @param {number} place from 0 to 1 */
export function nearestStop(range, values, place) {
  let best = values[0];
  for (const value of values) {
    if (Math.abs(position(range, value) - place) < Math.abs(position(range, best) - place)) best = value;
  }
  return best;
}

/** The next stop above (`by` 1) or below (`by` -1) a value that may stand between two. @param {number[]} values @param {number} value @param {number} by */
export function nextStop(values, value, by) {
  const tolerance = Math.abs(value) * 1e-9;
  const above = values.findIndex((stop) => stop > value + tolerance);
  const first = above < 0 ? values.length : above;
  const below = values.findLastIndex((stop) => stop < value - tolerance);
  const index = by > 0 ? first + by - 1 : below + by + 1;
  return values[Math.max(0, Math.min(values.length - 1, index))];
}

/** @param {Range} range */
const ends = (range) => ({ low: range.low ?? 0, high: range.high ?? 1 });

/** Without the dust of binary arithmetic. @param {number} value */
const clean = (value) => Number(value.toPrecision(10));
