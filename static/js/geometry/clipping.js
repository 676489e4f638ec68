// @ts-check
/** Paths and the edge of what is shown: where one left, and how the marks of several keep apart. */

import { inside } from "./projection.js";

/** @import { Box } from "./projection.js" */

/**
 * @typedef {object} Exit
 * @property {number} x  on the edge of the box, in pixels
 * @property {number} y
 * @property {number} angle  the direction in which the path left, in radians, clockwise from the right
 */

/**
 * Where a path last left the box, or null while its point `last` is inside. A path that was never inside is marked
 * where the straight line from the box's middle to its point crosses the edge.
 * @param {ArrayLike<number>} x in pixels @param {ArrayLike<number>} y @param {number} last @param {Box} box
 * @returns {Exit | null}
 */
export function leaving(x, y, last, box) {
  if (last < 0 || inside(x[last], y[last], box)) return null;
  let from = last - 1;
  while (from >= 0 && !inside(x[from], y[from], box)) from -= 1;
  const near = from >= 0 ? [x[from], y[from]] : [box.left + box.width / 2, box.top + box.height / 2];
  const far = from >= 0 ? [x[from + 1], y[from + 1]] : [x[last], y[last]];
  return crossing(near[0], near[1], far[0], far[1], box);
}

/**
 * @param {number} x0 inside @param {number} y0 @param {number} x1 outside @param {number} y1 @param {Box} box
 * @returns {Exit}
 */
function crossing(x0, y0, x1, y1, { left, top, width, height }) {
  // Halves first: the far point may be near the largest float, where a difference would overflow.
  const [dx, dy] = [x1 / 2 - x0 / 2, y1 / 2 - y0 / 2];
  const size = Math.max(Math.abs(dx), Math.abs(dy));
  const [ux, uy] = Number.isFinite(size) && size > 0 ? [dx / size, dy / size] : [Math.sign(dx), Math.sign(dy)];
  const reachX = ux > 0 ? (left + width - x0) / ux : ux < 0 ? (left - x0) / ux : Infinity;
  const reachY = uy > 0 ? (top + height - y0) / uy : uy < 0 ? (top - y0) / uy : Infinity;
  const reach = Math.min(reachX, reachY);
  return { x: x0 + ux * reach, y: y0 + uy * reach, angle: Math.atan2(uy, ux) };
}

/**
 * Places along a line, each `size` long, moved as little as it takes that none overlap and all lie from `low` to
 * `high` while they fit. Order is kept.
 * @param {number[]} centres @param {number[]} sizes @param {number} low @param {number} high @param {number} gap
 * @returns {number[]} the new centres
 */
export function spread(centres, sizes, low, high, gap) {
  const order = centres.map((_, index) => index).sort((a, b) => centres[a] - centres[b]);
  const placed = [...centres];
  let edge = low;
  for (const index of order) {
    placed[index] = Math.max(placed[index], edge + sizes[index] / 2);
    edge = placed[index] + sizes[index] / 2 + gap;
  }
  edge = high;
  for (const index of order.reverse()) {
    placed[index] = Math.min(placed[index], edge - sizes[index] / 2);
    edge = placed[index] - sizes[index] / 2 - gap;
  }
  return placed;
}
