// @ts-check
/** A small picture of a dataset for the gallery: its own samples, fetched when it comes into sight. */

import { html } from "../../vendor/preact.js";
import { fetchDataset } from "../live/dataset.js";
import { classColour, drawingInk } from "../palette.js";
import { LazyPicture, SIZE, inLane } from "./lazy-picture.js";

/** @import { Dataset, DatasetEntry, Json } from "../types.js" */

const EDGE = 8;
const MOST_POINTS = 240;
/** Sample images in a row, and rows. */
const IMAGES = { columns: 6, rows: 4 };
const BARS = 24;

/** @typedef {{ x: number, y: number, kind: number }} Point */

/** @param {{ entry: DatasetEntry }} props */
export const DatasetThumbnail = ({ entry }) =>
  html`<${LazyPicture} of=${entry} fetch=${() => inLane(() => fetchDataset({ id: entry.id, params: {} }))} paint=${paint} />`;

/** @param {HTMLCanvasElement} canvas @param {Dataset} data @param {boolean} dark */
function paint(canvas, data, dark) {
  const pen = canvas.getContext("2d");
  if (!pen) return;
  pen.clearRect(0, 0, canvas.width, canvas.height);
  if (data.kind === "image") return paintImages(pen, data.validation.inputs ?? [], dark);
  if (data.kind === "bag") return paintBars(pen, data.train.inputs ?? [], dark);
  paintPoints(pen, pointsOf(data), dark);
}

/** The samples as points: of two features, of a feature and its target, of the parts of a pair, or as they are projected. @param {Dataset} data @returns {Point[]} */
export function pointsOf(data) {
  const { inputs, targets } = data.train;
  const kinds = targets.map(kindOf);
  if (data.projection) return data.projection.train.map(([x, y], index) => ({ x, y, kind: kinds[index] }));
  return (inputs ?? []).flatMap((input, index) => {
    const parts = Array.isArray(input[0]) ? input : [input];
    return parts.map((/** @type {number[]} */ [x, y], /** @type {number} */ part) => ({
      x,
      y: y ?? Number([targets[index]].flat()[0]),
      kind: parts.length > 1 && data.task !== "similarity" ? part : kinds[index],
    }));
  });
}

/** Which colour a target has: its class, its sign, its most likely or its last label. @param {Json} target */
function kindOf(target) {
  if (!Array.isArray(target)) return Number.isInteger(target) ? Math.max(0, target) : 0;
  return target.length > 1 ? target.indexOf(Math.max(...target)) : 0;
}

/** @param {CanvasRenderingContext2D} pen @param {Point[]} all @param {boolean} dark */
function paintPoints(pen, all, dark) {
  const step = Math.ceil(all.length / MOST_POINTS);
  const points = all.filter((_, index) => index % step === 0);
  const [toX, toY] = [scale(points.map(({ x }) => x), EDGE, SIZE.width - EDGE), scale(points.map(({ y }) => y), SIZE.height - EDGE, EDGE)];
  pen.globalAlpha = 0.8;
  for (const { x, y, kind } of points) {
    pen.fillStyle = classColour(kind, dark);
    pen.beginPath();
    pen.arc(toX(x), toY(y), 2.2, 0, 7);
    pen.fill();
  }
  pen.globalAlpha = 1;
}

/** @param {number[]} values @param {number} from @param {number} to @returns {(value: number) => number} */
function scale(values, from, to) {
  const low = Math.min(...values);
  const span = Math.max(...values) - low || 1;
  return (value) => from + ((value - low) / span) * (to - from);
}

/** @param {CanvasRenderingContext2D} pen @param {number[][]} images @param {boolean} dark */
function paintImages(pen, images, dark) {
  const side = Math.round(Math.sqrt(images[0]?.length ?? 0));
  const cell = Math.min((SIZE.width - EDGE) / IMAGES.columns, (SIZE.height - EDGE) / IMAGES.rows);
  const pixel = (cell - 3) / side;
  const left = (SIZE.width - cell * IMAGES.columns) / 2;
  pen.fillStyle = drawingInk(dark).minimum;
  images.slice(0, IMAGES.columns * IMAGES.rows).forEach((image, index) => {
    const x = left + (index % IMAGES.columns) * cell;
    const y = EDGE / 2 + Math.floor(index / IMAGES.columns) * cell;
    image.forEach((ink, place) => {
      pen.globalAlpha = Math.min(1, ink / 16);
      pen.fillRect(x + (place % side) * pixel, y + Math.floor(place / side) * pixel, pixel + 0.3, pixel + 0.3);
    });
  });
  pen.globalAlpha = 1;
}

/** How often the words occur, the most frequent first. @param {CanvasRenderingContext2D} pen @param {number[][]} bags @param {boolean} dark */
function paintBars(pen, bags, dark) {
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const word of bags.flat()) counts.set(word, (counts.get(word) ?? 0) + 1);
  const shown = [...counts.values()].sort((a, b) => b - a).slice(0, BARS);
  const width = (SIZE.width - 2 * EDGE) / BARS;
  pen.fillStyle = classColour(0, dark);
  shown.forEach((count, index) => {
    const height = (count / shown[0]) * (SIZE.height - 2 * EDGE);
    pen.fillRect(EDGE + index * width, SIZE.height - EDGE - height, width - 2, height);
  });
}
