// @ts-check
/** The entry of a path that the pointer means. */

/** @import { Box } from "./projection.js" */

/** @typedef {{ key: string, x: ArrayLike<number>, y: ArrayLike<number> }} PixelPath */

/**
 * The nearest point of any path within `reach` pixels; of equally near ones the later path, which lies on top, and
 * the earlier step. Points outside the box are not there to be meant.
 * @param {PixelPath[]} paths @param {number} x @param {number} y @param {number} reach @param {Box} box
 * @returns {{ key: string, step: number, x: number, y: number } | null}
 */
export function nearestPoint(paths, x, y, reach, { left, top, width, height }) {
  let found = null;
  let least = reach * reach;
  for (const path of paths) {
    let own = -1;
    let ownLeast = Infinity;
    for (let step = 0; step < path.x.length; step++) {
      const [px, py] = [path.x[step], path.y[step]];
      const square = (px - x) ** 2 + (py - y) ** 2;
      const shown = px >= left && px <= left + width && py >= top && py <= top + height;
      if (square < ownLeast && shown) [own, ownLeast] = [step, square];
    }
    if (own >= 0 && ownLeast <= least) {
      least = ownLeast;
      found = { key: path.key, step: own, x: path.x[own], y: path.y[own] };
    }
  }
  return found;
}
