// @ts-check
/** Scores where the features cannot be seen: how they fall on two sides, or against the true values. */

import { formatNumber } from "../../format.js";
import { histogram, spanOf, withRoom } from "../../geometry/histogram.js";
import { meanOf, plain, scoresOf, sidesOf } from "../../geometry/model-plot.js";
import { project } from "../../geometry/projection.js";
import { niceTicks } from "../../geometry/ticks.js";
import { classColour, drawingInk, runColour, runMarker, wrongColour } from "../../palette.js";
import { modelWord } from "../../strings.js";
import { FONT, inBox, paintAxes, paintMark, paintText } from "./pen.js";

/** @import { Dataset } from "../../types.js" */
/** @import { Box, Range } from "../../geometry/projection.js" */
/** @import { ModelScene } from "./paint-model.js" */

/** The true value across, the predicted one upwards: right is on the line. @param {CanvasRenderingContext2D} pen
 * @param {ModelScene} scene @param {Box} box */
export function paintAgainst(pen, scene, box) {
  const { data, snapshot, dark, hue } = scene;
  const [low, high] = withRoom(spanOf([...data.train.targets, ...data.validation.targets].map(plain)), 0.06);
  const range = /** @type {Range} */ ([low, high, low, high]);
  const projection = project(range, box);
  const { toX, toY } = projection;
  const ink = drawingInk(dark);
  const colour = runColour(hue, dark);
  inBox(pen, box, () => {
    pen.strokeStyle = ink.cursor;
    pen.lineWidth = 1.25;
    pen.setLineDash([5, 4]);
    pen.beginPath();
    pen.moveTo(toX(low), toY(low));
    pen.lineTo(toX(high), toY(high));
    pen.stroke();
    pen.setLineDash([]);
    scoresOf(snapshot).forEach((score, k) => {
      const mean = meanOf(score);
      if (mean === null || mean === undefined) return;
      const [x, y] = [toX(plain(data.validation.targets[k])), toY(mean)];
      if (Array.isArray(score) && score[1] !== null) paintSpread(pen, x, toY, mean, score[1], colour);
      paintMark(pen, x, y, runMarker(hue), { size: 3.4, fill: colour, edge: ink.surface, edgeWidth: 0.8, alpha: 0.85 });
    });
  });
  paintAxes(pen, range, box, projection, dark, { across: modelWord("trueValue"), up: modelWord("predictedValue") });
}

/** @param {CanvasRenderingContext2D} pen @param {number} x @param {(y: number) => number} toY @param {number} mean @param {number} sd @param {string} colour */
function paintSpread(pen, x, toY, mean, sd, colour) {
  pen.globalAlpha = 0.35;
  pen.strokeStyle = colour;
  pen.lineWidth = 1;
  pen.beginPath();
  pen.moveTo(x, toY(mean - sd));
  pen.lineTo(x, toY(mean + sd));
  pen.stroke();
  pen.globalAlpha = 1;
}

/** What the two sides of a task are called: the positive one, then the other. @param {Dataset["task"]} task @param {string[]} classNames */
export function sideNames(task, classNames) {
  if (task === "binary") return [classNames[1] ?? "1", classNames[0] ?? "0"];
  if (task === "similarity") return [modelWord("alike"), modelWord("unlike")];
  if (task === "ranking") return [modelWord("firstHigher"), modelWord("secondHigher")];
  if (task === "multilabel") return [modelWord("labelHolds"), modelWord("labelNot")];
  return [task === "triplets" ? modelWord("margins") : modelWord("ofTrueClass"), ""];
}

/**
 * A histogram with the positive samples upwards and the others downwards, parted by the threshold.
 * @param {CanvasRenderingContext2D} pen @param {ModelScene} scene @param {Box} box
 */
export function paintScores(pen, scene, box) {
  const { data, snapshot, threshold, dark } = scene;
  const { values, groups, sides } = sidesOf(data, scoresOf(snapshot));
  const classes = data.task === "multiclass" || data.task === "soft_labels";
  const unit = classes || data.task === "binary" || data.task === "multilabel";
  const [low, high] = unit ? [0, 1] : withRoom(spanOf(values, [threshold]), 0.04);
  const bins = Math.max(10, Math.min(40, Math.round(box.width / 12)));
  const [down, up] = histogram(values, groups, 2, [low, high], bins);
  const most = Math.max(1, ...up, ...down);
  const middle = box.top + box.height * (sides === 2 ? 0.5 : 1);
  const scale = (sides === 2 ? box.height / 2 : box.height) * 0.86;
  const ink = drawingInk(dark);
  const toX = (/** @type {number} */ value) => box.left + ((value - low) / (high - low)) * box.width;
  const width = box.width / bins;
  for (let bin = 0; bin < bins; bin++) {
    const value = low + ((bin + 0.5) / bins) * (high - low);
    for (const [side, count] of [up[bin], down[bin]].entries()) {
      const wrong = !classes && value >= threshold !== (side === 0);
      const height = (count / most) * scale;
      pen.fillStyle = wrong ? wrongColour(dark) : classColour(side === 0 ? 1 : 0, dark);
      pen.globalAlpha = wrong ? 0.9 : 0.7;
      pen.fillRect(box.left + bin * width + 0.5, side === 0 ? middle - height : middle, width - 1, height);
    }
  }
  pen.globalAlpha = 1;
  pen.fillStyle = ink.line;
  pen.fillRect(box.left, middle - 0.5, box.width, 1);
  if (!classes) paintThreshold(pen, toX(threshold), box, ink);
  const names = sideNames(data.task, scene.classNames);
  pen.textAlign = "left";
  pen.textBaseline = "top";
  paintText(pen, names[0], box.left + 5, box.top + 4, ink.ink, ink.halo);
  pen.textBaseline = "bottom";
  if (sides === 2) paintText(pen, names[1], box.left + 5, box.top + box.height - 4, ink.ink, ink.halo);
  paintScale(pen, low, high, toX, box, ink.muted);
}

/** @param {CanvasRenderingContext2D} pen @param {number} x @param {Box} box @param {{ ink: string, halo: string }} ink */
function paintThreshold(pen, x, box, ink) {
  for (const [width, colour] of /** @type {const} */ ([[4, ink.halo], [1.75, ink.ink]])) {
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.beginPath();
    pen.moveTo(x, box.top);
    pen.lineTo(x, box.top + box.height);
    pen.stroke();
  }
}

/** @param {CanvasRenderingContext2D} pen @param {number} low @param {number} high @param {(value: number) => number} toX
 * @param {Box} box @param {string} colour */
function paintScale(pen, low, high, toX, box, colour) {
  pen.font = FONT;
  pen.fillStyle = colour;
  pen.textAlign = "center";
  pen.textBaseline = "top";
  for (const value of niceTicks(low, high, Math.max(2, box.width / 70))) {
    pen.fillText(formatNumber(value, 3), toX(value), box.top + box.height + 5);
  }
}
