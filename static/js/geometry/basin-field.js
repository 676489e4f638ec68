// @ts-check
/** A basin map as one number a cell, for a colour scale with a band for each minimum. */

/** @import { Basins } from "../types.js" */
/** @import { ColourScale } from "../palette.js" */

const DIVERGED = -1;
/** Where in a band the fastest and the slowest start lie: off its ends, so that no rounding crosses into the next. */
const BAND = [0.06, 0.94];

/**
 * Band 0 is divergence, band 1 arrival nowhere, band 2 + i minimum i; within a band, quick arrivals come first.
 * The shade follows the rank of the steps, not their size, so that one slow corner does not wash out the rest.
 * @param {Basins} basins @returns {{ values: number[][], bands: number }}
 */
export function basinField({ basin, steps, minima }) {
  const arrived = steps.flat().filter((step) => step !== null);
  const sorted = Float64Array.from(/** @type {number[]} */ (arrived)).sort();
  const [from, to] = BAND;
  /** @param {number | null} step */
  const shade = (step) => (step === null || sorted.length < 2 ? from : from + (to - from) * rank(sorted, step));
  const values = basin.map((row, j) =>
    row.map((index, i) => (index >= 0 ? 2 + index + shade(steps[j][i]) : index === DIVERGED ? 0.5 : 1.5)),
  );
  return { values, bands: 2 + minima.length };
}

/** The share of the sorted values that are smaller. @param {Float64Array} sorted @param {number} value */
function rank(sorted, value) {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low / (sorted.length - 1);
}

/**
 * The scale for values from 0 to the number of bands.
 * @param {[string, string][]} bands the first and the last colour of each @returns {ColourScale}
 */
export function bandScale(bands) {
  return bands.flatMap(([first, last], index) => [
    /** @type {[number, string]} */ ([index / bands.length, first]),
    /** @type {[number, string]} */ ([(index + 1) / bands.length, last]),
  ]);
}

/** How many starts each band holds, in the order of the bands. @param {Basins} basins */
export function basinShares({ basin, minima }) {
  const counts = new Array(2 + minima.length).fill(0);
  for (const index of basin.flat()) counts[index >= 0 ? 2 + index : index === DIVERGED ? 0 : 1] += 1;
  const all = basin.length * (basin[0]?.length ?? 0);
  return counts.map((count) => (all ? count / all : 0));
}
