// @ts-check
/** What a model of two features answers everywhere, and the samples on it. */

import { contourSegments, leadOf, smoothed } from "../../geometry/contour.js";
import { spanOf } from "../../geometry/histogram.js";
import { classOf, plain, scoresOf } from "../../geometry/model-plot.js";
import { panelBoxes, project } from "../../geometry/projection.js";
import { classPixels, onScale, rgbOf, sidesPixels, valuePixels } from "../../geometry/shades.js";
import { niceTicks } from "../../geometry/ticks.js";
import { classColour, classMarker, drawingInk, landscapeScale, runMarker, wrongColour } from "../../palette.js";
import { inBox, markScale, paintAxes, paintMark, paintPixels, paintSample, paintSegments, paintText } from "./pen.js";

/** @import { Dataset, Field, Json } from "../../types.js" */
/** @import { Box, Projection, Range } from "../../geometry/projection.js" */
/** @import { ModelScene } from "./paint-model.js" */

/** A pair's arrow for at most so many pairs: more would be a thicket. */
const MOST_ARROWS = 44;

/** @param {CanvasRenderingContext2D} pen @param {ModelScene} scene @param {Box} box */
export function paintField(pen, scene, box) {
  const { data, snapshot, dark } = scene;
  const range = /** @type {Range} */ (data.domain);
  const projection = project(range, box);
  inBox(pen, box, () => {
    if (snapshot?.field) paintGround(pen, scene, snapshot.field, projection);
    if (data.task === "ranking") paintPairs(pen, scene, projection);
    else if (data.task === "regression" || data.task === "counts") paintValues(pen, scene, projection);
    else paintClasses(pen, data, projection, dark, markScale(box), classOf);
  });
  paintAxes(pen, range, box, projection, dark, { across: data.features[0], up: data.features[1] });
}

/** A panel for each label: where the model says that it holds. @param {CanvasRenderingContext2D} pen @param {ModelScene} scene @param {Box} box */
export function paintLabels(pen, scene, box) {
  const { data, snapshot, threshold, dark } = scene;
  const count = data.classes?.length ?? snapshot?.field?.labels?.length ?? 1;
  const range = /** @type {Range} */ (data.domain);
  const boxes = panelBoxes(count, box, { gap: 12, head: 0 });
  const ink = drawingInk(dark);
  boxes.forEach((place, label) => {
    const projection = project(range, place);
    inBox(pen, place, () => {
      const field = snapshot?.field;
      if (field?.labels) paintSides(pen, { ...field, values: field.labels[label] }, threshold, projection, dark);
      paintClasses(pen, data, projection, dark, markScale(place), (target) => Number(target[label] > 0.5));
    });
    const lowest = label + columnsOf(boxes) >= count;
    paintAxes(pen, range, place, projection, dark, { left: place.left <= box.left + 1, bottom: lowest });
    pen.textAlign = "left";
    pen.textBaseline = "top";
    paintText(pen, scene.classNames[label] ?? String(label), place.left + 6, place.top + 5, ink.ink, ink.halo);
  });
}

/** How many boxes stand beside each other. @param {Box[]} boxes */
const columnsOf = (boxes) => boxes.filter(({ top }) => top === boxes[0].top).length;

/** @param {CanvasRenderingContext2D} pen @param {ModelScene} scene @param {Field} field @param {Projection} projection */
function paintGround(pen, { threshold, dark, data }, field, projection) {
  const ink = drawingInk(dark);
  if (field.classes && field.confidence) {
    const count = data.classes?.length ?? 1 + Math.max(...field.classes.flat());
    const colours = Array.from({ length: count }, (_, index) => rgbOf(classColour(index, dark)));
    paintPixels(pen, classPixels(field.classes, field.confidence, rgbOf(ink.surface), colours), field, projection);
    if (field.confidence.some((row) => row.includes(null))) return;
    const confidence = /** @type {number[][]} */ (field.confidence);
    for (let index = 0; index < count; index++) {
      const segments = contourSegments(field.x, field.y, smoothed(leadOf(field.classes, confidence, index)), 0);
      paintSegments(pen, segments, projection, { colour: ink.cursor, width: 1.25 });
    }
  } else if (field.values && data.task === "binary") paintSides(pen, field, threshold, projection, dark);
  else if (field.values) paintHeights(pen, field, projection, dark, data.task === "ranking" ? [] : data.validation.targets.map(plain));
}

/** Two sides and the line between them. @param {CanvasRenderingContext2D} pen @param {Field} field @param {number} threshold
 * @param {Projection} projection @param {boolean} dark */
function paintSides(pen, field, threshold, projection, dark) {
  const ink = drawingInk(dark);
  const values = field.values ?? [];
  const colours = /** @type {[any, any]} */ ([0, 1].map((index) => rgbOf(classColour(index, dark))));
  paintPixels(pen, sidesPixels(values, threshold, rgbOf(ink.surface), colours), field, projection);
  const segments = contourSegments(field.x, field.y, values, threshold);
  paintSegments(pen, segments, projection, { colour: ink.ink, width: 1.75, halo: ink.halo });
}

