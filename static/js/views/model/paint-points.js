// @ts-check
/** Samples where a model put them: on its fitted curve, in its space of embeddings, in a projection of their features. */

import { predictedClasses } from "../../geometry/confusion.js";
import { classOf, curveRangeOf, equalRange, looseRange, plain, scoresOf } from "../../geometry/model-plot.js";
import { project } from "../../geometry/projection.js";
import { classColour, classMarker, drawingInk, runColour, runMarker, wrongColour } from "../../palette.js";
import { inBox, paintAxes, paintMark } from "./pen.js";

/** @import { Dataset, Snapshot } from "../../types.js" */
/** @import { Box, Projection } from "../../geometry/projection.js" */
/** @import { ModelScene } from "./paint-model.js" */

/** Lines between the parts of at most so many samples. */
const MOST_JOINED = 140;

/** @param {CanvasRenderingContext2D} pen @param {ModelScene} scene @param {Box} box */
export function paintCurve(pen, scene, box) {
  const { data, snapshot, dark, hue } = scene;
  const range = curveRangeOf(data);
  const projection = project(range, box);
  const ink = drawingInk(dark);
  inBox(pen, box, () => {
    const curve = snapshot?.curve;
    if (curve?.sd) for (const width of [2, 1]) paintBand(pen, curve, curve.sd, width, projection, runColour(hue, dark));
    paintDots(pen, data, projection, ink.ink);
    if (curve) paintLine(pen, curve, projection, runColour(hue, dark), ink.halo);
  });
  paintAxes(pen, range, box, projection, dark, { across: data.features[0] });
}

/** @typedef {NonNullable<Snapshot["curve"]>} Curve */

/** What lies within some standard deviations. @param {CanvasRenderingContext2D} pen @param {Curve} curve
 * @param {(number | null)[]} sd @param {number} width @param {Projection} projection @param {string} colour */
function paintBand(pen, { x, y }, sd, width, { toX, toY }, colour) {
  const known = x.flatMap((_, k) => (y[k] === null || sd[k] === null ? [] : [k]));
  /** @param {number} k @param {number} side */
  const height = (k, side) => toY(/** @type {number} */ (y[k]) + side * width * /** @type {number} */ (sd[k]));
  pen.beginPath();
  for (const k of known) pen.lineTo(toX(x[k]), height(k, 1));
  for (const k of known.toReversed()) pen.lineTo(toX(x[k]), height(k, -1));
  pen.closePath();
  pen.globalAlpha = 0.13;
  pen.fillStyle = colour;
  pen.fill();
  pen.globalAlpha = 1;
}

/** @param {CanvasRenderingContext2D} pen @param {Dataset} data @param {Projection} projection @param {string} ink */
function paintDots(pen, data, { toX, toY }, ink) {
  const { train, validation } = data;
  // Many samples are smaller and fainter each, so that they stay a cloud.
  const share = Math.min(1, Math.sqrt(160 / Math.max(1, validation.targets.length)));
  train.inputs?.forEach((input, k) =>
    paintMark(pen, toX(plain(input)), toY(plain(train.targets[k])), runMarker(0), { size: 2, fill: ink, alpha: 0.3 * share }),
  );
  validation.inputs?.forEach((input, k) =>
    paintMark(pen, toX(plain(input)), toY(plain(validation.targets[k])), runMarker(0), { size: 2 + 1.2 * share, fill: ink, alpha: 0.3 + 0.48 * share }),
  );
}

/** @param {CanvasRenderingContext2D} pen @param {Curve} curve @param {Projection} projection @param {string} colour @param {string} halo */
function paintLine(pen, { x, y }, { toX, toY }, colour, halo) {
  pen.beginPath();
  let gap = true;
  x.forEach((place, k) => {
    const height = y[k];
    if (height !== null) pen[gap ? "moveTo" : "lineTo"](toX(place), toY(height));
    gap = height === null;
  });
  pen.lineJoin = "round";
  for (const [width, ink] of /** @type {const} */ ([[5, halo], [2.75, colour]])) {
    pen.lineWidth = width;
    pen.strokeStyle = ink;
    pen.stroke();
  }
}

/** Pairs and triplets where the model puts their parts, a unit as long across as upwards. @param {CanvasRenderingContext2D} pen
 * @param {ModelScene} scene @param {Box} box */
