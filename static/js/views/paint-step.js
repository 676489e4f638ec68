// @ts-check
/** One step on the stage: what the update is made of as arrows, the size of gradients as squares on the axes. */

import { stepArrows } from "../geometry/arrows.js";
import { inside, within } from "../geometry/projection.js";
import { drawingInk, runColour } from "../palette.js";
import { inspection } from "../state.js";
import { quantityOf } from "./step-scene.js";

/** @import { Arrow } from "../geometry/arrows.js" */
/** @import { Box, Projection } from "../geometry/projection.js" */
/** @import { StepScene } from "./step-scene.js" */

/** The side of the larger square, in pixels. */
const SQUARE = 26;
const HEAD = 7;
/** The radius of the textbook's mark. */
const MARK = 7;
/** @type {Record<string, { dash: number[], width: number, letter: string }>} */
const LOOKS = {
  gradient: { dash: [], width: 2, letter: "g" },
  momentum: { dash: [7, 4], width: 2, letter: "m" },
  decay: { dash: [2, 3], width: 2, letter: "λ" },
  update: { dash: [], width: 3.5, letter: "Δ" },
};
/** What each part of a rule lights; the others fade. @type {Record<string, string[]>} */
const LIT = {
  gradient: ["gradient"],
  decay: ["decay"],
  momentum: ["momentum"],
  size: ["square"],
  correction: ["square"],
};
const FADED = 0.3;

/** @param {CanvasRenderingContext2D} pen @param {StepScene} scene @param {Box} box @param {Projection} projection @param {boolean} dark */
export function paintStep(pen, { run, entry, rule, line }, box, projection, dark) {
  const lit = LIT[rule.lines[line].part] ?? null;
  const seen = (/** @type {string} */ part) => (lit === null || lit.includes(part) ? 1 : FADED);
  const update = finite(entry.update);
  const position = finite(entry.position);
  if (!update || !position) return;
  const terms = rule.terms.flatMap(({ part }, place) => {
    const value = finite(entry.terms[place]);
    return value ? [{ part, value }] : [];
  });
  const drawn = stepArrows(position, terms.length > 1 ? terms : [], update, projection, box);
  if (!inside(drawn.update.from.x, drawn.update.from.y, box)) return;
  const { ink } = drawingInk(dark);
  pen.save();
  pen.beginPath();
  pen.rect(box.left, box.top, box.width, box.height);
  pen.clip();
  for (const arrow of drawn.arrows) paintArrow(pen, arrow, ink, seen(arrow.part), dark);
  paintArrow(pen, drawn.update, runColour(run.hue, dark), lit === null || terms.length < 2 ? 1 : FADED, dark);
  if (drawn.factor !== 1) paintFactor(pen, drawn, box, dark);
  const square = rule.square === null ? null : finite(quantityOf(entry, rule.square));
  if (square) paintSquares(pen, square, drawn.update.from, box, seen("square"), runColour(run.hue, dark));
  paintTextbook(pen, entry, projection, runColour(run.hue, dark), dark);
  pen.restore();
}

/** Where the textbook's form of momentum is after the step, where that is not where torch's is.
 * @param {CanvasRenderingContext2D} pen @param {StepScene["entry"]} entry @param {Projection} projection @param {string} colour @param {boolean} dark */
function paintTextbook(pen, { step, textbook }, projection, colour, dark) {
  const since = inspection.value?.differs_from ?? null;
  const at = finite(textbook?.position);
  if (!at || since === null || step < since) return;
  pen.globalAlpha = 1;
  pen.setLineDash([]);
  for (const [ink, width] of /** @type {const} */ ([[drawingInk(dark).halo, 5], [colour, 2.25]])) {
    pen.strokeStyle = ink;
    pen.lineWidth = width;
    pen.beginPath();
    pen.arc(projection.toX(at[0]), projection.toY(at[1]), MARK, 0, 2 * Math.PI);
    pen.stroke();
  }
}

