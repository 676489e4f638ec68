// @ts-check
/**
 * Paths on a canvas above the landscape. A canvas, because one update of six paths takes it less than a millisecond
 * where a second Plotly figure took 22 (headless Chromium, software rendering).
 */

import { lonelyEntries, trace } from "../geometry/polyline.js";
import { drawingInk, runColour, runDash } from "../palette.js";
import { paintCurvature } from "./paint-curvature.js";
import { paintOffPlane, paintTrueLoss } from "./paint-off-plane.js";
import { paintStep } from "./paint-step.js";
import { entryAt, paintEdgeMarks, paintHovered, paintMinima, paintPoints } from "./paint-marks.js";

/** @import { Minimum, RunCurvature } from "../types.js" */
/** @import { Projection } from "../geometry/projection.js" */
/** @import { Field } from "../geometry/scaling.js" */
/** @import { Polyline } from "../geometry/polyline.js" */
/** @import { Hover, Panel, Path } from "./plane-model.js" */
/** @import { StepScene } from "./step-scene.js" */

/** Steps at least this many pixels apart get a dot each. */
const DOT_DISTANCE = 9;
/** So much wider is a line that has a core in another colour. */
const CORE = 3.5;
/** A pinned run is as faint as this, in strokes and gaps of these lengths. */
const PINNED = { alpha: 0.5, width: 1.75, dash: [5, 4] };

/**
 * @typedef {object} PlaneScene
 * @property {{ width: number, height: number }} size
 * @property {Panel[]} panels
 * @property {Projection[]} projections  of the panels
 * @property {Path[][]} paths  of the panels
 * @property {{ hue: number, line: Polyline }[][]} ghosts  the former paths in each panel
 * @property {Minimum[]} minima
 * @property {Minimum[]} localMinima
 * @property {number} playhead
 * @property {Hover | null} hover
 * @property {(Field | null)[]} fields  the colours of the panels' landscapes
 * @property {ReadonlyMap<string, RunCurvature>} curvatures  that are to be shown where the runs stand
 * @property {StepScene | null} step  that is told of
 * @property {boolean} dark
 * @property {number} bold  how much thicker than usual
 */

/** @param {HTMLCanvasElement} canvas @param {PlaneScene} scene */
export function paintPlane(canvas, scene) {
  const pen = cleanPen(canvas, scene.size);
  if (!pen) return;
  scene.panels.forEach((panel, index) => {
    const paths = hoveredLast(scene.paths[index], scene.hover);
    pen.save();
    pen.beginPath();
    pen.rect(panel.box.left, panel.box.top, panel.box.width, panel.box.height);
    pen.clip();
    pen.lineJoin = "round";
    for (const ghost of scene.ghosts[index] ?? []) paintGhost(pen, ghost, scene);
    for (const path of paths) paintFuture(pen, path, scene);
    for (const path of paths) {
      paintPast(pen, path, scene);
      paintTrueLoss(pen, path, scene.fields[index], scene);
    }
    paintCurvature(pen, paths, panel.box, scene.projections[index], scene);
    pen.restore();
    paintMinima(pen, scene, panel.box, scene.projections[index]);
    paintOffPlane(pen, paths, panel.box, scene);
    paintPoints(pen, paths, panel.box, scene);
    if (scene.step && paths.some(({ run }) => run.key === scene.step?.run.key)) {
      paintStep(pen, scene.step, panel.box, scene.projections[index], scene.dark);
    }
    if (scene.hover?.panel === index) paintHovered(pen, scene.hover, paths, scene.dark);
    paintEdgeMarks(pen, paths, panel, scene);
  });
}

/** A canvas of the size asked for, empty, whose unit is a CSS pixel. @param {HTMLCanvasElement} canvas
 * @param {{ width: number, height: number }} size */
export function cleanPen(canvas, size) {
  const pen = canvas.getContext("2d");
  if (!pen) return null;
  const ratio = Math.min(2, globalThis.devicePixelRatio || 1);
  const [width, height] = [Math.round(size.width * ratio), Math.round(size.height * ratio)];
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, size.width, size.height);
  return pen;
}

/** @param {Path[]} paths @param {Hover | null} hover */
const hoveredLast = (paths, hover) =>
  hover ? [...paths].sort((a, b) => Number(a.run.key === hover.key) - Number(b.run.key === hover.key)) : paths;

/** @param {CanvasRenderingContext2D} pen @param {{ hue: number, line: Polyline }} ghost @param {PlaneScene} scene */
function paintGhost(pen, { hue, line }, { dark, bold }) {
  pen.globalAlpha = 0.4;
  pen.lineWidth = 1.5 * bold;
  pen.setLineDash([2 * bold, 4 * bold]);
  stroke(pen, line, 0, line.x.length - 1, runColour(hue, dark));
}

/** What lies beyond the playhead, faint. @param {CanvasRenderingContext2D} pen @param {Path} path @param {PlaneScene} scene */
function paintFuture(pen, path, { playhead, dark, bold }) {
  const last = path.line.x.length - 1;
  const from = entryAt(path, playhead);
  if (from >= last) return;
  pen.globalAlpha = 0.3;
  pen.lineWidth = 2 * bold;
  pen.setLineDash([]);
  stroke(pen, path.line, from, last, runColour(path.run.hue, dark));
}

/** What was descended so far, on a halo that parts it from the ground. @param {CanvasRenderingContext2D} pen
 * @param {Path} path @param {PlaneScene} scene */
function paintPast(pen, path, { playhead, hover, dark, bold }) {
  const to = entryAt(path, playhead);
  const colour = runColour(path.run.hue, dark);
  const { pinned } = path.run;
  const width = bold * (hover?.key === path.run.key ? 3.5 : pinned ? PINNED.width : 2.5) + (path.trajectory.planeLoss ? CORE : 0);
  pen.setLineDash([]);
  pen.globalAlpha = path.former ? 0.3 : 0.75;
  pen.lineWidth = width + 2;
  stroke(pen, path.line, 0, to, drawingInk(dark).halo);
  pen.globalAlpha = path.former ? 0.4 : pinned ? PINNED.alpha : 1;
  pen.lineWidth = width;
  pen.setLineDash((pinned ? PINNED.dash : runDash(path.run.hue)).map((length) => length * bold));
  stroke(pen, path.line, 0, to, colour);
  pen.setLineDash([]);
  pen.fillStyle = colour;
  pen.beginPath();
  // Beside a plane every kept step is an entry, and the core tells more than a dot.
  for (const k of path.trajectory.planeLoss || pinned ? [] : lonelyEntries(path.line, to, DOT_DISTANCE)) {
    pen.moveTo(path.line.x[k] + 3 * bold, path.line.y[k]);
    pen.arc(path.line.x[k], path.line.y[k], 3 * bold, 0, 7);
  }
  pen.fill();
}

/** @param {CanvasRenderingContext2D} pen @param {Polyline} line @param {number} from @param {number} to @param {string} colour */
function stroke(pen, line, from, to, colour) {
  pen.strokeStyle = colour;
  pen.beginPath();
  trace(line, from, to, pen);
  pen.stroke();
}
