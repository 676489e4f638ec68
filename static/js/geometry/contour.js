// @ts-check
/** Where a field on a grid crosses a level. */

/**
 * The crossing as separate segments, x0, y0, x1, y1 one after another, in the field's own units: marching squares,
 * straight between grid points. A cell with an unknown corner has none.
 * @param {number[]} x ascending @param {number[]} y ascending @param {(number | null)[][]} values by row, then column
 * @param {number} level @returns {number[]}
 */
export function contourSegments(x, y, values, level) {
  /** @type {number[]} */
  const found = [];
  for (let j = 0; j + 1 < y.length; j++)
    for (let i = 0; i + 1 < x.length; i++) {
      const corners = [values[j][i], values[j][i + 1], values[j + 1][i + 1], values[j + 1][i]];
      if (corners.includes(null)) continue;
      const heights = /** @type {number[]} */ (corners).map((value) => value - level);
      crossCell([x[i], x[i + 1]], [y[j], y[j + 1]], heights, found);
    }
  return found;
}

/** The corners of a cell anticlockwise from its lower left, as places in [low, high] of each axis. */
const CORNERS = [[0, 0], [1, 0], [1, 1], [0, 1]];

/** @param {number[]} x @param {number[]} y @param {number[]} heights of the corners @param {number[]} found is added to */
function crossCell(x, y, heights, found) {
  /** @type {number[][]} */
  const crossings = [];
  for (let edge = 0; edge < 4; edge++) {
    const next = (edge + 1) % 4;
    const [from, to] = [heights[edge], heights[next]];
    if (from >= 0 === to >= 0) continue;
    const share = from / (from - to);
    const place = (/** @type {number[]} */ axis, /** @type {0 | 1} */ way) => {
      const [a, b] = [axis[CORNERS[edge][way]], axis[CORNERS[next][way]]];
      return a + share * (b - a);
    };
    crossings.push([place(x, 0), place(y, 1)]);
  }
  // A saddle: the segments cut off the two corners that are not of the middle's side, which are the even ones here.
  const middle = heights.reduce((sum, one) => sum + one, 0);
  if (crossings.length === 4 && heights[0] >= 0 !== middle >= 0) crossings.unshift(/** @type {number[]} */ (crossings.pop()));
  for (let k = 0; k + 1 < crossings.length; k += 2) found.push(...crossings[k], ...crossings[k + 1]);
}

/** Each value as the mean of its neighbourhood of three by three: a line across it has no stairs. @param {number[][]} values */
export function smoothed(values) {
  return values.map((row, j) =>
    row.map((_, i) => {
      let [sum, count] = [0, 0];
      for (const near of values.slice(Math.max(0, j - 1), j + 2))
        for (const value of near.slice(Math.max(0, i - 1), i + 2)) {
          sum += value;
          count += 1;
        }
      return sum / count;
    }),
  );
}

/**
 * How much a class leads at each grid point, below zero where another one does: for the lines between classes.
 * @param {number[][]} classes @param {number[][]} confidence of the leading class @param {number} index
 */
export function leadOf(classes, confidence, index) {
  return classes.map((row, j) =>
    row.map((one, i) => {
      const lead = Math.max(0.05, Math.min(0.8, 2 * confidence[j][i] - 1));
      return one === index ? lead : -lead;
    }),
  );
}
