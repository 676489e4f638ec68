// @ts-check
/** The summands of a step as arrows, each from the tip of the one before it, so that they add up to the update. */

import { inside } from "./projection.js";

/** @import { Box, Projection } from "./projection.js" */

/** @typedef {{ x: number, y: number }} Point  in pixels */
/** @typedef {{ part: string, from: Point, to: Point }} Arrow */

/** The longest arrow is drawn at most this share of the panel's shorter side long. */
const SHARE = 0.28;
/** Tips stay this far from the panel's edge, in pixels, so that they can be seen. */
const MARGIN = 10;
/** What does not fit in this many sizes of itself, or leads out of the numbers, is not drawn to fit. */
const SMALLEST = 1e-9;
const NICE = [1, 2, 5];

/**
 * @param {[number, number]} position @param {{ part: string, value: [number, number] }[]} terms
 * @param {[number, number]} update @param {Projection} projection @param {Box} box  the panel
 * @returns {{ arrows: Arrow[], update: Arrow, factor: number }} drawn `factor` times as long as they are, so that they fit
 */
export function stepArrows(position, terms, update, projection, box) {
  const at = (/** @type {number} */ x, /** @type {number} */ y) => ({ x: projection.toX(x), y: projection.toY(y) });
  const origin = at(...position);
  const reach = (/** @type {[number, number]} */ [dx, dy]) => {
    const tip = at(position[0] + dx, position[1] + dy);
    return Math.hypot(tip.x - origin.x, tip.y - origin.y);
  };
  const longest = Math.max(reach(update), ...terms.map(({ value }) => reach(value)));
  const tips = [update, ...terms.map((_, last) => summed(terms.slice(0, last + 1)))];
  const shown = { left: box.left + MARGIN, top: box.top + MARGIN, width: box.width - 2 * MARGIN, height: box.height - 2 * MARGIN };
  const fits = (/** @type {number} */ size) => tips.every(([dx, dy]) => {
    const tip = at(position[0] + size * dx, position[1] + size * dy);
    return inside(tip.x, tip.y, shown);
  });
  let factor = magnification(longest, SHARE * Math.min(box.width, box.height));
  if (inside(origin.x, origin.y, shown)) while (factor > SMALLEST && !fits(factor)) factor = smaller(factor);
  let [x, y] = position;
  const arrows = terms.map(({ part, value: [dx, dy] }) => {
    const from = at(x, y);
    [x, y] = [x + factor * dx, y + factor * dy];
    return { part, from, to: at(x, y) };
  });
  const tip = at(position[0] + factor * update[0], position[1] + factor * update[1]);
  return { arrows, update: { part: "update", from: origin, to: tip }, factor };
}

/** @param {{ value: [number, number] }[]} terms @returns {[number, number]} */
const summed = (terms) => terms.reduce((/** @type {[number, number]} */ [x, y], { value: [dx, dy] }) => [x + dx, y + dy], [0, 0]);

/** The next smaller number of 1, 2, 5, 10, ... and their parts. @param {number} factor */
function smaller(factor) {
  const decade = 10 ** Math.floor(Math.log10(factor) + 1e-9);
  const lead = Math.round(factor / decade);
  return lead === 1 ? decade / 2 : lead === 2 ? decade : 2 * decade;
}

/** 1, 2, 5, 10, ...: as many times as `longest` fits into `room`. @param {number} longest @param {number} room */
export function magnification(longest, room) {
  if (!(longest > 0) || longest >= room) return 1;
  const exact = room / longest;
  const decade = 10 ** Math.floor(Math.log10(exact));
  return decade * (NICE.findLast((one) => one * decade <= exact) ?? 1);
}