/** Values as a landscape: shades, and lines at round ones. @param {CanvasRenderingContext2D} pen @param {Field} field
 * @param {Projection} projection @param {boolean} dark @param {number[]} also values that share the scale */
function paintHeights(pen, field, projection, dark, also) {
  const values = field.values ?? [];
  const [low, high] = spanOf(also.length ? also : values.flat());
  paintPixels(pen, valuePixels(values, [low, high], landscapeScale(dark)), field, projection);
  for (const level of niceTicks(low, high, 8)) {
    const segments = contourSegments(field.x, field.y, values, level);
    paintSegments(pen, segments, projection, { colour: drawingInk(dark).contour, width: 1 });
  }
}

/** @param {CanvasRenderingContext2D} pen @param {Dataset} data @param {Projection} projection @param {boolean} dark
 * @param {number} scale of the marks @param {(target: Json) => number} classAt */
function paintClasses(pen, data, { toX, toY }, dark, scale, classAt) {
  for (const [{ inputs, targets }, strong] of /** @type {const} */ ([[data.train, false], [data.validation, true]])) {
    inputs?.forEach(([x, y], k) => paintSample(pen, toX(x), toY(y), classAt(targets[k]), strong, dark, scale));
  }
}

/** Samples in the shade of their own value: right where the ground has the same. @param {CanvasRenderingContext2D} pen
 * @param {ModelScene} scene @param {Projection} projection */
function paintValues(pen, { data, dark }, { toX, toY }) {
  const [low, high] = spanOf(data.validation.targets.map(plain));
  const stops = landscapeScale(dark).map(([place, hex]) => /** @type {[number, any]} */ ([place, rgbOf(hex)]));
  const { ink } = drawingInk(dark);
  data.train.inputs?.forEach(([x, y]) => paintMark(pen, toX(x), toY(y), runMarker(0), { size: 1.6, fill: ink, alpha: 0.35 }));
  data.validation.inputs?.forEach(([x, y], k) => {
    const [r, g, b] = onScale(stops, (plain(data.validation.targets[k]) - low) / (high - low));
    paintMark(pen, toX(x), toY(y), runMarker(0), { size: 4.2, fill: `rgb(${r} ${g} ${b})`, edge: ink, edgeWidth: 0.9 });
  });
}

/** Each pair as an arrow to the one that ranks higher; dashed in the colour of errors where the model says otherwise.
 * @param {CanvasRenderingContext2D} pen @param {ModelScene} scene @param {Projection} projection */
function paintPairs(pen, { data, snapshot, dark }, { toX, toY }) {
  const ink = drawingInk(dark);
  for (const pair of data.train.inputs ?? [])
    for (const [x, y] of pair) paintMark(pen, toX(x), toY(y), classMarker(0), { size: 1.6, fill: ink.ink, alpha: 0.25 });
  const pairs = data.validation.inputs?.slice(0, MOST_ARROWS) ?? [];
  pairs.forEach(([one, other], k) => {
    const sign = Math.sign(plain(data.validation.targets[k]));
    const score = /** @type {number | null} */ (scoresOf(snapshot)[k] ?? null);
    const wrong = score !== null && score * sign <= 0;
    const [from, to] = sign > 0 ? [other, one] : [one, other];
    paintArrow(pen, [toX(from[0]), toY(from[1])], [toX(to[0]), toY(to[1])], {
      colour: wrong ? wrongColour(dark) : ink.ink,
      alpha: wrong ? 1 : 0.42,
      dash: wrong ? [5, 3] : [],
    });
  });
}

/** @param {CanvasRenderingContext2D} pen @param {[number, number]} from @param {[number, number]} to
 * @param {{ colour: string, alpha: number, dash: number[] }} look */
function paintArrow(pen, [x0, y0], [x1, y1], { colour, alpha, dash }) {
  const length = Math.hypot(x1 - x0, y1 - y0) || 1;
  const [dx, dy] = [(x1 - x0) / length, (y1 - y0) / length];
  const head = Math.min(7, length / 2);
  pen.save();
  pen.globalAlpha = alpha;
  [pen.strokeStyle, pen.fillStyle] = [colour, colour];
  pen.lineWidth = 1.25;
  pen.setLineDash(dash);
  pen.beginPath();
  pen.moveTo(x0, y0);
  pen.lineTo(x1 - head * dx, y1 - head * dy);
  pen.stroke();
  pen.beginPath();
  pen.moveTo(x1, y1);
  pen.lineTo(x1 - head * dx + 0.45 * head * dy, y1 - head * dy - 0.45 * head * dx);
  pen.lineTo(x1 - head * dx - 0.45 * head * dy, y1 - head * dy + 0.45 * head * dx);
  pen.fill();
  pen.restore();
}
