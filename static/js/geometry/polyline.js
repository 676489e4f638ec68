// @ts-check
/** A trajectory as pixels: every point kept for search, and the few that a line needs. */

/** @import { Projection } from "./projection.js" */

/** Points nearer than this to the last kept one are no part of the drawn line: the eye cannot tell. */
const LEAST_PIXELS = 0.6;
/** Pixels beyond this are drawn as this: canvas coordinates are single precision, and far lines would tremble. */
const FAR = 1e6;

/**
 * @typedef {object} Polyline
 * @property {Float64Array} x  of every entry, in pixels
 * @property {Float64Array} y
 * @property {Uint32Array} kept  the entries that the drawn line goes through, ascending
 */

/** @param {ArrayLike<number>} x @param {ArrayLike<number>} y @param {Projection} projection @returns {Polyline} */
export function polyline(x, y, { toX, toY }) {
  const count = Math.min(x.length, y.length);
  const px = new Float64Array(count);
  const py = new Float64Array(count);
  const kept = new Uint32Array(count);
  let size = 0;
  for (let k = 0; k < count; k++) {
    px[k] = toX(x[k]);
    py[k] = toY(y[k]);
    const last = size ? kept[size - 1] : -1;
    if (last < 0 || k === count - 1 || Math.abs(px[k] - px[last]) + Math.abs(py[k] - py[last]) >= LEAST_PIXELS) {
      kept[size++] = k;
    }
  }
  return { x: px, y: py, kept: kept.slice(0, size) };
}

/** Draw the line from entry `from` to entry `to`. @param {Polyline} line @param {number} from @param {number} to
 * @param {{ moveTo: (x: number, y: number) => void, lineTo: (x: number, y: number) => void }} pen */
export function trace(line, from, to, pen) {
  if (to < from || from >= line.x.length) return;
  pen.moveTo(near(line.x[from]), near(line.y[from]));
  for (let i = firstAfter(line.kept, from); i < line.kept.length && line.kept[i] < to; i++) {
    pen.lineTo(near(line.x[line.kept[i]]), near(line.y[line.kept[i]]));
  }
  const end = Math.min(to, line.x.length - 1);
  pen.lineTo(near(line.x[end]), near(line.y[end]));
}

/** @param {number} pixel */
const near = (pixel) => Math.max(-FAR, Math.min(FAR, pixel));

/** The index of the first number above `value` in an ascending list. @param {ArrayLike<number>} list @param {number} value */
export function firstAfter(list, value) {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * The entries up to `last` that stand far enough from both neighbours for a dot of their own.
 * @param {Polyline} line @param {number} last @param {number} apart in pixels
 */
export function lonelyEntries({ x, y }, last, apart) {
  const found = [];
  for (let k = 1; k < last; k++) {
    const before = Math.hypot(x[k] - x[k - 1], y[k] - y[k - 1]);
    const after = k + 1 < x.length ? Math.hypot(x[k + 1] - x[k], y[k + 1] - y[k]) : Infinity;
    if (before >= apart && after >= apart) found.push(k);
  }
  return found;
}
