// @ts-check
/** The curves of all runs on one axis, with the stage's playhead. */

import { html, useEffect, useMemo, useRef } from "../../vendor/preact.js";
import { formatNumber } from "../format.js";
import { nearestEntry } from "../geometry/curve-series.js";
import { minima, results, setPlayhead, setView, view } from "../state.js";
import { curvesModel, keepCurves, keepCursor } from "./curves-model.js";
import { Segmented } from "./segmented.js";
import { Swatch } from "./swatch.js";
import { Tip } from "./tip.js";
import { word } from "./words.js";

/** @import { CurvesModel } from "./curves-model.js" */

export function Curves() {
  const model = useMemo(curvesModel, []);
  const host = useRef(/** @type {HTMLElement | null} */ (null));
  const figure = useRef(/** @type {HTMLElement | null} */ (null));
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  useEffect(() => keepCurves(/** @type {HTMLElement} */ (figure.current), /** @type {HTMLElement} */ (host.current), model), []);
  useEffect(() => keepCursor(/** @type {HTMLCanvasElement} */ (canvas.current), model), []);
  const none = view.value.curve === "distance" && minima.value.length === 0;
  return html`<section class="curves" aria-label=${word("curves")}>
    <${CurvesToolbar} />
    <div
      class="curves-body"
      ref=${host}
      onPointerDown=${(/** @type {PointerEvent} */ event) => scrub(event, model, true)}
      onPointerMove=${(/** @type {PointerEvent} */ event) => scrub(event, model, false)}
      onPointerLeave=${() => (model.pointed.value = null)}
    >
      <div class="curves-layer" ref=${figure}></div>
      <canvas class="cursor-layer" ref=${canvas} aria-hidden="true"></canvas>
      ${none ? html`<p class="stage-note">${word("noDistance")}</p>` : null}
      <${CurvesTip} model=${model} />
    </div>
  </section>`;
}

function CurvesToolbar() {
  const { curve, curveScale, axis } = view.value;
  return html`<div class="curves-toolbar">
    <${Segmented}
      label=${word("curve")}
      value=${curve}
      choices=${[["loss", word("loss")], ["distance", word("distance")], ["grad_norm", word("gradNorm")], ["lr", word("lr")]]}
      onChange=${(/** @type {typeof curve} */ next) => setView({ curve: next })}
    />
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

/** Pointing shows the values there; a press or a drag takes the playhead along. @param {PointerEvent} event
 * @param {CurvesModel} model @param {boolean} pressed */
function scrub(event, model, pressed) {
  const host = /** @type {HTMLElement} */ (event.currentTarget);
  const { left, top } = host.getBoundingClientRect();
  const { box } = model.frame.value;
  const [x, y] = [event.clientX - left, event.clientY - top];
  const pointing = x >= box.left - 6 && x <= box.left + box.width + 6;
  const place = model.projection.value.fromX(x);
  model.pointed.value = pointing ? { place, x, y } : null;
  if (!pointing || !(pressed ? event.button === 0 : event.buttons & 1)) return;
  if (pressed) host.setPointerCapture(event.pointerId);
  const [longest] = model.lines.value.toSorted((a, b) => b.series.x.length - a.series.x.length);
  if (longest) setPlayhead(nearestEntry(longest.series.x, place));
}

/** @param {{ model: CurvesModel }} props */
function CurvesTip({ model }) {
  const pointed = model.pointed.value;
  const lines = pointed ? model.lines.value.filter(({ series }) => series.x.length > 0) : [];
  if (!pointed || lines.length === 0) return null;
  const { axis, curve } = view.value;
  const rows = lines.map(({ run, series }) => {
    const entry = nearestEntry(series.x, pointed.place);
    const value = curve === "loss" ? results.value.get(run.key)?.loss[entry] : series.y[entry];
    return { run, place: series.x[entry], value };
  });
  return html`<${Tip} x=${pointed.x} y=${pointed.y}>
    <p class="tip-title">
      ${axis === "steps" ? `${word("step")} ${Math.max(0, Math.round(pointed.place))}` : `${word(axis)} ${formatNumber(pointed.place, 3)}`}
    </p>
    <table>
      ${rows.map(
        ({ run, value }) => html`<tr key=${run.key}>
          <td><${Swatch} hue=${run.hue} /></td>
          <td>${run.label}</td>
          <td class="number">${formatNumber(value, 4)}</td>
        </tr>`,
      )}
    </table>
  </${Tip}>`;
}

