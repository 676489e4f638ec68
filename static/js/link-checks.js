// @ts-check
/** What a value of a link must be: each of these gives it back, or throws. */

/** @import { Json } from "./types.js" */

/** Thrown where some of the values that may come many times cannot be: their places. */
export class Partly extends Error {
  /** @param {number[]} places */
  constructor(places) {
    super("no such values");
    this.places = places;
  }
}

/** @param {Json} value @returns {value is Record<string, Json>} */
export const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

/** @template T @param {T} value @returns {Exclude<T, null | undefined | false>} */
export function must(value) {
  if (value === null || value === undefined || value === false) throw new RangeError("no such value");
  return /** @type {Exclude<T, null | undefined | false>} */ (value);
}

/** @param {Json} value @param {number} count @returns {number[]} */
export function numbers(value, count) {
  return must(Array.isArray(value) && value.length === count && value.every(Number.isFinite) && value);
}

/** @param {Json} value @returns {string[]} */
export function texts(value) {
  return must(Array.isArray(value) && value.every((one) => typeof one === "string" && one !== "") && value);
}

/** @param {Json} value @returns {number} */
export const whole = (value) => must(Number.isInteger(value)) && value;

/** @param {number} least @param {number} value */
export const atLeast = (least, value) => (must(value >= least), value);

/** @param {number} most @param {number} value */
export const atMost = (most, value) => (must(value <= most), value);

/** A text that is not longer than the server takes. @param {Json} value @param {number} most @returns {string} */
export const short = (value, most) => must(typeof value === "string" && value !== "" && [...value].length <= most && value);

/** @param {Json} usual @param {Json} value */
export const unless = (usual, value) => (value === usual ? undefined : value);

/** Parameters, all of which an entry has. @param {Json} value @param {{ name: string }[]} known @returns {Record<string, Json>} */
export function params(value, known) {
  const names = known.map(({ name }) => name);
  return must(isObject(value) && Object.keys(value).every((name) => names.includes(name)) && value);
}
