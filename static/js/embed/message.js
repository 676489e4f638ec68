// @ts-check
/** What a message is, and whose are listened to. */

/** @import { Json } from "../types.js" */

/** The version of the messages: each has it as `thalweg`. */
export const SPOKEN = 1;
const LONGEST_QUOTE = 60;

/** What is wrong with a message, as a sentence for who wrote the host page. */
export class Unheard extends Error {}

/** Whether a message is meant for this page; others travel between windows too. @param {Json} data */
export function isOurs(data) {
  if (data === null || typeof data !== "object") return false;
  return Object.getPrototypeOf(data) === Object.prototype && Object.hasOwn(data, "thalweg");
}

/**
 * Whether pages of an origin may speak to this page.
 * @param {string} configured origins with spaces between them; * for any @param {string} own @returns {(origin: string) => boolean}
 */
export function listenerTo(configured, own) {
  const origins = new Set([own, ...configured.split(" ").filter(Boolean)]);
  return (origin) => origins.has("*") || origins.has(origin);
}

/** Any value as short text. @param {Json} value */
export function quote(value) {
  let text;
  try {
    text = JSON.stringify(value) ?? String(value);
  } catch {
    text = typeof value;
  }
  return text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text;
}

/** @param {boolean} holds @param {string} expected @param {Json} given @returns {asserts holds} */
export function expect(holds, expected, given) {
  if (!holds) throw new Unheard(`expected ${expected}, got ${quote(given)}`);
}

/** @param {Json} value @param {readonly string[]} choices @param {string} what */
export function oneOf(value, choices, what) {
  expect(typeof value === "string" && choices.includes(value), `${what} to be one of ${choices.join(", ")}`, value);
}
