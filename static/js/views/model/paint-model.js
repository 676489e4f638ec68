// @ts-check
/** One run's panel: the picture that fits its data, painted anew from the run's newest snapshot. */

import { plotKind, sheetOf } from "../../geometry/model-plot.js";
import { cleanPen } from "../paint-paths.js";
import { paintField, paintLabels } from "./paint-field.js";
import { TILE, paintTiles, verdictsOf } from "./paint-images.js";
import { paintCurve, paintEmbedding, paintProjection } from "./paint-points.js";
import { paintAgainst, paintScores } from "./paint-scores.js";

/** @import { Dataset, Snapshot } from "../../types.js" */
/** @import { Box } from "../../geometry/projection.js" */

/**
 * @typedef {object} ModelScene
 * @property {{ width: number, height: number }} size
 * @property {Dataset} data
 * @property {Snapshot | null} snapshot
 * @property {number} threshold
 * @property {string[]} classNames  in the language of the page
 * @property {number} hue  of the run
 * @property {boolean} dark
 */

const PICTURES = {
  field: paintField,
  pairs: paintField,
  labels: paintLabels,
  curve: paintCurve,
  embedding: paintEmbedding,
  projection: paintProjection,
  against: paintAgainst,
  scores: paintScores,
};

/** The room of the picture, its numbers outside. @param {{ width: number, height: number }} size @returns {Box} */
export const plotBox = ({ width, height }) => ({ left: 36, top: 2, width: Math.max(1, width - 42), height: Math.max(1, height - 26) });

/** @param {HTMLCanvasElement} canvas @param {ModelScene} scene */
export function paintModel(canvas, scene) {
  const { size, data, snapshot } = scene;
  if (size.width < 60 || size.height < 50) return;
  const pen = cleanPen(canvas, size);
  if (!pen) return;
  const kind = plotKind(data, snapshot);
  if (kind === "images") paintSheet(pen, scene);
  else PICTURES[kind](pen, scene, plotBox(size));
}

/** The answers without the data's own space: against the true values, or on their sides. @param {HTMLCanvasElement} canvas @param {ModelScene} scene */
export function paintAlone(canvas, scene) {
  const { size, data } = scene;
  const pen = size.width < 60 || size.height < 50 ? null : cleanPen(canvas, size);
  if (!pen) return;
  const numbers = data.task === "regression" || data.task === "counts";
  (numbers ? paintAgainst : paintScores)(pen, scene, plotBox(size));
}

/** As many samples as fit. @param {CanvasRenderingContext2D} pen @param {ModelScene} scene */
function paintSheet(pen, { size, data, snapshot, dark, classNames }) {
  const { columns, count } = sheetOf(size, TILE);
  const width = columns * (TILE.width + TILE.gap) - TILE.gap;
  const left = Math.max(0, Math.floor((size.width - width) / 2));
  paintTiles(pen, data, verdictsOf(data, snapshot).slice(0, count), { columns, left, top: 2, dark, names: classNames });
}
