// @ts-check
/** How the loss curves where each run stands: the Hessian's two directions as a small cross, with its ellipse. */

import { crossOf, measuredAt } from "../geometry/curvature.js";
import { inside } from "../geometry/projection.js";
import { drawingInk, runColour } from "../palette.js";
import { entryAt } from "./paint-marks.js";

/** @import { RunCurvature } from "../types.js" */
/** @import { Arm } from "../geometry/curvature.js" */
/** @import { Box, Projection } from "../geometry/projection.js" */
/** @import { Path } from "./plane-model.js" */

/** Half the longer arm, in pixels; in a panel narrower than this, smaller. */
const REACH = 44;
const NARROW = { width: 220, share: 0.6 };

/** @param {CanvasRenderingContext2D} pen @param {Path[]} paths @param {Box} box @param {Projection} projection
 * @param {{ playhead: number, dark: boolean, curvatures: ReadonlyMap<string, RunCurvature> }} scene */
export function paintCurvature(pen, paths, box, projection, { playhead, dark, curvatures }) {
  const reach = REACH * (box.width < NARROW.width ? NARROW.share : 1);
  const zoom = /** @type {[number, number]} */ ([projection.toX(1) - projection.toX(0), projection.toY(0) - projection.toY(1)]);
  for (const path of paths) {
    const entry = entryAt(path, playhead);
    const curvature = curvatures.get(path.run.key);
    const [x, y] = [path.line.x[entry], path.line.y[entry]];
    if (!curvature || !inside(x, y, box)) continue;
    const cross = crossAt(curvature, entry, zoom, reach);
    if (!cross) continue;
    pen.save();
    pen.translate(x, y);
    for (const [colour, wider] of /** @type {const} */ ([[drawingInk(dark).halo, 2.5], [runColour(path.run.hue, dark), 0]])) {
      pen.strokeStyle = colour;
      paintCross(pen, cross, wider);
    }
    pen.restore();
  }
}

/** @param {RunCurvature} curvature @param {number} step @param {[number, number]} zoom @param {number} reach */
function crossAt(curvature, step, zoom, reach) {
  const at = measuredAt(curvature, step);
  const [largest, smallest, direction] = [curvature.sharpness[at], curvature.smallest?.[at], curvature.direction?.[at]];
  if (curvature.step[at] !== step || typeof largest !== "number" || typeof smallest !== "number" || !direction) return null;
  return crossOf({ largest, smallest, direction }, zoom, reach);
}

/** @param {CanvasRenderingContext2D} pen @param {[Arm, Arm]} cross @param {number} wider than the line itself, for a halo */
function paintCross(pen, cross, wider) {
  pen.globalAlpha = wider > 0 ? 0.7 : 1;
  pen.lineCap = "round";
  for (const { x, y, falls } of cross) {
    pen.lineWidth = 1.75 + wider;
    pen.setLineDash(falls ? [3, 4] : []);
    pen.beginPath();
    pen.moveTo(-x, -y);
    pen.lineTo(x, y);
    pen.stroke();
  }
  pen.setLineDash([]);
  pen.lineCap = "butt";
  if (cross.some(({ falls }) => falls)) return;
  pen.globalAlpha = wider > 0 ? 0.35 : 0.7;
  pen.lineWidth = 1 + wider;
  pen.beginPath();
  for (let k = 0; k <= 64; k++) {
    const [along, across] = [Math.cos((k * Math.PI) / 32), Math.sin((k * Math.PI) / 32)];
    pen.lineTo(along * cross[0].x + across * cross[1].x, along * cross[0].y + across * cross[1].y);
  }
  pen.stroke();
}
