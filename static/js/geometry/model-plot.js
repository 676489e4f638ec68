// @ts-check
/** Which picture shows a model on its data, and the numbers that the picture is made of. */

import { largest } from "./confusion.js";
import { spanOf, withRoom } from "./histogram.js";

/** @import { Dataset, Json, Snapshot, Split } from "../types.js" */
/** @import { Range } from "./projection.js" */

/** @typedef {"images" | "curve" | "field" | "labels" | "pairs" | "embedding" | "projection" | "against" | "scores"} PlotKind */

const NUMBERS = new Set(["regression", "counts"]);

/**
 * The picture that fits the data and what the model answers; before its first answer, what is to be expected.
 * @param {Pick<Dataset, "kind" | "task" | "domain" | "projection">} data
 * @param {Pick<Snapshot, "field" | "curve" | "points"> | null} snapshot @returns {PlotKind}
 */
export function plotKind({ kind, task, domain, projection }, snapshot) {
  if (kind === "image") return "images";
  if (task === "similarity" || task === "triplets") return !snapshot || snapshot.points ? "embedding" : "scores";
  if (domain?.length === 4 && (!snapshot || snapshot.field)) {
    if (task === "ranking") return "pairs";
    return task === "multilabel" ? "labels" : "field";
  }
  if (domain?.length === 2 && NUMBERS.has(task) && (!snapshot || snapshot.curve)) return "curve";
  if (NUMBERS.has(task)) return "against";
  return projection && task !== "ranking" && task !== "multilabel" ? "projection" : "scores";
}

/** A target without the brackets of a single number. @param {Json} target */
export const plain = (target) => (Array.isArray(target) && target.length === 1 ? target[0] : target);

/** The class of a sample: its index, or that of the largest share. @param {Json} target @returns {number} */
export const classOf = (target) => (Array.isArray(target) && target.length > 1 ? largest(target) : Number(plain(target)));

/** What a fitted curve is drawn in: all data, which stays while the curve moves. @param {Dataset} data @returns {Range} */
export function curveRangeOf(data) {
  const [low, high] = /** @type {[number, number]} */ (data.domain);
  const targets = [...data.train.targets, ...data.validation.targets].map(plain);
  return [low, high, ...withRoom(spanOf(targets), 0.08)];
}

/** Steps of the half width, so that the picture of embeddings does not tremble while they move. */
const WIDTHS = [1, 1.5, 2, 3, 5, 7, 10];

/** The next round number above. @param {number} size */
export function roundedUp(size) {
  if (!(size > 0) || !Number.isFinite(size)) return 1;
  const power = 10 ** Math.floor(Math.log10(size));
  return power * (WIDTHS.find((width) => width * power >= size * 0.999) ?? 10);
}

/**
 * The square around points, stretched to a box of another shape, so that distances are true in every direction.
 * @param {number[][]} points @param {number} aspect width over height @returns {Range}
 */
export function equalRange(points, aspect) {
  const [left, right] = spanOf(points.map((point) => point[0]));
  const [bottom, top] = spanOf(points.map((point) => point[1]));
  const half = roundedUp(0.54 * Math.max((right - left) / Math.max(1, aspect), (top - bottom) * Math.min(1, aspect)));
  const step = half / 5;
  const middle = [left + right, bottom + top].map((sum) => Math.round(sum / 2 / step) * step);
  const [across, up] = [half * Math.max(1, aspect), half / Math.min(1, aspect)];
  return [middle[0] - across, middle[0] + across, middle[1] - up, middle[1] + up];
}

/** The range of points as they lie, each axis for itself. @param {number[][]} points @returns {Range} */
export function looseRange(points) {
  const across = withRoom(spanOf(points.map((point) => point[0])), 0.06);
  const up = withRoom(spanOf(points.map((point) => point[1])), 0.06);
  return [...across, ...up];
}

/** What a model answered; nothing where its numbers got lost. @param {Pick<Snapshot, "scores"> | null | undefined} snapshot @returns {NonNullable<Snapshot["scores"]>} */
export const scoresOf = (snapshot) => snapshot?.scores ?? [];

/** The number that a score stands for: a mean's, where the model tells its spread too. @param {number | (number | null)[] | null} score */
export const meanOf = (score) => (Array.isArray(score) ? score[0] : score);

/**
 * Scores with the sides that they should fall on: the positive ones, group 1, and the others, group 0.
 * @param {Pick<Dataset, "task"> & { validation: Pick<Split, "targets"> }} data @param {NonNullable<Snapshot["scores"]>} scores
 * @returns {{ values: (number | null)[], groups: number[], sides: number }}
 */
export function sidesOf({ task, validation }, scores) {
  const { targets } = validation;
  const values = scores.map((score, k) => (Array.isArray(score) ? score[classOf(targets[k])] : score));
  const positive = (/** @type {Json} */ target) => Number(plain(target) > 0);
  if (task === "binary" || task === "similarity" || task === "ranking") {
    return { values, groups: targets.slice(0, values.length).map(positive), sides: 2 };
  }
  if (task === "multilabel") {
    const labels = /** @type {(number | null)[][]} */ (scores);
    return { values: labels.flat(), groups: targets.flat().map(positive), sides: 2 };
  }
  return { values, groups: values.map(() => 1), sides: 1 };
}

/** Below this many pixels the words over a picture are cut. */
const WORDS = 190;

/**
 * The number of columns whose pictures come nearest to 4:3, where each panel has `head` pixels of words besides. A
 * free place at the end costs a little, and so do words that are cut: a picture that is pressed flat costs more.
 * @param {number} count @param {{ width: number, height: number }} size @param {number} head
 */
export function pictureColumns(count, { width, height }, head) {
  let best = 1;
  let least = Infinity;
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const shape = Math.abs(Math.log(width / columns / Math.max(1, height / rows - head) / (4 / 3)));
    const cut = Math.max(0, 1 - width / columns / WORDS);
    const cost = shape + (rows * columns - count) / count + 2 * cut;
    if (cost < least) [least, best] = [cost, columns];
  }
  return best;
}

/**
 * The columns of a sheet of equal tiles that fits into a width, and how many tiles fit into the height.
 * @param {{ width: number, height: number }} size @param {{ width: number, height: number, gap: number }} tile
 */
export function sheetOf(size, tile) {
  const columns = Math.max(1, Math.floor((size.width + tile.gap) / (tile.width + tile.gap)));
  const rows = Math.max(1, Math.floor((size.height + tile.gap) / (tile.height + tile.gap)));
  return { columns, rows, count: columns * rows };
}
