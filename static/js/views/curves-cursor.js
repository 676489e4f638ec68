// @ts-check
/** The playhead on the curves: a canvas above the figure. */

import { effect, untracked } from "../../vendor/preact.js";
import { forget, nextFrame } from "../frame.js";
import { lastUpTo } from "../geometry/model-series.js";
import { drawingInk, runColour, runMarker } from "../palette.js";
import { shownStep } from "../progress.js";
import { darkTheme, results } from "../state.js";
import { cleanPen } from "./paint-paths.js";

/** @import { Line } from "./curve-panes.js" */
/** @import { CurvesModel, DrawnPane, Drawing } from "./curves-model.js" */

/** Keep the playhead painted: what is to come under a veil, a line, and each run's point. @param {HTMLCanvasElement} canvas
 * @param {CurvesModel} model */
export function keepCursor(canvas, model) {
  const paint = () => paintCursor(canvas, model);
  const stops = [
    effect(() => {
      void [model.pointed.value, shownStep.value, darkTheme.value];
      nextFrame(paint);
    }),
    // Before the next frame, so that no frame shows new lines under old markers.
    effect(() => {
      if (model.drawn.value) untracked(paint);
    }),
  ];
  return () => {
    for (const stop of stops) stop();
    forget(paint);
  };
}

/** @param {HTMLCanvasElement} canvas @param {CurvesModel} model */
function paintCursor(canvas, model) {
  const drawn = model.drawn.peek();
  if (!drawn) return;
  const pen = cleanPen(canvas, drawn.frame.size);
  if (!pen) return;
  for (const pane of drawn.panes) paintPane(pen, drawn, pane, model.pointed.peek()?.place ?? null);
}

/** @param {CanvasRenderingContext2D} pen @param {Drawing} drawn @param {DrawnPane} pane @param {number | null} place of the pointer */
function paintPane(pen, drawn, { lines, box, projection: { toX, toY }, log }, place) {
  const dark = darkTheme.peek();
  const ink = drawingInk(dark);
  const step = shownStep.peek();
  const bottom = box.top + box.height;
  if (place !== null) paintLine(pen, toX(place), box.top, bottom, ink.grid);
  if (drawn.axis === "steps") {
    const x = toX(Math.min(step, drawn.end));
    const right = box.left + box.width;
    if (x < right) {
      pen.globalAlpha = 0.62;
      pen.fillStyle = ink.surface;
      pen.fillRect(x, box.top, right - x, box.height);
      pen.globalAlpha = 1;
    }
    paintLine(pen, x, box.top, bottom, ink.cursor);
  }
  pen.save();
  pen.beginPath();
  pen.rect(box.left - 6, box.top - 6, box.width + 12, box.height + 12);
  pen.clip();
  for (const line of lines.filter(isMain)) {
    const entry = entryAt(line, step);
    const value = line.series.y[entry];
    if (entry < 0 || value === null || value === undefined || (log && value <= 0)) continue;
    pen.save();
    pen.translate(toX(line.series.x[entry]), toY(log ? Math.log10(value) : value));
    pen.scale(4.5, 4.5);
    const outline = new Path2D(runMarker(line.run.hue));
    pen.lineWidth = 3 / 4.5;
    pen.strokeStyle = ink.surface;
    pen.stroke(outline);
    pen.fillStyle = runColour(line.run.hue, dark);
    pen.fill(outline);
    pen.restore();
  }
  pen.restore();
}

/** Whether a line is the one that stands for its run. @param {Line} line */
const isMain = ({ role }) => role === "value" || role === "validation";

/** The entry of a line that a step has: of evaluations, the newest. @param {Line} line @param {number} step */
function entryAt({ run, role, series }, step) {
  if (series.step) return lastUpTo(series.step, step);
  if (role !== "validation") return Math.min(step, series.x.length - 1);
  const steps = results.peek().get(run.key)?.evaluation?.step ?? [];
  return Math.min(lastUpTo(steps, step), series.x.length - 1);
}

/** @param {CanvasRenderingContext2D} pen @param {number} x @param {number} top @param {number} bottom @param {string} colour */
function paintLine(pen, x, top, bottom, colour) {
  pen.strokeStyle = colour;
  pen.lineWidth = 1;
  pen.beginPath();
  pen.moveTo(Math.round(x) + 0.5, top);
  pen.lineTo(Math.round(x) + 0.5, bottom);
  pen.stroke();
}
