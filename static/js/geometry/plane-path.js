// @ts-check
/** Paths beside a plane: the entry at a step, and whether the loss over the plane asks for logarithmic colours. */

import { firstAfter } from "./polyline.js";

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
