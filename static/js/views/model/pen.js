// @ts-check
/** What every picture of a model is drawn with: marks, ticks, a ground of pixels, lines across a field. */

import { formatNumber } from "../../format.js";
import { niceTicks } from "../../geometry/ticks.js";
import { classColour, classMarker, drawingInk } from "../../palette.js";

/** @import { Box, Projection, Range } from "../../geometry/projection.js" */

export const FONT = '11px system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';

/** @type {Map<string, Path2D>} */
const outlines = new Map();

/** @param {string} data as SVG writes it */
function outlineOf(data) {
  const known = outlines.get(data) ?? new Path2D(data);
  outlines.set(data, known);
  return known;
}

/**
 * @typedef {object} Look
 * @property {number} size  half a mark's width in pixels
 * @property {string} fill
 * @property {string} [edge]  a line around it
 * @property {number} [edgeWidth]
 * @property {number} [alpha]
 */

/** @param {CanvasRenderingContext2D} pen @param {number} x @param {number} y @param {string} outline @param {Look} look */
export function paintMark(pen, x, y, outline, { size, fill, edge, edgeWidth = 1, alpha = 1 }) {
  pen.save();
  pen.translate(x, y);
  pen.scale(size, size);
  pen.globalAlpha = alpha;
  const path = outlineOf(outline);
  if (edge) {
    pen.lineJoin = "round";
    pen.lineWidth = (2 * edgeWidth) / size;
    pen.strokeStyle = edge;
    pen.stroke(path);
  }
  pen.fillStyle = fill;
  pen.fill(path);
  pen.restore();
}

/** How much smaller marks are in a small picture. @param {Box} box */
export const markScale = ({ width, height }) => Math.max(0.68, Math.min(1, Math.min(width, height) / 240));

/** A sample of a class: small and faint to train on, strong and edged to judge by. @param {CanvasRenderingContext2D} pen
 * @param {number} x @param {number} y @param {number} index @param {boolean} strong @param {boolean} dark @param {number} scale */
export function paintSample(pen, x, y, index, strong, dark, scale) {
  const fill = classColour(index, dark);
  const look = strong
    ? { size: 4.4 * scale, fill, edge: drawingInk(dark).surface, edgeWidth: 1.2 }
    : { size: 2.5 * scale, fill, alpha: 0.5 };
  paintMark(pen, x, y, classMarker(index), look);
}

/** Keep to the box while `draw` draws. @param {CanvasRenderingContext2D} pen @param {Box} box @param {() => void} draw */
export function inBox(pen, { left, top, width, height }, draw) {
  pen.save();
  pen.beginPath();
  pen.rect(left, top, width, height);
  pen.clip();
  draw();
  pen.restore();
}

/** The numbers along two sides, and a quiet frame. @param {CanvasRenderingContext2D} pen @param {Range} range @param {Box} box
 * @param {Projection} projection @param {boolean} dark @param {{ across?: string, up?: string, left?: boolean, bottom?: boolean }} [names] */
export function paintAxes(pen, [x0, x1, y0, y1], box, { toX, toY }, dark, { across = "", up = "", left = true, bottom = true } = {}) {
  const ink = drawingInk(dark);
  const foot = box.top + box.height;
  pen.strokeStyle = ink.line;
  pen.lineWidth = 1;
  pen.strokeRect(box.left + 0.5, box.top + 0.5, box.width - 1, box.height - 1);
  pen.fillStyle = ink.muted;
  pen.font = FONT;
  pen.textBaseline = "top";
  pen.textAlign = "center";
  const room = across ? box.left + box.width - pen.measureText(across).width - 10 : Infinity;
  for (const value of bottom ? niceTicks(x0, x1, Math.max(2, box.width / 70)) : []) {
    if (toX(value) < room && toX(value) > box.left + 6) pen.fillText(formatNumber(value, 3), toX(value), foot + 5);
  }
  pen.textAlign = "right";
  pen.fillText(across, box.left + box.width, foot + 5);
  pen.textBaseline = "middle";
  if (left) {
    for (const value of niceTicks(y0, y1, Math.max(2, box.height / 48))) {
      if (toY(value) > box.top + (up ? 16 : 4) && toY(value) < foot - 2) pen.fillText(formatNumber(value, 3), box.left - 5, toY(value));
    }
  }
  if (!up) return;
  pen.textAlign = "left";
  pen.textBaseline = "top";
  paintText(pen, up, box.left + 5, box.top + 4, ink.muted, ink.halo);
}

/** A text that reads on any ground. @param {CanvasRenderingContext2D} pen @param {string} text @param {number} x
 * @param {number} y @param {string} colour @param {string} halo */
export function paintText(pen, text, x, y, colour, halo) {
  pen.font = FONT;
  pen.lineWidth = 3;
  pen.lineJoin = "round";
  pen.strokeStyle = halo;
  pen.strokeText(text, x, y);
  pen.fillStyle = colour;
  pen.fillText(text, x, y);
}

/** @type {HTMLCanvasElement | null} */
let sheet = null;

/**
 * Lay pixels over the grid points that they belong to, smooth in between.
 * @param {CanvasRenderingContext2D} pen @param {{ data: Uint8ClampedArray<ArrayBuffer>, width: number, height: number }} picture
 * @param {{ x: number[], y: number[] }} grid @param {Projection} projection
 */
export function paintPixels(pen, picture, { x, y }, { toX, toY }) {
  sheet ??= document.createElement("canvas");
  sheet.width = picture.width;
  sheet.height = picture.height;
  sheet.getContext("2d")?.putImageData(new ImageData(picture.data, picture.width, picture.height), 0, 0);
  const [across, up] = [(x[1] - x[0]) / 2, (y[1] - y[0]) / 2];
  const [left, right] = [toX(x[0] - across), toX(x[x.length - 1] + across)];
  const [top, bottom] = [toY(y[y.length - 1] + up), toY(y[0] - up)];
  pen.imageSmoothingEnabled = true;
  pen.imageSmoothingQuality = "high";
  pen.drawImage(sheet, left, top, right - left, bottom - top);
}

/** Draw segments x0, y0, x1, y1, ... of a field. @param {CanvasRenderingContext2D} pen @param {number[]} segments
 * @param {Projection} projection @param {{ colour: string, width: number, halo?: string, dash?: number[] }} look */
export function paintSegments(pen, segments, { toX, toY }, { colour, width, halo, dash = [] }) {
  pen.beginPath();
  for (let k = 0; k + 3 < segments.length; k += 4) {
    pen.moveTo(toX(segments[k]), toY(segments[k + 1]));
    pen.lineTo(toX(segments[k + 2]), toY(segments[k + 3]));
  }
  pen.lineCap = "round";
  if (halo) {
    pen.setLineDash([]);
    pen.lineWidth = width + 2;
    pen.strokeStyle = halo;
    pen.stroke();
  }
  pen.setLineDash(dash);
  pen.lineWidth = width;
  pen.strokeStyle = colour;
  pen.stroke();
  pen.setLineDash([]);
}
