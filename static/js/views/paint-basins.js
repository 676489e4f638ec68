// @ts-check
/** A basin map on a canvas, pixel by pixel; and above it the minima and the paths from one start. */

import { basinField } from "../geometry/basin-field.js";
import { cellAt, letterOf } from "../geometry/basin-shares.js";
import { polyline, trace } from "../geometry/polyline.js";
import { project } from "../geometry/projection.js";
import { drawingInk, runColour, runDash, runMarker } from "../palette.js";
import { basinBands } from "./landscape-layer.js";
import { paintMinima, paintShape } from "./paint-marks.js";
import { cleanPen } from "./paint-paths.js";

/** @import { Basins, Domain, Minimum, Run } from "../types.js" */
/** @import { Projection } from "../geometry/projection.js" */

/** Hatching of what diverged and dots where nothing was reached, in CSS pixels: colour alone must not tell. */
const HATCH = 7;
const DOTS = 9;
const LETTER_FONT = "700 11px system-ui, sans-serif";

/** @typedef {[number, number, number]} Rgb */
/** @typedef {{ width: number, height: number }} Size */

/** @param {string} colour such as #c98d94 @returns {Rgb} */
const rgb = (colour) => /** @type {Rgb} */ ([1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)));

/** @param {HTMLCanvasElement} canvas @param {Size} size @param {Basins} basins @param {boolean} dark */
export function paintBasins(canvas, size, basins, dark) {
  const ratio = Math.min(2, globalThis.devicePixelRatio || 1);
  const [width, height] = [Math.round(size.width * ratio), Math.round(size.height * ratio)];
  if (width < 1 || height < 1) return;
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const pen = canvas.getContext("2d");
  const image = pen?.createImageData(width, height);
  if (!pen || !image) return;
  fill(image, ratio, basins, dark);
  pen.putImageData(image, 0, 0);
}

/** @param {ImageData} image @param {number} ratio @param {Basins} basins @param {boolean} dark */
function fill({ width, height, data }, ratio, basins, dark) {
  const { values } = basinField(basins);
  const bands = basinBands(basins, dark).map((pair) => pair.map(rgb));
  const pattern = rgb(drawingInk(dark).muted);
  const columns = Array.from({ length: width }, (_, pixel) => cellAt(pixel, width, basins.x.length));
  for (let v = 0; v < height; v++) {
    const row = values[basins.y.length - 1 - cellAt(v, height, basins.y.length)];
    for (let u = 0; u < width; u++) {
      const value = row[columns[u]];
      const band = Math.floor(value);
      const [first, last] = bands[band];
      const share = band < 2 ? 0 : value - band;
      const ink = marked(band, u / ratio, v / ratio) ? 0.55 : 0;
      const at = 4 * (v * width + u);
      for (let part = 0; part < 3; part++) {
        const plain = first[part] + share * (last[part] - first[part]);
        data[at + part] = plain + ink * (pattern[part] - plain);
      }
      data[at + 3] = 255;
    }
  }
}

/** Whether the pattern of a band inks this place. @param {number} band @param {number} x @param {number} y */
function marked(band, x, y) {
  if (band === 0) return (x + y) % HATCH < 1.5;
  if (band === 1) return (x % DOTS) < 1.5 && (y % DOTS) < 1.5;
  return false;
}

/**
 * @typedef {object} BrushScene
 * @property {Size} size
 * @property {Domain} domain
 * @property {Minimum[]} minima  in the map's order: the first `globals` are global
 * @property {number} globals
 * @property {{ run: Run, path: { x: number[], y: number[] }, own: boolean }[]} paths  the map's own run last
 * @property {[number, number] | null} start  where they begin
 * @property {boolean} dark
 */

/** @param {HTMLCanvasElement} canvas @param {BrushScene} scene */
export function paintBrush(canvas, scene) {
  const pen = cleanPen(canvas, scene.size);
  if (!pen) return;
  const box = { left: 0, top: 0, ...scene.size };
  const projection = project(scene.domain, box);
  const { minima, globals, dark } = scene;
  pen.lineJoin = "round";
  for (const one of scene.paths) paintPath(pen, one, projection, dark);
  pen.globalAlpha = 1;
  pen.setLineDash([]);
  const marks = { minima: minima.slice(0, globals), localMinima: minima.slice(globals), dark, panels: [{ key: null, box, rowEnd: true }], bold: 1 };
  paintMinima(pen, marks, box, projection);
  paintLetters(pen, scene, projection);
  if (scene.start) paintStart(pen, scene.start, projection, dark);
  for (const { run, path, own } of scene.paths) if (own) paintEnd(pen, run, path, projection, dark);
}

/** @param {CanvasRenderingContext2D} pen @param {BrushScene["paths"][number]} one @param {Projection} projection @param {boolean} dark */
function paintPath(pen, { run, path, own }, projection, dark) {
  const line = polyline(path.x, path.y, projection);
  const last = line.x.length - 1;
  const stroke = (/** @type {string} */ colour, /** @type {number} */ width) => {
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.beginPath();
    trace(line, 0, last, pen);
    pen.stroke();
  };
  pen.setLineDash([]);
  pen.globalAlpha = own ? 0.85 : 0.4;
  stroke(drawingInk(dark).halo, own ? 4.5 : 3);
  pen.globalAlpha = own ? 1 : 0.55;
  pen.setLineDash(own ? [] : runDash(run.hue));
  stroke(runColour(run.hue, dark), own ? 2.5 : 1.5);
}

/** @param {CanvasRenderingContext2D} pen @param {BrushScene} scene @param {Projection} projection */
function paintLetters(pen, { minima, size, dark }, { toX, toY }) {
  const { halo, minimum } = drawingInk(dark);
  pen.font = LETTER_FONT;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.lineJoin = "round";
  minima.forEach(([x, y], index) => {
    const across = toX(x) + (toX(x) > size.width - 24 ? -14 : 14);
    const down = toY(y) + (toY(y) < 20 ? 10 : -9);
    pen.strokeStyle = halo;
    pen.lineWidth = 4;
    pen.strokeText(letterOf(index), across, down);
    pen.fillStyle = minimum;
    pen.fillText(letterOf(index), across, down);
  });
}

/** A ring where the paths begin. @param {CanvasRenderingContext2D} pen @param {[number, number]} start @param {Projection} projection @param {boolean} dark */
function paintStart(pen, [x, y], { toX, toY }, dark) {
  for (const [colour, width] of /** @type {const} */ ([[drawingInk(dark).halo, 5], [drawingInk(dark).ink, 2]])) {
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.beginPath();
    pen.arc(toX(x), toY(y), 5, 0, 7);
    pen.stroke();
  }
}

/** @param {CanvasRenderingContext2D} pen @param {Run} run @param {{ x: number[], y: number[] }} path @param {Projection} projection @param {boolean} dark */
function paintEnd(pen, run, { x, y }, { toX, toY }, dark) {
  const last = x.length - 1;
  if (last < 0) return;
  const look = { fill: runColour(run.hue, dark), stroke: drawingInk(dark).halo, width: 3 };
  paintShape(pen, runMarker(run.hue), toX(x[last]), toY(y[last]), 5, look);
}
