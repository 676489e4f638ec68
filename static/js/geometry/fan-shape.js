// @ts-check
/** The curve under a slider: the final loss over a hyperparameter's values, in a unit square. */

/** @import { Fan, Minimum } from "../types.js" */

/** The finest difference of final losses that counts, as a share of the way from the start to the minimum. */
const FINEST = 1e-8;
/** The height, of 1, at which a run ends where it started; above it, runs end worse. */
const START_LEVEL = 0.86;

/**
 * @typedef {object} FanShape
 * @property {[number, number][][]} lines  pieces of the curve: [place, height]; height 0 is the best, 1 the top
 * @property {[number, number][]} diverged  spans of places where runs diverge
 * @property {number | null} best  the index of the value with the lowest final loss
 */

/**
 * @param {Fan} fan @param {(value: number) => number} place where a value lies on the slider, 0 to 1
 * @param {Minimum[]} minima the known global ones @returns {FanShape}
 */
export function fanShape(fan, place, minima) {
  const order = fan.values.map((_, index) => index).sort((a, b) => fan.values[a] - fan.values[b]);
  const places = order.map((index) => place(fan.values[index]));
  const finals = order.map((index) => finalLoss(fan, index));
  const heights = heightsOf(finals, startLoss(fan), minima);
  /** @type {[number, number][][]} */
  const lines = [];
  /** @type {[number, number][]} */
  const diverged = [];
  order.forEach((_, i) => {
    if (heights[i] !== null) {
      if (i === 0 || heights[i - 1] === null) lines.push([]);
      lines[lines.length - 1].push([places[i], /** @type {number} */ (heights[i])]);
    } else if (finals[i] === Infinity) {
      const from = i ? (places[i - 1] + places[i]) / 2 : places[i];
      const to = i + 1 < places.length ? (places[i] + places[i + 1]) / 2 : places[i];
      const last = diverged[diverged.length - 1];
      if (last && Math.abs(last[1] - from) < 1e-9) last[1] = to;
      else diverged.push([from, to]);
    }
  });
  const finite = finals.map((value) => value ?? Infinity);
  const least = Math.min(...finite);
  return { lines, diverged, best: Number.isFinite(least) ? order[finite.indexOf(least)] : null };
}

/** The last loss, Infinity where the run diverged, null where it has not arrived. @param {Fan} fan @param {number} index */
function finalLoss(fan, index) {
  const run = fan.runs[index];
  if (!run) return null;
  return run.status === "diverged" ? Infinity : (run.loss.at(-1) ?? Infinity);
}

/** @param {Fan} fan */
function startLoss(fan) {
  const first = fan.runs.find((run) => run && run.loss[0] !== null);
  return first?.loss[0] ?? null;
}

/**
 * Heights on a logarithmic scale of the loss above the minimum; the start's loss is at START_LEVEL.
 * @param {(number | null)[]} finals @param {number | null} start @param {Minimum[]} minima
 * @returns {(number | null)[]}
 */
function heightsOf(finals, start, minima) {
  const known = /** @type {number[]} */ (finals.filter((value) => value !== null && Number.isFinite(value)));
  if (known.length === 0) return finals.map(() => null);
  const floor = Math.min(...known, ...minima.map((minimum) => minimum[2]));
  const reach = Math.max((start ?? Math.max(...known)) - floor, 0) || Math.max(...known) - floor || 1;
  const levels = finals.map((value) =>
    value === null || !Number.isFinite(value) ? null : Math.log10((value - floor) / reach + FINEST),
  );
  const least = Math.min(.../** @type {number[]} */ (levels.filter((level) => level !== null)), -0.5);
  return levels.map((level) => (level === null ? null : Math.min(1, START_LEVEL * (1 - level / least))));
}
