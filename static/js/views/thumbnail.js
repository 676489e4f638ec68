// @ts-check
/** A small picture of a function for the gallery, fetched when it comes into sight and kept. */

import { html } from "../../vendor/preact.js";
import { bandPixels } from "../geometry/bands.js";
import { post } from "../live/post.js";
import { drawingInk, landscapeScale } from "../palette.js";
import { LazyPicture, inLane } from "./lazy-picture.js";

/** @import { TestFunction } from "../types.js" */
/** @import { PictureProps } from "./lazy-picture.js" */
/** @import { Rgb } from "../geometry/bands.js" */

const RESOLUTION = 61;
const BANDS = 7;

/** @type {Map<string, Promise<(number | null)[][]>>} */
const fetched = new Map();

/** @param {{ entry: TestFunction }} props */
export function Thumbnail({ entry }) {
  /** @type {PictureProps["paint"]} */
  const paintEntry = (canvas, z, dark) => paint(canvas, z, entry, dark);
  return html`<${LazyPicture} of=${entry} fetch=${() => landscapeOf(entry)} paint=${paintEntry} />`;
}

/** @param {TestFunction} entry */
function landscapeOf({ id, domain, start }) {
  const known = fetched.get(id);
  if (known) return known;
  const objective = { kind: "function", id, start, noise: 0 };
  const asked = inLane(() => post("/api/landscape", { objective, domain, resolution: RESOLUTION })).then(({ z }) => z);
  fetched.set(id, asked);
  asked.catch(() => fetched.delete(id));
  return asked;
}

/** @param {HTMLCanvasElement} canvas @param {(number | null)[][]} z @param {TestFunction} entry @param {boolean} dark */
function paint(canvas, z, { domain: [x0, x1, y0, y1], minima }, dark) {
  const pen = canvas.getContext("2d");
  if (!pen) return;
  const { width, height } = canvas;
  const stops = landscapeScale(dark).map(([, colour]) => rgb(colour));
  const colours = Array.from({ length: BANDS }, (_, band) => between(stops, band / (BANDS - 1)));
  const pixels = bandPixels(z, width, height, colours, dark ? [150, 192, 218] : [38, 78, 94], dark ? 0.28 : 0.32);
  pen.putImageData(new ImageData(pixels, width, height), 0, 0);
  const { minimum, halo } = drawingInk(dark);
  pen.fillStyle = minimum;
  pen.strokeStyle = halo;
  pen.lineWidth = 2;
  for (const [x, y] of minima) {
    pen.beginPath();
    pen.arc(((x - x0) / (x1 - x0)) * width, ((y1 - y) / (y1 - y0)) * height, 3, 0, 7);
    pen.stroke();
    pen.fill();
  }
}

/** @param {string} colour "#rrggbb" @returns {Rgb} */
const rgb = (colour) => /** @type {Rgb} */ ([1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)));

/** The colour at a share of the way through evenly spaced stops. @param {Rgb[]} stops @param {number} share @returns {Rgb} */
function between(stops, share) {
  const at = Math.min(share * (stops.length - 1), stops.length - 1.001);
  const [from, to, mix] = [stops[Math.floor(at)], stops[Math.floor(at) + 1], at % 1];
  return /** @type {Rgb} */ (from.map((value, c) => value + (to[c] - value) * mix));
}
