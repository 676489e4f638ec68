// @ts-check
/** The summands of a step as arrows, each from the tip of the one before it, so that they add up to the update. */

/** @import { Projection } from "./projection.js" */

/** @typedef {{ x: number, y: number }} Point  in pixels */
/** @typedef {{ part: string, from: Point, to: Point }} Arrow */

/** The longest arrow is drawn at most this share of the panel's shorter side long, unless it is longer as it is. */
const SHARE = 0.28;
const NICE = [1, 2, 5];

/**
 * @param {[number, number]} position @param {{ part: string, value: [number, number] }[]} terms
 * @param {[number, number]} update @param {Projection} projection @param {number} room  the panel's shorter side
 * @returns {{ arrows: Arrow[], update: Arrow, factor: number }} drawn `factor` times as long as they are
 */
export function stepArrows(position, terms, update, projection, room) {
  const at = (/** @type {number} */ x, /** @type {number} */ y) => ({ x: projection.toX(x), y: projection.toY(y) });
  const origin = at(...position);
  const reach = (/** @type {[number, number]} */ [dx, dy]) => {
    const tip = at(position[0] + dx, position[1] + dy);
    return Math.hypot(tip.x - origin.x, tip.y - origin.y);
  };
  const factor = magnification(Math.max(reach(update), ...terms.map(({ value }) => reach(value))), SHARE * room);
  let [x, y] = position;
  const arrows = terms.map(({ part, value: [dx, dy] }) => {
    const from = at(x, y);
    [x, y] = [x + factor * dx, y + factor * dy];
    return { part, from, to: at(x, y) };
  });
  const tip = at(position[0] + factor * update[0], position[1] + factor * update[1]);
  return { arrows, update: { part: "update", from: origin, to: tip }, factor };
}

/** 1, 2, 5, 10, ...: as many times as `longest` fits into `room`. @param {number} longest @param {number} room */
export function magnification(longest, room) {
  if (!(longest > 0) || longest >= room) return 1;
  const exact = room / longest;
  const decade = 10 ** Math.floor(Math.log10(exact));
  return decade * (NICE.findLast((one) => one * decade <= exact) ?? 1);
}
