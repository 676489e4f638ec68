// @ts-check
/** Single marks on the plane: minima, where each run stands, where one left or diverged, what the pointer means. */

import { labelOf } from "../catalog.js";
import { leaving, spread } from "../geometry/clipping.js";
import { inside } from "../geometry/projection.js";
import { entryOf, stepOf } from "./drawn.js";
import { STAR, drawingInk, runColour, runMarker } from "../palette.js";

/** @import { Minimum } from "../types.js" */
/** @import { Box, Projection } from "../geometry/projection.js" */
/** @import { Exit } from "../geometry/clipping.js" */
/** @import { Hover, Panel, Path } from "./plane-model.js" */
/** @import { PlaneScene } from "./paint-paths.js" */

const MARKER = 6;
const STAR_SIZE = 9;
/** A pinned run's marker. */
const FAINT = 0.55;
/** In a panel narrower than this, marks are smaller. */
const NARROW = 220;
const LABEL = { height: 20, padding: 7, inset: 5, gap: 4, text: 11 };

/** @type {Map<string, Path2D>} */
const outlines = new Map();

/** @param {string} shape SVG path data in a box from -1 to 1 */
function outline(shape) {
  const known = outlines.get(shape) ?? new Path2D(shape);
  outlines.set(shape, known);
  return known;
}

/**
 * @param {CanvasRenderingContext2D} pen @param {string} shape @param {number} x @param {number} y @param {number} radius
 * @param {{ fill?: string, stroke?: string, width?: number }} look `width` in pixels, half of it outside the shape
 */
export function paintShape(pen, shape, x, y, radius, { fill, stroke, width = 2 }) {
  pen.save();
  pen.translate(x, y);
  pen.scale(radius, radius);
  if (stroke) {
    pen.lineWidth = width / radius;
    pen.strokeStyle = stroke;
    pen.stroke(outline(shape));
  }
  if (fill) {
    pen.fillStyle = fill;
    pen.fill(outline(shape));
  }
  pen.restore();
}

/** @param {Pick<PlaneScene, "panels" | "bold">} scene */
const markScale = ({ panels, bold }) => (panels[0].box.width < NARROW ? 0.7 : 1) * bold;

/** A star at each global minimum, a small cross at each local one; whole, also on the edge of the box.
 * @param {CanvasRenderingContext2D} pen @param {Pick<PlaneScene, "minima" | "localMinima" | "dark" | "panels" | "bold">} scene @param {Box} box @param {Projection} projection */
export function paintMinima(pen, { minima, localMinima, dark, panels, bold }, box, { toX, toY }) {
  const zoom = markScale({ panels, bold });
  const { minimum, halo } = drawingInk(dark);
  pen.globalAlpha = 1;
  pen.setLineDash([]);
  const shown = (/** @type {Minimum} */ [x, y]) => inside(toX(x), toY(y), box);
  for (const [x, y] of localMinima.filter(shown)) {
    for (const [colour, width] of /** @type {const} */ ([[halo, 4], [minimum, 1.75]])) {
      pen.strokeStyle = colour;
      pen.lineWidth = width;
      pen.beginPath();
      pen.moveTo(toX(x) - 5, toY(y));
      pen.lineTo(toX(x) + 5, toY(y));
      pen.moveTo(toX(x), toY(y) - 5);
      pen.lineTo(toX(x), toY(y) + 5);
      pen.stroke();
    }
  }
  for (const [x, y] of minima.filter(shown)) {
    paintShape(pen, STAR, toX(x), toY(y), STAR_SIZE * zoom, { fill: minimum, stroke: halo, width: 4 });
  }
}

/** The entry where a path's marker stands: the playhead, or its last one. @param {Path} path @param {number} playhead */
export const entryAt = (path, playhead) => entryOf(path.trajectory, playhead);

/** Whether the playhead is at or beyond a run's divergence. @param {Path} path @param {number} playhead */
const isOver = ({ trajectory, line }, playhead) =>
  trajectory.status === "diverged" && playhead >= stepOf(trajectory, line.x.length - 1);

/** Each run's marker where the playhead is; a cross in a disc where it diverged. @param {CanvasRenderingContext2D} pen
 * @param {Path[]} paths @param {Box} box @param {PlaneScene} scene */
export function paintPoints(pen, paths, box, { playhead, dark, panels, bold }) {
  const zoom = markScale({ panels, bold });
  const { halo } = drawingInk(dark);
  pen.globalAlpha = 1;
  pen.setLineDash([]);
  for (const path of paths) {
    const at = entryAt(path, playhead);
    if (at < 0 || !inside(path.line.x[at], path.line.y[at], box)) continue;
    pen.globalAlpha = path.run.pinned ? FAINT : 1;
    const [x, y, colour] = [path.line.x[at], path.line.y[at], runColour(path.run.hue, dark)];
    if (isOver(path, playhead)) paintCross(pen, x, y, colour, halo);
    else paintShape(pen, runMarker(path.run.hue), x, y, MARKER * zoom, { fill: colour, stroke: halo, width: 4 });
  }
}