/** @param {unknown} value @returns {[number, number] | null} */
function finite(value) {
  const whole = Array.isArray(value) && value.length === 2 && value.every((one) => typeof one === "number");
  return whole ? /** @type {[number, number]} */ (value) : null;
}

/** @param {CanvasRenderingContext2D} pen @param {Arrow} arrow @param {string} colour @param {number} alpha @param {boolean} dark */
function paintArrow(pen, { part, from, to }, colour, alpha, dark) {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  if (length < 1) return;
  const { dash, width, letter } = LOOKS[part] ?? LOOKS.gradient;
  const [ux, uy] = [(to.x - from.x) / length, (to.y - from.y) / length];
  const head = Math.min(HEAD + width, length);
  const neck = { x: to.x - ux * head * 0.8, y: to.y - uy * head * 0.8 };
  pen.globalAlpha = alpha;
  for (const [ink, extra] of /** @type {const} */ ([[drawingInk(dark).halo, 3], [colour, 0]])) {
    pen.strokeStyle = ink;
    pen.lineWidth = width + extra;
    pen.setLineDash(extra ? [] : dash);
    pen.beginPath();
    pen.moveTo(from.x, from.y);
    pen.lineTo(neck.x, neck.y);
    pen.stroke();
  }
  pen.setLineDash([]);
  pen.fillStyle = colour;
  pen.beginPath();
  pen.moveTo(to.x, to.y);
  pen.lineTo(to.x - ux * head - uy * head * 0.5, to.y - uy * head + ux * head * 0.5);
  pen.lineTo(to.x - ux * head + uy * head * 0.5, to.y - uy * head - ux * head * 0.5);
  pen.fill();
  if (length > 3 * HEAD) say(pen, letter, (from.x + to.x) / 2 - uy * 11, (from.y + to.y) / 2 + ux * 11, colour, dark);
}

/** How many times the arrows are longer than the step. @param {CanvasRenderingContext2D} pen
 * @param {{ update: Arrow, factor: number }} drawn @param {Box} box @param {boolean} dark */
function paintFactor(pen, { update: { from, to }, factor }, box, dark) {
  pen.globalAlpha = 1;
  const text = factor < 1e4 && factor > 1e-4 ? String(factor) : factor.toExponential(0).replace("e+", "e");
  const x = within(to.x + (to.x >= from.x ? 24 : -24), box.left + 28, box.left + box.width - 28);
  const y = within(to.y + (to.y >= from.y ? 14 : -14), box.top + 10, box.top + box.height - 10);
  say(pen, `× ${text}`, x, y, drawingInk(dark).muted, dark);
}

/** @param {CanvasRenderingContext2D} pen @param {string} text @param {number} x @param {number} y @param {string} colour @param {boolean} dark */
function say(pen, text, x, y, colour, dark) {
  pen.font = "italic 600 12px system-ui, sans-serif";
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.lineWidth = 3;
  pen.strokeStyle = drawingInk(dark).halo;
  pen.strokeText(text, x, y);
  pen.fillStyle = colour;
  pen.fillText(text, x, y);
}

/** A square on each axis; its area is what the gradient in that coordinate amounts to. @param {CanvasRenderingContext2D} pen
 * @param {[number, number]} sizes @param {{ x: number, y: number }} at @param {Box} box @param {number} alpha @param {string} colour */
function paintSquares(pen, sizes, at, box, alpha, colour) {
  const largest = Math.max(...sizes.map(Math.abs));
  if (!(largest > 0)) return;
  const [x, y] = sizes.map((size) => SQUARE * Math.sqrt(Math.abs(size) / largest));
  pen.fillStyle = colour;
  pen.strokeStyle = colour;
  pen.lineWidth = 1.25;
  for (const [left, top, side] of [[at.x - x / 2, box.top + box.height - x, x], [box.left, at.y - y / 2, y]]) {
    pen.globalAlpha = 0.28 * alpha;
    pen.fillRect(left, top, side, side);
    pen.globalAlpha = alpha;
    pen.strokeRect(left, top, side, side);
  }
}