export function paintEmbedding(pen, scene, box) {
  const { data, snapshot, dark } = scene;
  const samples = snapshot?.points?.slice(0, MOST_JOINED) ?? [];
  const range = equalRange(samples.flat(), box.width / box.height);
  const projection = project(range, box);
  inBox(pen, box, () => {
    samples.forEach((parts, k) => paintJoins(pen, scene, parts, k, projection));
    samples.forEach((parts) => paintParts(pen, parts, data.task === "triplets", projection, dark));
  });
  paintAxes(pen, range, box, projection, dark);
}

/** Alike: a solid line; unlike: a dashed one; in the colour of errors where the model says otherwise.
 * @param {CanvasRenderingContext2D} pen @param {ModelScene} scene @param {[number, number][]} parts @param {number} k
 * @param {Projection} projection */
function paintJoins(pen, { data, snapshot, threshold, dark }, parts, k, { toX, toY }) {
  const score = /** @type {number | null} */ (scoresOf(snapshot)[k] ?? null);
  const triplet = data.task === "triplets";
  const alike = triplet || plain(data.validation.targets[k]) > 0;
  const wrong = score !== null && (triplet ? score <= threshold : score > threshold !== alike);
  const joins = triplet ? [[1, true], [2, false]] : [[1, alike]];
  for (const [part, same] of /** @type {[number, boolean][]} */ (joins)) {
    const [[x0, y0], [x1, y1]] = [parts[0], parts[part]];
    const bad = wrong && (!triplet || !same);
    pen.globalAlpha = bad ? 0.95 : 0.5;
    pen.lineWidth = bad ? 1.75 : 1.1;
    pen.setLineDash(same ? [] : [4, 3]);
    pen.strokeStyle = bad ? wrongColour(dark) : classColour(same ? 0 : 1, dark);
    pen.beginPath();
    pen.moveTo(toX(x0), toY(y0));
    pen.lineTo(toX(x1), toY(y1));
    pen.stroke();
  }
  pen.setLineDash([]);
  pen.globalAlpha = 1;
}

/** @param {CanvasRenderingContext2D} pen @param {[number, number][]} parts @param {boolean} triplet @param {Projection} projection @param {boolean} dark */
function paintParts(pen, parts, triplet, { toX, toY }, dark) {
  const ink = drawingInk(dark);
  parts.forEach(([x, y], part) => {
    const known = triplet && part > 0;
    const fill = known ? classColour(part - 1, dark) : ink.ink;
    paintMark(pen, toX(x), toY(y), classMarker(known ? part - 1 : 2), { size: known ? 3.4 : 2.8, fill, edge: ink.surface, edgeWidth: 0.8 });
  });
}

/** The two directions in which the features vary most; a sample's shape and ring tell its class, its filling what the
 * model takes it for. @param {CanvasRenderingContext2D} pen @param {ModelScene} scene @param {Box} box */
export function paintProjection(pen, scene, box) {
  const { data, snapshot, threshold, dark } = scene;
  const { train, validation } = /** @type {NonNullable<Dataset["projection"]>} */ (data.projection);
  const range = looseRange([...train, ...validation]);
  const projection = project(range, box);
  const ink = drawingInk(dark);
  const { toX, toY } = projection;
  const predicted = predictedClasses(/** @type {any} */ (scoresOf(snapshot)), threshold);
  inBox(pen, box, () => {
    train.forEach(([x, y], k) => {
      const one = classOf(data.train.targets[k]);
      paintMark(pen, toX(x), toY(y), classMarker(one), { size: 2.4, fill: classColour(one, dark), alpha: 0.35 });
    });
    validation.forEach(([x, y], k) => {
      const one = classOf(data.validation.targets[k]);
      const other = predicted[k] ?? null;
      const size = other !== null && other !== one ? 6.2 : 4.4;
      const at = /** @type {const} */ ([toX(x), toY(y), classMarker(one)]);
      paintMark(pen, ...at, { size: size + 1.2, fill: classColour(one, dark), edge: ink.surface, edgeWidth: 0.8 });
      paintMark(pen, ...at, { size: size - 0.6, fill: other === null ? ink.surface : classColour(other, dark), edge: ink.surface, edgeWidth: 0.7 });
    });
  });
  paintAxes(pen, range, box, projection, dark, { across: "PC 1", up: "PC 2" });
}
