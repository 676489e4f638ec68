// @ts-check
/** What the viewer predicted of the last scenes, in this browser alone; a private window or a sandboxed frame keeps nothing. */

/** @import { Json } from "./types.js" */

const NAME = "thalweg.predictions";
const MOST_SCENES = 50;

/** @typedef {{ order: number[], mark: [number, number] | null, revealed: boolean }} Kept  `order`: places of the scene's runs */

/** What is kept of a scene, null where there is nothing or it cannot be. @param {string} key @param {number} runs @returns {Kept | null} */
export function keptPrediction(key, runs) {
  const found = readAll().find((one) => one[0] === key)?.[1];
  if (typeof found !== "object" || found === null) return null;
  const { order, mark, revealed } = found;
  const inRange = Array.isArray(order) && order.every((place) => Number.isInteger(place) && place >= 0 && place < runs);
  const isMark = Array.isArray(mark) && mark.length === 2 && mark.every(Number.isFinite);
  return {
    order: inRange ? [...new Set(order)] : [],
    mark: isMark ? /** @type {[number, number]} */ (mark) : null,
    revealed: revealed === true,
  };
}

/** Keep it; the scenes that were predicted longest ago go. @param {string} key @param {Kept} prediction */
export function keepPrediction(key, prediction) {
  const others = readAll().filter((one) => one[0] !== key);
  try {
    localStorage.setItem(NAME, JSON.stringify([...others, [key, prediction]].slice(-MOST_SCENES)));
  } catch {
    // A browser that keeps nothing still asks and tells.
  }
}

/** @returns {[string, Json][]} */
function readAll() {
  try {
    const read = JSON.parse(localStorage.getItem(NAME) ?? "[]");
    return Array.isArray(read) ? read.filter((one) => Array.isArray(one) && one.length === 2) : [];
  } catch {
    return [];
  }
}
