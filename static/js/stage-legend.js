// @ts-check
/** What stands on and below the stage beside figures and canvases, as drawings: the start, the legend, the colour bar. */

import { labelOf } from "./catalog.js";
import { formatNumber } from "./format.js";
import { exponentTicks, niceTicks, powerText } from "./geometry/ticks.js";
import { drawingInk, landscapeScale, runColour, runDash, runMarker } from "./palette.js";
import { comparison, darkTheme } from "./state.js";
import { shownColours } from "./views/colour-bar.js";
import { heightName } from "./views/height-name.js";

/** @import { Run } from "./types.js" */
/** @typedef {{ markup: string, x: number, y: number, width: number, height: number }} Drawing */

const ROW = 40;
const LEGEND = { line: 32, gap: 18, text: 13 };
const BAR = { width: 190, name: 50, height: 10, ticks: 4 };
const FONT = "system-ui, sans-serif";

/** @param {string} text */
const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** @param {number} width @param {number} height @param {string} inner */
const svg = (width, height, inner) => `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${inner}</svg>`;

/** The rings at the start, where the stage shows them. @param {HTMLElement} stage @returns {Drawing[]} */
export function startDrawings(stage) {
  const frame = stage.getBoundingClientRect();
  const { ink, surface } = drawingInk(darkTheme.peek());
  return [...stage.querySelectorAll(".start-handle")].map((handle) => {
    const { left, top, width, height } = handle.getBoundingClientRect();
    const rings = `<circle cx="22" cy="22" r="9" fill="${surface}" fill-opacity="0.55" stroke="${ink}" stroke-width="2"/><circle cx="22" cy="22" r="2.5" fill="${ink}"/>`;
    return { markup: svg(44, 44, rings), x: left - frame.left, y: top - frame.top, width, height };
  });
}

/** The runs with line and marker, in as many rows as they take, and what the colours mean; for a stage of this width. @param {number} width */
export function legendDrawing(width) {
  const bar = barMarkup(width);
  const { rows, places } = placed(width - LEGEND.gap, bar ? BAR.width + BAR.name + 2 * LEGEND.gap : 0);
  const height = rows * ROW;
  return { markup: svg(width, height, `${runsMarkup(places)}${bar}`), height };
}

/** Where each visible run stands; the first row leaves room for the colour bar. @param {number} width @param {number} taken */
function placed(width, taken) {
  const pen = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
  pen.font = `500 ${LEGEND.text}px ${FONT}`;
  let [x, row] = [LEGEND.gap, 0];
  const places = comparison.peek().runs.filter(({ visible }) => visible).map((run) => {
    const size = LEGEND.line + 8 + pen.measureText(labelOf(run)).width + LEGEND.gap;
    if (x > LEGEND.gap && x + size > width - (row === 0 ? taken : 0)) [x, row] = [LEGEND.gap, row + 1];
    const place = { run, x, y: (row + 0.5) * ROW };
    x += size;
    return place;
  });
  return { rows: row + 1, places };
}

/** @param {{ run: Run, x: number, y: number }[]} places */
function runsMarkup(places) {
  const dark = darkTheme.peek();
  const { ink, surface } = drawingInk(dark);
  return places.map(({ run, x, y }) => {
    const colour = runColour(run.hue, dark);
    return `<line x1="${x}" x2="${x + LEGEND.line}" y1="${y}" y2="${y}" stroke="${colour}" stroke-width="2.5" stroke-dasharray="${runDash(run.hue).join(" ")}"/>`
      + `<path d="${runMarker(run.hue)}" transform="translate(${x + LEGEND.line / 2} ${y}) scale(4.6)" fill="${colour}" stroke="${surface}" stroke-width="0.35" paint-order="stroke"/>`
      + `<text x="${x + LEGEND.line + 8}" y="${y + 4.5}" font-family="${FONT}" font-weight="500" font-size="${LEGEND.text}" fill="${ink}">${escaped(labelOf(run))}</text>`;
  }).join("");
}

/** The colour bar at the right edge; nothing where colours do not mean heights. @param {number} width */
function barMarkup(width) {
  const scale = shownColours.peek();
  if (!scale || scale.high <= scale.low) return "";
  const dark = darkTheme.peek();
  const { muted, line } = drawingInk(dark);
  const left = width - BAR.width - LEGEND.gap;
  const stops = landscapeScale(dark).map(([at, colour]) => `<stop offset="${at}" stop-color="${colour}"/>`).join("");
  const ticks = scale.log ? exponentTicks(scale.low, scale.high, BAR.ticks) : niceTicks(scale.low, scale.high, BAR.ticks);
  const label = `font-family="${FONT}" font-size="11" fill="${muted}"`;
  const marks = ticks.map((tick) => {
    const at = left + (BAR.width * (tick - scale.low)) / (scale.high - scale.low);
    return `<text x="${at}" y="32" text-anchor="middle" ${label}>${scale.log ? powerText(tick) : formatNumber(tick, 3)}</text>`;
  });
  return `<defs><linearGradient id="heights">${stops}</linearGradient></defs>`
    + `<text x="${left - 8}" y="18" text-anchor="end" font-style="italic" ${label}>${escaped(heightName(scale))}</text>`
    + `<rect x="${left}" y="9" width="${BAR.width}" height="${BAR.height}" fill="url(#heights)" stroke="${line}"/>${marks.join("")}`;
}
