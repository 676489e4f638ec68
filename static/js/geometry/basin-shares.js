// @ts-check
/** What a basin map comes to: how many starts reach each minimum, how soon, and where one path ends. */

/** @import { Basins, Domain, Minimum } from "../types.js" */

export const DIVERGED = -1;
export const NOWHERE = -2;
/** Near enough to a minimum: this share of the domain's diagonal. */
const REACH = 0.01;

/** @typedef {{ index: number, count: number, percent: number, median: number | null }} Share  `index` as in the map; `percent` has one decimal */

/**
 * The starts of each minimum, then those that arrive nowhere, then those that diverge. The percentages sum to 100.
 * @param {Basins} basins @returns {Share[]}
 */
export function sharesOf({ basin, steps, minima }) {
  /** @type {Map<number, number[]>} */
  const found = new Map([...minima.keys(), NOWHERE, DIVERGED].map((index) => [index, []]));
  basin.forEach((row, j) => row.forEach((index, i) => found.get(index)?.push(steps[j][i] ?? 0)));
  const groups = [...found];
  const percents = percentages(groups.map(([, all]) => all.length));
  return groups.map(([index, all], place) => ({
    index,
    count: all.length,
    percent: percents[place],
    median: index >= 0 ? medianOf(all) : null,
  }));
}

/** Of all starts that arrive, how soon the middle one does; null where none does. @param {Basins} basins */
export const medianSteps = ({ steps }) => medianOf(/** @type {number[]} */ (steps.flat().filter((step) => step !== null)));

/** @param {number[]} values */
function medianOf(values) {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Counts as percentages with one decimal that sum to 100: the largest remainders are rounded up. @param {number[]} counts */
export function percentages(counts) {
  const all = counts.reduce((sum, count) => sum + count, 0);
  if (all === 0) return counts.map(() => 0);
  const exact = counts.map((count) => (1000 * count) / all);
  const whole = exact.map(Math.floor);
  const missing = 1000 - whole.reduce((sum, one) => sum + one, 0);
  const byRemainder = [...exact.keys()].sort((a, b) => exact[b] - whole[b] - (exact[a] - whole[a]));
  for (const place of byRemainder.slice(0, missing)) whole[place] += 1;
  return whole.map((one) => one / 10);
}

/**
 * Where a path ends, by the rule of the map: the minimum within reach of its last point, and since which step.
 * @param {{ x: number[], y: number[], status?: string }} path @param {Minimum[]} minima @param {Domain} domain
 * @returns {{ index: number, step: number | null }}
 */
export function arrivalOf({ x, y, status }, minima, [left, right, bottom, top]) {
  if (status === "diverged" || x.length === 0) return { index: DIVERGED, step: null };
  const reach = REACH * Math.hypot(right - left, top - bottom);
  const last = x.length - 1;
  const away = (/** @type {number} */ k, /** @type {number} */ index) => Math.hypot(x[k] - minima[index][0], y[k] - minima[index][1]);
  const nearest = [...minima.keys()].sort((a, b) => away(last, a) - away(last, b))[0];
  if (nearest === undefined || away(last, nearest) > reach) return { index: NOWHERE, step: null };
  let step = last;
  while (step > 0 && away(step - 1, nearest) <= reach) step -= 1;
  return { index: nearest, step };
}

/** A minimum's letter: A, B, …, Z, then numbers. @param {number} index */
export const letterOf = (index) => (index < 26 ? String.fromCharCode(65 + index) : String(index + 1));

/** The grid's point nearest to a pixel of a row that shows it from end to end. @param {number} pixel @param {number} width @param {number} points */
export const cellAt = (pixel, width, points) => Math.min(points - 1, Math.max(0, Math.round(((pixel + 0.5) / width) * (points - 1))));
