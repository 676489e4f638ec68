// @ts-check
/** The curves of all runs above one axis, with the stage's playhead. */

import { html, useEffect, useMemo, useRef } from "../../vendor/preact.js";
import { nearestEntry } from "../geometry/curve-series.js";
import { comparison, isModel, setPlayhead, setView, view } from "../state.js";
import { curvatureWord, modelWord, word } from "../strings.js";
import { shownCurve } from "./curve-panes.js";
import { keepCursor } from "./curves-cursor.js";
import { keepCurves } from "./curves-figure.js";
import { curvesModel } from "./curves-model.js";
import { CurvesTip } from "./curves-tip.js";
import { Segmented } from "./segmented.js";
import { sharpnessChoices, sharpnessNotes, shownSharpness } from "./sharpness-pane.js";

/** @import { View } from "../types.js" */
/** @import { CurvesModel } from "./curves-model.js" */

export function Curves() {
  const model = useMemo(curvesModel, []);
  const host = useRef(/** @type {HTMLElement | null} */ (null));
  const figure = useRef(/** @type {HTMLElement | null} */ (null));
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  useEffect(() => keepCurves(/** @type {HTMLElement} */ (figure.current), /** @type {HTMLElement} */ (host.current), model), []);
  useEffect(() => keepCursor(/** @type {HTMLCanvasElement} */ (canvas.current), model), []);
  const silence = model.silence.value;
  return html`<div class="curves" data-model=${isModel.value}>
    <${CurvesToolbar} />
    <div
      class="curves-body"
      ref=${host}
      data-silent=${silence !== null}
      onPointerDown=${(/** @type {PointerEvent} */ event) => scrub(event, model, true)}
      onPointerMove=${(/** @type {PointerEvent} */ event) => scrub(event, model, false)}
      onPointerLeave=${() => (model.pointed.value = null)}
    >
      <div class="curves-layer" ref=${figure} role="img" aria-label=${word("curvesOf", { name: curveName() })}></div>
      <canvas class="cursor-layer" ref=${canvas} aria-hidden="true"></canvas>
      ${silence ? html`<p class="stage-note" role="status">${silence}</p>` : html`<${CurvesTip} model=${model} />`}
    </div>
    <${LineKinds} model=${model} />
  </div>`;
}

/** What the curves are of, in words. */
const curveName = () => curveChoices().find(([id]) => id === view.value.curve)?.[1] ?? word("loss");

/** @returns {[View["curve"], string]} */
const SHARPNESS = () => ["sharpness", curvatureWord("sharpness")];

/** @returns {[View["curve"], string][]} */
function curveChoices() {
  if (!isModel.value) {
    return [["loss", word("loss")], ["distance", word("distance")], ["grad_norm", word("gradNorm")], ["lr", word("lr")], SHARPNESS()];
  }
  const { objective } = comparison.value;
  const penalised = objective.kind === "model" && (objective.penalty.l1 > 0 || objective.penalty.l2 > 0);
  return [
    ["loss", word("loss")],
    ["evaluation", modelWord("evaluation")],
    ["metric", modelWord("metric")],
    ["grad_norm", word("gradNorm")],
    ["lr", word("lr")],
    SHARPNESS(),
    ...(penalised || view.value.curve === "penalty" ? [/** @type {[View["curve"], string]} */ (["penalty", modelWord("penalty")])] : []),
  ];
}

function CurvesToolbar() {
  const { curveScale, axis } = view.value;
  return html`<div class="curves-toolbar">
    <${Segmented}
      label=${word("curve")}
      value=${shownCurve()}
      choices=${curveChoices()}
      onChange=${(/** @type {View["curve"]} */ next) => setView({ curve: next })}
    />
    <${SharpnessChoice} />
    <${Segmented}
      label=${word("scale")}
      value=${curveScale}
      choices=${[["linear", word("linear")], ["log", word("log")]]}
      onChange=${(/** @type {typeof curveScale} */ next) => setView({ curveScale: next })}
    />
    <span class="spacer"></span>
    <select
      class="axis-choice"
      aria-label=${word("axis")}
      title=${word("axis")}
      onChange=${(/** @type {Event} */ event) => setView({ axis: /** @type {any} */ (event.target).value })}
    >
      ${/** @type {const} */ (["steps", "evaluations", "seconds"]).map(
        (id) => html`<option key=${id} value=${id} selected=${id === axis}>${word(id)}</option>`,
      )}
    </select>
  </div>`;
}

/** Which sharpness is shown, where there are several. */
function SharpnessChoice() {
  const choices = sharpnessChoices();
  if (shownCurve() !== "sharpness" || choices.length < 2) return null;
  return html`<${Segmented}
    label=${curvatureWord("which")}
    value=${shownSharpness()}
    choices=${choices.map((id) => [id, curvatureWord(id)])}
    onChange=${(/** @type {View["sharpness"]} */ next) => setView({ sharpness: next })}
  />`;
}

/** Which line of a run is which, where it has several, and why an axis is not as it was asked for. @param {{ model: CurvesModel }} props */
function LineKinds({ model }) {
  const curve = shownCurve();
  if (curve === "sharpness") return html`<p class="line-kinds">${sharpnessNotes(model.shown.value).join(" ")}</p>`;
  if (!isModel.value || !["loss", "evaluation", "metric"].includes(curve)) return null;
  const linear = view.value.curveScale === "log" && model.panes.value.some(({ log }) => !log);
  return html`<p class="line-kinds">
    ${modelWord(curve === "loss" ? "curveLegend" : "curveLegendTwo")}${linear ? ` · ${modelWord(curve === "metric" ? "linearShare" : "linearNegative")}` : ""}
  </p>`;
}

/** Pointing shows the values there; a press or a drag takes the playhead along. @param {PointerEvent} event
 * @param {CurvesModel} model @param {boolean} pressed */
function scrub(event, model, pressed) {
  const host = /** @type {HTMLElement} */ (event.currentTarget);
  const { left, top } = host.getBoundingClientRect();
  const drawn = model.drawn.value;
  if (!drawn || model.silence.value) return;
  const { box } = drawn.frame;
  const [x, y] = [event.clientX - left, event.clientY - top];
  const pointing = x >= box.left - 6 && x <= box.left + box.width + 6;
  const place = drawn.panes[0].projection.fromX(x);
  model.pointed.value = pointing ? { place, x, y } : null;
  if (!pointing || !(pressed ? event.button === 0 : event.buttons & 1)) return;
  if (pressed) host.setPointerCapture(event.pointerId);
  setPlayhead(stepAt(model, place));
}

/** The step that a place on the axis means: of the run that has most of them. @param {CurvesModel} model @param {number} place */
function stepAt(model, place) {
  const drawn = model.drawn.value;
  if (!drawn || drawn.axis === "steps") return Math.round(place);
  const [longest] = model.shown.value.toSorted((a, b) => b.trajectory.loss.length - a.trajectory.loss.length);
  return longest ? nearestEntry(longest.trajectory[drawn.axis], place) : 0;
}
