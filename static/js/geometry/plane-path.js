// @ts-check
/** Paths beside a plane: the entry at a step, axes that keep their way, and whether the ground asks for logarithmic colours. */

import { firstAfter } from "./polyline.js";

/** @import { Domain, PlanePath } from "../types.js" */
/** @typedef {readonly [boolean, boolean]} Mirrored   whether x and y point the other way */

/** The highest point stands so many times higher over the lowest than a tenth of all do where colours are logarithmic. */
const STEEP = 1e3;
const LOW_SHARE = 0.1;

/** Whether linear colours would show nothing but the highest ground. @param {(number | null)[][]} z */
export function wantsLog(z) {
  const finite = z.flat().filter((value) => value !== null && Number.isFinite(value));
  const sorted = Float64Array.from(/** @type {number[]} */ (finite)).sort();
  if (sorted.length === 0) return false;
  const [least, most] = [sorted[0], sorted[sorted.length - 1]];
  const low = sorted[Math.floor(LOW_SHARE * (sorted.length - 1))] - least;
  return low > 0 && (most - least) / low > STEEP;
}

/** The entry whose step is nearest to `step`, -1 where there is none. @param {number[]} steps ascending @param {number} step */
export function nearestEntry(steps, step) {
  const after = firstAfter(steps, step);
  if (after === 0) return steps.length > 0 ? 0 : -1;
  if (after === steps.length) return steps.length - 1;
  return steps[after] - step < step - steps[after - 1] ? after : after - 1;
}

/**
 * Which axes of new paths point the other way than those of former ones: the sign of a principal component means
 * nothing, and a picture that is drawn anew must not turn over.
 * @param {(readonly [PlanePath, PlanePath])[]} pairs a run's former and new path @returns {Mirrored}
 */
export function turnedOver(pairs) {
  /** @param {"x" | "y"} axis */
  const turned = (axis) => {
    let sum = 0;
    for (const [former, next] of pairs) {
      former.step.forEach((step, k) => {
        sum += (former[axis][k] - former[axis][0]) * (next[axis][nearestEntry(next.step, step)] - next[axis][0]);
      });
    }
    return sum < 0;
  };
  return [turned("x"), turned("y")];
}

/** @param {Mirrored} mirrored @param {Domain} domain @returns {Domain} */
export const mirroredDomain = ([x, y], [left, right, bottom, top]) => [
  x ? -right : left, x ? -left : right, y ? -top : bottom, y ? -bottom : top,
];

/** @param {Mirrored} mirrored @param {PlanePath} path @returns {PlanePath} */
export const mirroredPath = ([x, y], path) => ({
  ...path,
  x: x ? path.x.map((value) => -value) : path.x,
  y: y ? path.y.map((value) => -value) : path.y,
});

/** @template {{ x: number[], y: number[], z: (number | null)[][] }} T @param {Mirrored} mirrored @param {T} grid @returns {T} */
export function mirroredGrid([x, y], grid) {
  const rows = y ? grid.z.toReversed() : grid.z;
  return {
    ...grid,
    x: x ? grid.x.map((value) => -value).reverse() : grid.x,
    y: y ? grid.y.map((value) => -value).reverse() : grid.y,
    z: x ? rows.map((row) => row.toReversed()) : rows,
  };
}
