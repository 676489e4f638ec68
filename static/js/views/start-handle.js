// @ts-check
/** The start point as something to take hold of: by pointer, by finger, by the arrow keys. */

import { html, useRef } from "../../vendor/preact.js";
import { startOf } from "../catalog.js";
import { formatNumber } from "../format.js";
import { forget, nextFrame } from "../frame.js";
import { inside, within } from "../geometry/projection.js";
import { recording } from "../live/recording.js";
import { asking, comparison, resetStart, setStart } from "../state.js";
import { word } from "../strings.js";

/** @import { Panel, PlaneModel } from "./plane-model.js" */
/** @import { Projection, Range } from "../geometry/projection.js" */

/** A start is kept to this share of what is shown: finer than a pixel, and short in a link. */
const GRAIN = 2000;

/** @param {number} value @param {number} span */
function rounded(value, span) {
  const grain = 10 ** Math.floor(Math.log10(span / GRAIN));
  return Number((Math.round(value / grain) * grain).toPrecision(12));
}

/** Where the handle is, which is there only where there is a start. */
const startNow = () => /** @type {[number, number]} */ (startOf(comparison.peek().objective));

/** @param {number} x @param {number} y @param {Range} range @param {boolean} dragging */
function moveStart(x, y, [x0, x1, y0, y1], dragging) {
  setStart(rounded(within(x, x0, x1), x1 - x0), rounded(within(y, y0, y1), y1 - y0), { dragging });
}

/** @param {{ model: PlaneModel, panel: Panel, projection: Projection }} props */
export function StartHandle({ model, panel, projection }) {
  const grip = useRef(/** @type {{ dx: number, dy: number, move: () => void } | null} */ (null));
  const start = startOf(comparison.value.objective);
  if (start === null) return null;
  const [x, y] = start;
  const [left, top] = [projection.toX(x), projection.toY(y)];
  if (!inside(left, top, panel.box)) return null;
  const ring = html`<svg viewBox="-22 -22 44 44" aria-hidden="true"><circle class="ring" r="9" /><circle class="core" r="2.5" /></svg>`;
  const place = `transform: translate(${left}px, ${top}px)`;
  if (recording()) return html`<div class="start-handle" data-still="true" style=${place}>${ring}</div>`;
  return html`<div
    class="start-handle"
    role="slider"
    tabindex=${asking.value ? -1 : 0}
    aria-disabled=${asking.value}
    aria-label=${`${word("start")}. ${word("startHelp")}`}
    aria-valuenow=${x}
    aria-valuetext=${`x ${formatNumber(x)}, y ${formatNumber(y)}`}
    title=${word("startHelp")}
    style=${place}
    onPointerDown=${(/** @type {PointerEvent} */ event) => take(event, grip, model, panel)}
    onPointerMove=${(/** @type {PointerEvent} */ event) => drag(event, grip, model, panel)}
    onPointerUp=${(/** @type {PointerEvent} */ event) => release(event, grip)}
    onPointerCancel=${(/** @type {PointerEvent} */ event) => release(event, grip)}
    onKeyDown=${(/** @type {KeyboardEvent} */ event) => nudge(event, model)}
    onDblClick=${resetStart}
  >
    ${ring}
  </div>`;
}

/** @typedef {{ current: { dx: number, dy: number, move: () => void } | null }} Grip */

/** Where the pointer is in the plane's pixels. @param {PointerEvent} event */
function pointerIn(event) {
  const plane = /** @type {HTMLElement} */ (event.currentTarget).closest(".plane");
  const { left, top } = /** @type {HTMLElement} */ (plane).getBoundingClientRect();
  return { x: event.clientX - left, y: event.clientY - top };
}

/** The projection of a panel as it is now. @param {PlaneModel} model @param {Panel} panel */
const projectionOf = (model, panel) => model.projections.value[model.panels.value.findIndex(({ key }) => key === panel.key)];

/** @param {PointerEvent} event @param {Grip} grip @param {PlaneModel} model @param {Panel} panel */
function take(event, grip, model, panel) {
  if (event.button !== 0) return;
  const handle = /** @type {HTMLElement} */ (event.currentTarget);
  handle.setPointerCapture(event.pointerId);
  handle.focus({ preventScroll: true });
  event.preventDefault();
  const { toX, toY } = projectionOf(model, panel);
  const [x, y] = startNow();
  const at = pointerIn(event);
  grip.current = { dx: toX(x) - at.x, dy: toY(y) - at.y, move: () => {} };
}

/** @param {PointerEvent} event @param {Grip} grip @param {PlaneModel} model @param {Panel} panel */
function drag(event, grip, model, panel) {
  const held = grip.current;
  if (!held) return;
  const at = pointerIn(event);
  const { fromX, fromY } = projectionOf(model, panel);
  forget(held.move);
  held.move = () => moveStart(fromX(at.x + held.dx), fromY(at.y + held.dy), model.range.peek(), true);
  nextFrame(held.move);
}

/** @param {PointerEvent} event @param {Grip} grip */
function release(event, grip) {
  const held = grip.current;
  if (!held) return;
  grip.current = null;
  forget(held.move);
  held.move();
  const [x, y] = startNow();
  setStart(x, y, { dragging: false });
}

/** A hundredth of what is shown, a tenth with the shift key. @param {KeyboardEvent} event @param {PlaneModel} model */
function nudge(event, model) {
  const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
  if (!way) return;
  event.preventDefault();
  event.stopPropagation();
  const range = model.range.value;
  const part = event.shiftKey ? 10 : 100;
  const [x, y] = startNow();
  moveStart(x + (way[0] * (range[1] - range[0])) / part, y + (way[1] * (range[3] - range[2])) / part, range, false);
}
