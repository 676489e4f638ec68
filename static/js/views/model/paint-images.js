// @ts-check
/** Small pictures with what the model takes them for. */

import { predictedClasses } from "../../geometry/confusion.js";
import { classOf, scoresOf } from "../../geometry/model-plot.js";
import { rgbOf } from "../../geometry/shades.js";
import { drawingInk, wrongColour } from "../../palette.js";
import { FONT } from "./pen.js";

/** @import { Dataset, Snapshot } from "../../types.js" */

/** The brightest pixel of a digit. */
const BRIGHTEST = 16;
export const TILE = { width: 56, height: 70, gap: 8 };

/** @typedef {{ index: number, actual: number, predicted: number | null, sure: number | null }} Verdict */

/** What the model says of each validation sample. @param {Dataset} data @param {Snapshot | null} snapshot @returns {Verdict[]} */
export function verdictsOf(data, snapshot) {
  const scores = /** @type {(number[] | null)[]} */ (scoresOf(snapshot));
  const predicted = predictedClasses(scores, 0.5);
  return data.validation.targets.map((target, index) => {
    const other = predicted[index] ?? null;
    return { index, actual: classOf(target), predicted: other, sure: other === null ? null : (scores[index]?.[other] ?? null) };
  });
}

/** @param {Verdict} verdict */
export const isWrong = ({ actual, predicted }) => predicted !== null && predicted !== actual;

/** @type {HTMLCanvasElement | null} */
let stamp = null;

/** A picture as grey shades of ink. @param {number[]} values @param {boolean} dark @param {number} size its side in pixels */
function imageOf(values, dark, size) {
  const [ground, ink] = [rgbOf(drawingInk(dark).surface), rgbOf(drawingInk(dark).ink)];
  const data = new Uint8ClampedArray(4 * values.length);
  values.forEach((value, k) => {
    const share = Math.max(0, Math.min(1, value / BRIGHTEST));
    data.set([0, 1, 2].map((c) => ground[c] + share * (ink[c] - ground[c])), 4 * k);
    data[4 * k + 3] = 255;
  });
  return new ImageData(data, size, size);
}

/**
 * Tiles in rows from the upper left: the picture, below it the predicted class and how sure the model is. A wrong one
 * has a frame, and says what it is. @param {CanvasRenderingContext2D} pen @param {Dataset} data @param {Verdict[]} verdicts
 * @param {{ columns: number, left: number, top: number, dark: boolean, names: string[] }} place
 */
export function paintTiles(pen, data, verdicts, { columns, left, top, dark, names }) {
  verdicts.forEach((verdict, k) => {
    const x = left + (k % columns) * (TILE.width + TILE.gap);
    const y = top + Math.floor(k / columns) * (TILE.height + TILE.gap);
    paintTile(pen, data.validation.inputs?.[verdict.index]?.flat(Infinity) ?? [], verdict, x, y, dark, names);
  });
}

/** @param {CanvasRenderingContext2D} pen @param {number[]} values @param {Verdict} verdict @param {number} x @param {number} y
 * @param {boolean} dark @param {string[]} names */
function paintTile(pen, values, verdict, x, y, dark, names) {
  const ink = drawingInk(dark);
  const size = Math.round(Math.sqrt(values.length));
  if (size < 1) return;
  stamp ??= document.createElement("canvas");
  [stamp.width, stamp.height] = [size, size];
  stamp.getContext("2d")?.putImageData(imageOf(values, dark, size), 0, 0);
  pen.imageSmoothingEnabled = false;
  pen.drawImage(stamp, x, y, TILE.width, TILE.width);
  const wrong = isWrong(verdict);
  pen.strokeStyle = wrong ? wrongColour(dark) : ink.line;
  pen.lineWidth = wrong ? 2 : 1;
  pen.strokeRect(x + 0.5, y + 0.5, TILE.width - 1, TILE.width - 1);
  pen.font = wrong ? `600 ${FONT}` : FONT;
  pen.textBaseline = "top";
  pen.textAlign = "left";
  pen.fillStyle = wrong ? wrongColour(dark) : ink.ink;
  const said = verdict.predicted === null ? "–" : (names[verdict.predicted] ?? String(verdict.predicted));
  pen.fillText(wrong ? `✗ ${said}` : said, x, y + TILE.width + 3);
  if (verdict.sure === null) return;
  pen.font = FONT;
  pen.textAlign = "right";
  pen.fillStyle = ink.muted;
  pen.fillText(`${Math.round(100 * verdict.sure)} %`, x + TILE.width, y + TILE.width + 3);
}
