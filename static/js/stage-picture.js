// @ts-check
/** What is on the stage as a picture: its figures and canvases laid over each other, with a legend below. */

import { drawingInk } from "./palette.js";
import { image } from "./plot.js";
import { legendDrawing, startDrawings } from "./stage-legend.js";
import { darkTheme } from "./state.js";

/** Pixels of a picture for each of the page's. */
const SCALE = 2;

/** @import { Drawing } from "./stage-legend.js" */
/** @typedef {{ element: HTMLElement, x: number, y: number, width: number, height: number }} Figure */
/** @typedef {Figure | Drawing} Layer */

const stage = () => /** @type {HTMLElement} */ (document.querySelector(".stage-body"));

/** What the stage is made of, in the order in which it lies. @returns {Layer[]} */
function layers() {
  const frame = stage().getBoundingClientRect();
  const found = [...stage().querySelectorAll(".js-plotly-plot, canvas")].filter(
    (element) => element.matches(".js-plotly-plot") || !element.closest(".js-plotly-plot"),
  );
  const figures = found.flatMap((element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    if (width === 0 || height === 0) return [];
    return [{ element: /** @type {HTMLElement} */ (element), x: left - frame.left, y: top - frame.top, width, height }];
  });
  const legend = { ...legendDrawing(frame.width), x: 0, y: frame.height, width: frame.width };
  return [...figures, ...startDrawings(stage()), legend];
}

/** @param {string} url @returns {Promise<HTMLImageElement>} */
async function loaded(url) {
  const picture = new Image();
  picture.src = url;
  await picture.decode();
  return picture;
}

/** @typedef {{ layer: Layer, picture: CanvasImageSource }} Drawable */

/** Figures as they are now; a canvas is its own picture, also later. @returns {Promise<Drawable[]>} */
export async function drawables() {
  return Promise.all(
    layers().map(async (layer) => {
      if ("markup" in layer) return { layer, picture: await loaded(`data:image/svg+xml,${encodeURIComponent(layer.markup)}`) };
      const { element, width, height } = layer;
      if (element instanceof HTMLCanvasElement) return { layer, picture: element };
      return { layer, picture: await loaded(await image(element, { format: "png", width, height, scale: SCALE })) };
    }),
  );
}

/** An empty canvas with room for the stage and its legend. */
export function emptyPicture() {
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(stage().clientWidth * SCALE);
  canvas.height = Math.round((stage().clientHeight + legendDrawing(stage().clientWidth).height) * SCALE);
  return canvas;
}

/** Lay everything on a canvas. @param {HTMLCanvasElement} canvas @param {Drawable[]} parts */
export function paintPicture(canvas, parts) {
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const { surface } = drawingInk(darkTheme.peek());
  pen.setTransform(SCALE, 0, 0, SCALE, 0, 0);
  pen.fillStyle = surface;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  for (const { layer, picture } of parts) pen.drawImage(picture, layer.x, layer.y, layer.width, layer.height);
}

/** The stage as PNG. @returns {Promise<Blob>} */
export async function stagePng() {
  const canvas = emptyPicture();
  paintPicture(canvas, await drawables());
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png"));
}

/** The stage as SVG: figures as they are drawn, in lines and text; what is painted on canvases as pictures. @returns {Promise<Blob>} */
export async function stageSvg() {
  const [width, height] = [stage().clientWidth, stage().clientHeight + legendDrawing(stage().clientWidth).height];
  const { surface } = drawingInk(darkTheme.peek());
  const parts = await Promise.all(layers().map(svgOf));
  const text = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><rect width="100%" height="100%" fill="${surface}"/>${parts.join("")}</svg>`;
  return new Blob([text], { type: "image/svg+xml" });
}

/** @param {Layer} layer @returns {Promise<string>} */
async function svgOf(layer) {
  const { x, y, width, height } = layer;
  if ("markup" in layer) return `<g transform="translate(${x} ${y})">${layer.markup}</g>`;
  const { element } = layer;
  if (element instanceof HTMLCanvasElement) {
    return `<image x="${x}" y="${y}" width="${width}" height="${height}" href="${element.toDataURL("image/png")}"/>`;
  }
  const url = await image(element, { format: "svg", width, height });
  const inner = decodeURIComponent(url.slice(url.indexOf(",") + 1)).replace(/^<\?xml[^>]*\?>/, "");
  return `<svg x="${x}" y="${y}" width="${width}" height="${height}">${inner}</svg>`;
}
