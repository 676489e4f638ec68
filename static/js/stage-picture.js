// @ts-check
/** What is on the stage as a picture: its figures and canvases laid over each other, with a legend below. */

import { labelOf } from "./catalog.js";
import { drawingInk, runColour, runDash } from "./palette.js";
import { image } from "./plot.js";
import { comparison, darkTheme } from "./state.js";

/** Pixels of a picture for each of the page's. */
const SCALE = 2;
const LEGEND = { height: 34, line: 26, gap: 18, font: "500 13px system-ui, sans-serif" };

/** @typedef {{ element: HTMLCanvasElement | HTMLElement, x: number, y: number, width: number, height: number }} Layer */

const stage = () => /** @type {HTMLElement} */ (document.querySelector(".stage-body"));

/** What the stage is made of, in the order in which it lies. @returns {Layer[]} */
function layers() {
  const frame = stage().getBoundingClientRect();
  const found = [...stage().querySelectorAll(".js-plotly-plot, canvas")].filter(
    (element) => element.matches(".js-plotly-plot") || !element.closest(".js-plotly-plot"),
  );
  return found.flatMap((element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    if (width === 0 || height === 0) return [];
    return [{ element: /** @type {HTMLElement} */ (element), x: left - frame.left, y: top - frame.top, width, height }];
  });
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
  canvas.height = Math.round((stage().clientHeight + LEGEND.height) * SCALE);
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
  paintLegend(pen, canvas.height / SCALE - LEGEND.height / 2);
}

const visibleRuns = () => comparison.peek().runs.filter(({ visible }) => visible);

/** @param {CanvasRenderingContext2D} pen @param {number} y */
function paintLegend(pen, y) {
  const dark = darkTheme.peek();
  pen.font = LEGEND.font;
  pen.textBaseline = "middle";
  let x = LEGEND.gap;
  for (const run of visibleRuns()) {
    pen.strokeStyle = runColour(run.hue, dark);
    pen.lineWidth = 2.5;
    pen.setLineDash(runDash(run.hue));
    pen.beginPath();
    pen.moveTo(x, y);
    pen.lineTo(x + LEGEND.line, y);
    pen.stroke();
    pen.setLineDash([]);
    pen.fillStyle = drawingInk(dark).ink;
    pen.fillText(labelOf(run), x + LEGEND.line + 8, y);
    x += LEGEND.line + 8 + pen.measureText(labelOf(run)).width + LEGEND.gap;
  }
}

/** The stage as PNG. @returns {Promise<Blob>} */
export async function stagePng() {
  const canvas = emptyPicture();
  paintPicture(canvas, await drawables());
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png"));
}

/** The stage as SVG: figures as they are drawn, in lines and text; what is painted on canvases as pictures. @returns {Promise<Blob>} */
export async function stageSvg() {
  const [width, height] = [stage().clientWidth, stage().clientHeight + LEGEND.height];
  const { surface } = drawingInk(darkTheme.peek());
  const parts = await Promise.all(layers().map(svgOf));
  const text = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><rect width="100%" height="100%" fill="${surface}"/>${parts.join("")}${svgLegend(height - LEGEND.height / 2)}</svg>`;
  return new Blob([text], { type: "image/svg+xml" });
}

/** @param {Layer} layer @returns {Promise<string>} */
async function svgOf({ element, x, y, width, height }) {
  if (element instanceof HTMLCanvasElement) {
    return `<image x="${x}" y="${y}" width="${width}" height="${height}" href="${element.toDataURL("image/png")}"/>`;
  }
  const url = await image(element, { format: "svg", width, height });
  const inner = decodeURIComponent(url.slice(url.indexOf(",") + 1)).replace(/^<\?xml[^>]*\?>/, "");
  return `<svg x="${x}" y="${y}" width="${width}" height="${height}">${inner}</svg>`;
}

/** @param {string} text */
const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** @param {number} y */
function svgLegend(y) {
  const pen = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
  pen.font = LEGEND.font;
  const dark = darkTheme.peek();
  let x = LEGEND.gap;
  return visibleRuns()
    .map((run) => {
      const at = x;
      x += LEGEND.line + 8 + pen.measureText(labelOf(run)).width + LEGEND.gap;
      const line = `<line x1="${at}" x2="${at + LEGEND.line}" y1="${y}" y2="${y}" stroke="${runColour(run.hue, dark)}" stroke-width="2.5" stroke-dasharray="${runDash(run.hue).join(" ")}"/>`;
      return `${line}<text x="${at + LEGEND.line + 8}" y="${y + 4}" font-family="system-ui, sans-serif" font-size="13" fill="${drawingInk(dark).ink}">${escaped(labelOf(run))}</text>`;
    })
    .join("");
}
