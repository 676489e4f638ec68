// @ts-check
/** A small picture of a function for the gallery, fetched when it comes into sight and kept. */

import { effect, html, useEffect, useRef } from "../../vendor/preact.js";
import { bandPixels } from "../geometry/bands.js";
import { post } from "../live/post.js";
import { drawingInk, landscapeScale } from "../palette.js";
import { darkTheme } from "../state.js";

/** @import { TestFunction } from "../types.js" */
/** @import { Rgb } from "../geometry/bands.js" */

const RESOLUTION = 61;
const BANDS = 7;
const SIZE = { width: 168, height: 112 };
/** Requests under way at once: a gallery must not stand in the way of the stage. */
const LANES = 3;

/** @type {Map<string, Promise<(number | null)[][]>>} */
const fetched = new Map();
/** @type {(() => void)[]} */
const waiting = [];
let busy = 0;

/** @param {{ entry: TestFunction }} props */
export function Thumbnail({ entry }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  useEffect(() => paintWhenSeen(/** @type {HTMLCanvasElement} */ (canvas.current), entry), [entry]);
  return html`<canvas class="thumbnail" ref=${canvas} width=${SIZE.width} height=${SIZE.height} aria-hidden="true"></canvas>`;
}

/** @param {HTMLCanvasElement} canvas @param {TestFunction} entry */
function paintWhenSeen(canvas, entry) {
  let gone = false;
  let stop = () => {};
  const observer = new IntersectionObserver(async ([seen]) => {
    if (!seen.isIntersecting) return;
    observer.disconnect();
    const z = await landscapeOf(entry).catch(() => null);
    if (z && !gone) stop = effect(() => paint(canvas, z, entry, darkTheme.value));
  });
  observer.observe(canvas);
  return () => {
    gone = true;
    stop();
    observer.disconnect();
  };
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

/** Run a request of the gallery when a lane is free. @template T @param {() => Promise<T>} request @returns {Promise<T>} */
export async function inLane(request) {
  if (busy >= LANES) await new Promise((/** @type {(value?: unknown) => void} */ go) => waiting.push(go));
  busy += 1;
  try {
    return await request();
  } finally {
    busy -= 1;
    waiting.shift()?.();
  }
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