/** @param {CanvasRenderingContext2D} pen @param {number} x @param {number} y @param {string} back @param {string} front */
function paintCross(pen, x, y, back, front) {
  pen.fillStyle = back;
  pen.strokeStyle = front;
  pen.lineWidth = 2;
  pen.beginPath();
  pen.arc(x, y, 7, 0, 7);
  pen.fill();
  pen.beginPath();
  for (const way of [-1, 1]) {
    pen.moveTo(x - 3, y - 3 * way);
    pen.lineTo(x + 3, y + 3 * way);
  }
  pen.stroke();
}

/** A ring around the entry that the pointer means. @param {CanvasRenderingContext2D} pen @param {Hover} hover
 * @param {Path[]} paths @param {boolean} dark */
export function paintHovered(pen, hover, paths, dark) {
  const path = paths.find(({ run }) => run.key === hover.key);
  if (!path || hover.step >= path.line.x.length) return;
  const [x, y] = [path.line.x[hover.step], path.line.y[hover.step]];
  pen.globalAlpha = 1;
  for (const [colour, width] of [[drawingInk(dark).halo, 5], [runColour(path.run.hue, dark), 2]]) {
    pen.strokeStyle = /** @type {string} */ (colour);
    pen.lineWidth = /** @type {number} */ (width);
    pen.beginPath();
    pen.arc(x, y, 7, 0, 7);
    pen.stroke();
  }
}

/** @typedef {{ path: Path, exit: Exit, text: string, length: number, over: boolean }} EdgeMark */

/**
 * A label at the edge for each run that left the panel, saying which, with an arrow the way it went; in a panel of
 * its own the title says which, and the arrow is enough.
 * @param {CanvasRenderingContext2D} pen @param {Path[]} paths @param {Panel} panel @param {PlaneScene} scene
 */
export function paintEdgeMarks(pen, paths, { key, box }, { playhead, dark, bold }) {
  const size = { height: LABEL.height * bold, padding: LABEL.padding * bold, inset: LABEL.inset, gap: LABEL.gap, bold };
  pen.font = `600 ${LABEL.text * bold}px system-ui, sans-serif`;
  pen.textBaseline = "middle";
  /** @type {Record<"left" | "right" | "top" | "bottom", EdgeMark[]>} */
  const sides = { left: [], right: [], top: [], bottom: [] };
  for (const path of paths) {
    const exit = leaving(path.line.x, path.line.y, entryAt(path, playhead), box);
    if (!exit) continue;
    const text = key === null ? labelOf(path.run) : "";
    const length = size.height + (text ? pen.measureText(text).width + size.padding : 0);
    const mark = { path, exit, text, length, over: isOver(path, playhead) };
    const gaps = { left: exit.x - box.left, right: box.left + box.width - exit.x, top: exit.y - box.top, bottom: box.top + box.height - exit.y };
    sides[/** @type {keyof typeof sides} */ (Object.entries(gaps).sort((a, b) => a[1] - b[1])[0][0])].push(mark);
  }
  for (const side of /** @type {const} */ (["left", "right"])) {
    const heights = sides[side].map(() => size.height);
    const places = spread(sides[side].map(({ exit }) => exit.y), heights, box.top + size.inset, box.top + box.height - size.inset, size.gap);
    sides[side].forEach((mark, i) => {
      const left = side === "left" ? box.left + size.inset : box.left + box.width - size.inset - mark.length;
      paintLabel(pen, mark, left, places[i] - size.height / 2, size, dark);
    });
  }
  for (const side of /** @type {const} */ (["top", "bottom"])) {
    const lengths = sides[side].map(({ length }) => length);
    const places = spread(sides[side].map(({ exit }) => exit.x), lengths, box.left + size.inset, box.left + box.width - size.inset, size.gap);
    sides[side].forEach((mark, i) => {
      const top = side === "top" ? box.top + size.inset : box.top + box.height - size.inset - size.height;
      paintLabel(pen, mark, places[i] - mark.length / 2, top, size, dark);
    });
  }
}

/** @param {CanvasRenderingContext2D} pen @param {EdgeMark} mark @param {number} left @param {number} top
 * @param {{ height: number, bold: number }} size @param {boolean} dark */
function paintLabel(pen, { path, exit, text, length, over }, left, top, { height, bold }, dark) {
  const { surface } = drawingInk(dark);
  const middle = top + height / 2;
  pen.globalAlpha = 1;
  pen.fillStyle = runColour(path.run.hue, dark);
  pen.beginPath();
  pen.roundRect(left, top, length, height, height / 2);
  pen.fill();
  pen.save();
  pen.translate(left + height / 2, middle);
  pen.scale(bold, bold);
  pen.strokeStyle = surface;
  pen.lineWidth = 1.75;
  pen.beginPath();
  if (over) {
    for (const way of [-1, 1]) {
      pen.moveTo(-3.5, -3.5 * way);
      pen.lineTo(3.5, 3.5 * way);
    }
  } else {
    pen.rotate(exit.angle);
    pen.moveTo(-5, 0);
    pen.lineTo(5, 0);
    pen.moveTo(1, -4);
    pen.lineTo(5, 0);
    pen.lineTo(1, 4);
  }
  pen.stroke();
  pen.restore();
  pen.fillStyle = surface;
  pen.fillText(text, left + height - 1, middle + 0.5);
}
