// @ts-check
/** What a plane hides of a path: the true loss where the run is, and how far that is from where it is drawn. */

import { onScale, rgbOf } from "../geometry/shades.js";
import { inside } from "../geometry/projection.js";
import { drawingInk, landscapeScale, runColour } from "../palette.js";
import { entryAt } from "./paint-marks.js";

/** @import { Box } from "../geometry/projection.js" */
/** @import { Field } from "../geometry/scaling.js" */
/** @import { Path } from "./plane-model.js" */
/** @import { PlaneScene } from "./paint-paths.js" */

const CORE = 3;
/** The ring about a run that lies in the plane, and what is added for one that is nowhere near it. */
const RING = { least: 9, more: 22 };

/**
 * The core of a path in the landscape's own colours, of the true loss: where it is another than the ground's, the
 * plane shows something else than the run saw.
 * @param {CanvasRenderingContext2D} pen @param {Path} path @param {Field | null} field @param {PlaneScene} scene
 */
export function paintTrueLoss(pen, path, field, { playhead, dark }) {
  const { loss, planeLoss } = path.trajectory;
  if (!planeLoss || !field || path.former) return;
  const stops = landscapeScale(dark).map(([at, hex]) => /** @type {[number, import("../geometry/shades.js").Rgb]} */ ([at, rgbOf(hex)]));
  const to = entryAt(path, playhead);
  pen.globalAlpha = 1;
  pen.lineWidth = CORE;
  pen.setLineDash([]);
  for (let k = 1; k <= to; k++) {
    const level = field.scale(loss[k]);
    if (level === null) continue;
    const share = Math.max(0, Math.min(1, (level - field.low) / (field.high - field.low || 1)));
    pen.strokeStyle = `rgb(${onScale(stops, share).map(Math.round).join(",")})`;
    pen.beginPath();
    pen.moveTo(path.line.x[k - 1], path.line.y[k - 1]);
    pen.lineTo(path.line.x[k], path.line.y[k]);
    pen.stroke();
  }
}

/** A ring about each run at the playhead, the wider the further the run is from the plane. @param {CanvasRenderingContext2D} pen
 * @param {Path[]} paths @param {Box} box @param {PlaneScene} scene */
export function paintOffPlane(pen, paths, box, { playhead, dark }) {
  for (const path of paths) {
    const { relative } = path.trajectory;
    const at = entryAt(path, playhead);
    if (!relative || at < 0 || !(relative[at] > 0) || !inside(path.line.x[at], path.line.y[at], box)) continue;
    const radius = RING.least + RING.more * Math.min(1, relative[at]);
    pen.setLineDash([]);
    for (const [colour, width] of /** @type {const} */ ([[drawingInk(dark).halo, 3], [runColour(path.run.hue, dark), 1.25]])) {
      pen.globalAlpha = 0.9;
      pen.strokeStyle = colour;
      pen.lineWidth = width;
      pen.beginPath();
      pen.arc(path.line.x[at], path.line.y[at], radius, 0, 7);
      pen.stroke();
    }
  }
  pen.globalAlpha = 1;
}
