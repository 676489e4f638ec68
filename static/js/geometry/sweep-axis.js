// @ts-check
/** Which values of a hyperparameter are swept, and where they stand. */

import { hasRange, stops } from "../controls/scale.js";

/** @import { Parameter } from "../types.js" */

/** The hyperparameters that can be swept: numbers with a range, items of tuples too. @param {Parameter[]} parameters @returns {{ name: string, parameter: Parameter }[]} */
export function sweepable(parameters) {
  const number = (/** @type {Parameter} */ one) => (one.kind === "float" || one.kind === "int") && hasRange(one);
  return parameters.flatMap((parameter) => {
    if (number(parameter)) return [{ name: parameter.name, parameter }];
    if (parameter.kind !== "tuple") return [];
    return parameter.items.flatMap((item, index) => (number(item) ? [{ name: `${parameter.name}[${index}]`, parameter: item }] : []));
  });
}

/** At most `count` of a slider's stops, evenly spread, both ends included. @param {Parameter} parameter @param {number} count */
export function sweptValues(parameter, count) {
  const all = stops(parameter);
  if (all.length <= count) return all;
  const places = Array.from({ length: count }, (_, k) => Math.round((k * (all.length - 1)) / (count - 1)));
  return places.map((place) => all[place]);
}

/** The index of the value nearest to `value`, by rank where it lies between two. @param {number[]} values ascending @param {number} value */
export function nearestIndex(values, value) {
  const next = values.findIndex((one) => one >= value);
  if (next < 0) return values.length - 1;
  if (next === 0) return 0;
  const [low, high] = [values[next - 1], values[next]];
  const middle = low > 0 ? Math.sqrt(low * high) : (low + high) / 2;
  return value < middle ? next - 1 : next;
}

/** Where a value stands among others as their rank, with a fraction between two. @param {number[]} values ascending @param {number} value */
export function rankOf(values, value) {
  const next = values.findIndex((one) => one >= value);
  if (next < 0) return values.length - 1;
  if (next === 0 || values[next] === value) return next;
  const [low, high] = [values[next - 1], values[next]];
  const share = low > 0 ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  return next - 1 + share;
}

/**
 * Heights from 0 to 1 for losses, by the logarithm of what they are above the lowest where they span decades.
 * @param {(number | null)[]} losses
 */
export function lossScale(losses) {
  const finite = /** @type {number[]} */ (losses.filter((one) => one !== null && Number.isFinite(one))).sort((a, b) => a - b);
  if (finite.length === 0) return { low: 0, high: 1, log: false, place: () => null };
  const [low, high] = [finite[0], finite[finite.length - 1]];
  const log = low > 0 && high > 20 * low;
  const span = log ? Math.log(high / low) : high - low;
  /** @param {number | null | undefined} value */
  const place = (value) => {
    if (value === null || value === undefined || !Number.isFinite(value)) return null;
    return span > 0 ? (log ? Math.log(value / low) : value - low) / span : 0;
  };
  return { low, high, log, place };
}
