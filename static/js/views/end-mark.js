// @ts-check
/** Where the viewer expects a path to end: set by a press on the plane, moved by the arrow keys. */

import { html } from "../../vendor/preact.js";
import { formatNumber } from "../format.js";
import { inside, within } from "../geometry/projection.js";
import { runColour } from "../palette.js";
import { endScore, markEnd, markedRun } from "../predict.js";
import { asking, darkTheme, prediction } from "../state.js";
import { askWord } from "../strings.js";

/** @import { Panel, PlaneModel } from "./plane-model.js" */
/** @import { Projection } from "../geometry/projection.js" */

/** Where the mark begins when a key asks for it: in the middle of what is shown. @param {PlaneModel} model @returns {[number, number]} */
function middle({ range }) {
  const [left, right, bottom, top] = range.peek();
  return [(left + right) / 2, (bottom + top) / 2];
}

/** Mark the place that was pressed, if an end is asked for there. @param {PlaneModel} model @param {number} left @param {number} top in pixels */
export function pressEnd(model, left, top) {
  if (!asking.peek() || !markedRun.peek()) return;
  const panel = model.panels.peek().findIndex(({ box }) => inside(left, top, box));
  if (panel < 0) return;
  const { fromX, fromY } = model.projections.peek()[panel];
  markEnd(fromX(left), fromY(top));
}

/** The mark; while the end is asked for it can be moved, afterwards a line leads from it to the true end.
 * @param {{ model: PlaneModel, panel: Panel, projection: Projection }} props */
export function EndMark({ model, panel, projection: { toX, toY } }) {
  const run = markedRun.value;
  const { mark, made } = prediction.value;
  if (!run || (panel.key !== null && panel.key !== run.key) || !(asking.value || (made && mark))) return null;
  const [x, y] = mark ?? middle(model);
  const [left, top] = [toX(x), toY(y)];
  const end = made ? endScore.value?.end : null;
  return html`
    ${end ? html`<${Miss} from=${[left, top]} to=${[toX(end[0]), toY(end[1])]} box=${panel.box} />` : null}
    <div
      class="end-mark"
      role=${asking.value ? "slider" : "img"}
      tabindex=${asking.value ? 0 : undefined}
      data-set=${mark !== null}
      aria-label=${askWord("mark")}
      aria-valuenow=${asking.value ? x : undefined}
      aria-valuetext=${asking.value ? (mark ? `x ${formatNumber(x)}, y ${formatNumber(y)}` : askWord("unmarked")) : undefined}
      style=${`transform: translate(${left}px, ${top}px); color: ${runColour(run.hue, darkTheme.value)}`}
      onKeyDown=${asking.value ? (/** @type {KeyboardEvent} */ event) => nudge(event, model) : undefined}
    >
      <svg viewBox="-22 -22 44 44" aria-hidden="true">
        <path class="halo" d="M-9-9L9 9M9-9L-9 9" /><path d="M-9-9L9 9M9-9L-9 9" /><circle class="halo" r="14" /><circle r="14" />
      </svg>
      ${made ? html`<span class="end-mark-text">${askWord("yourMark")}</span>` : null}
    </div>`;
}

/** How far off: a dashed line. @param {{ from: number[], to: number[], box: import("../geometry/projection.js").Box }} props */
const Miss = ({ from, to, box }) => html`<svg
  class="end-miss"
  style=${`left: ${box.left}px; top: ${box.top}px`}
  width=${box.width}
  height=${box.height}
  aria-hidden="true"
>
  <line x1=${from[0] - box.left} y1=${from[1] - box.top} x2=${to[0] - box.left} y2=${to[1] - box.top} />
</svg>`;

/** A fiftieth of what is shown, a tenth with the shift key; enter sets the mark where it stands.
 * @param {KeyboardEvent} event @param {PlaneModel} model */
function nudge(event, model) {
  const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1], Enter: [0, 0], " ": [0, 0] }[event.key];
  if (!way) return;
  event.preventDefault();
  event.stopPropagation();
  const [left, right, bottom, top] = model.range.peek();
  const part = event.shiftKey ? 10 : 50;
  const [x, y] = prediction.peek().mark ?? middle(model);
  markEnd(within(x + (way[0] * (right - left)) / part, left, right), within(y + (way[1] * (top - bottom)) / part, bottom, top));
}
