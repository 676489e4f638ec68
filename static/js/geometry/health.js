// @ts-check
/** What ails a run that trains, read from its losses alone. Warnings, not verdicts: each needs clear evidence. */

/** @import { Trajectory } from "../types.js" */

/** Fewer values than this say nothing. */
const LEAST = 10;
/** Batch losses are judged by the means of this many blocks. */
const BLOCKS = 24;
/** Of all that a loss fell, what later change is worth a word. */
const NOTABLE = 0.05;
/** A loss below this share of its first value needs no advice to fall further. */
const DONE = 0.05;

/** @typedef {"nan" | "rising" | "oscillating" | "overfitting" | "stuck" | "flat"} Ailment */
/** @typedef {{ kind: Ailment, step: number }} Finding  `step`: since when */
/** @typedef {{ step: number[], value: number[] }} Track */

/**
 * The worst that can be said of a run so far, null where nothing is wrong.
 * @param {Pick<Trajectory, "loss" | "evaluation" | "status" | "diverged_at"> & Partial<Pick<Trajectory, "summary">>} run @returns {Finding | null}
 */
export function healthOf(run) {
  const lost = run.loss.indexOf(null);
  if (run.status === "diverged" || lost >= 0) return { kind: "nan", step: run.diverged_at ?? Math.max(0, lost) };
  const train = trainTrack(run);
  if (train.value.length < LEAST) return null;
  // The server's own verdict stands beside this one: they must not contradict each other.
  const rests = run.summary?.badge === "descending" ? null : resting(train);
  return rising(train) ?? oscillating(train) ?? overfitting(run) ?? rests;
}

/** The loss on the training data: as evaluated, else the batches' own in blocks. @param {Pick<Trajectory, "loss" | "evaluation">} run @returns {Track} */
function trainTrack({ loss, evaluation }) {
  const evaluated = trackOf(evaluation?.step ?? [], evaluation?.train_loss ?? []);
  if (evaluated.value.length >= LEAST) return evaluated;
  const size = Math.max(1, Math.floor(loss.length / BLOCKS));
  /** @type {Track} */
  const blocks = { step: [], value: [] };
  for (let from = 0; from + size <= loss.length; from += size) {
    const block = /** @type {number[]} */ (loss.slice(from, from + size));
    blocks.step.push(from);
    blocks.value.push(mean(block));
  }
  return blocks;
}

/** @param {number[]} step @param {(number | null)[]} values @returns {Track} */
function trackOf(step, values) {
  const known = values.flatMap((value, k) => (value === null || !Number.isFinite(value) ? [] : [k]));
  return { step: known.map((k) => step[k]), value: known.map((k) => /** @type {number} */ (values[k])) };
}

/** @param {number[]} values */
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** @param {number[]} values @param {number} count */
const endOf = (values, count) => mean(values.slice(-count));

/** The loss ends clearly above where it began. @param {Track} track @returns {Finding | null} */
function rising({ step, value }) {
  const [first, end] = [value[0], endOf(value, 3)];
  const least = Math.min(...value);
  const room = Math.max(Math.abs(first), 1e-12);
  return end - first > 0.2 * room ? { kind: "rising", step: step[value.indexOf(least)] } : null;
}

/** Up and down in the later half, far more than forward. @param {Track} track @returns {Finding | null} */
function oscillating({ step, value }) {
  const from = Math.floor(value.length / 2);
  const late = value.slice(from);
  let [path, turns, before] = [0, 0, 0];
  for (let k = 1; k < late.length; k++) {
    const change = late[k] - late[k - 1];
    path += Math.abs(change);
    if (change * before < 0) turns += 1;
    if (change !== 0) before = change;
  }
  const forward = Math.abs(late[late.length - 1] - late[0]);
  const fall = value[0] - Math.min(...value);
  const swing = path / (late.length - 1);
  const often = turns >= 0.4 * (late.length - 2);
  const wide = swing > NOTABLE * Math.max(fall, Math.abs(mean(late)));
  return often && wide && path > 4 * forward ? { kind: "oscillating", step: step[from] } : null;
}

/** The loss on new data rises while the one on the training data falls. @param {Pick<Trajectory, "evaluation">} run @returns {Finding | null} */
function overfitting({ evaluation }) {
  if (!evaluation) return null;
  const { step, validation_loss: validation, train_loss: train } = evaluation;
  const track = trackOf(step, validation);
  if (track.value.length < LEAST || track.value.length !== step.length) return null;
  const best = track.value.indexOf(Math.min(...track.value));
  if (step.length - best < 5) return null;
  const rise = endOf(track.value, 3) - track.value[best];
  const fall = track.value[0] - track.value[best];
  const room = Math.max(fall, 0.1 * Math.abs(track.value[best]));
  const learns = endOf(/** @type {number[]} */ (train), 3) < /** @type {number} */ (train[best]);
  return learns && rise > 2 * NOTABLE * room ? { kind: "overfitting", step: step[best] } : null;
}

/** The last third of the way brought nothing. @param {Track} track @returns {Finding | null} */
function resting({ step, value }) {
  const first = value[0];
  const third = Math.floor((2 * value.length) / 3);
  const [then, now] = [mean(value.slice(third - 2, third + 1)), endOf(value, 3)];
  const fall = first - Math.min(...value);
  if (fall <= NOTABLE * Math.abs(first)) {
    return then - now <= 0.3 * NOTABLE * Math.abs(first) ? { kind: "stuck", step: step[0] } : null;
  }
  if (now >= 0 && now <= DONE * first) return null;
  return then - now <= 0.2 * NOTABLE * fall ? { kind: "flat", step: step[third] } : null;
}
