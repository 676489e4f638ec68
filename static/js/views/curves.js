// @ts-check
/** The curves of all runs on one axis, with the stage's playhead. */

import { html, useEffect, useMemo, useRef } from "../../vendor/preact.js";
import { labelOf } from "../catalog.js";
import { formatNumber, formatSeconds } from "../format.js";
import { nearestEntry } from "../geometry/curve-series.js";
import { results, setPlayhead, setView, view } from "../state.js";
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
  const silence = model.silence.value;
  return html`<section class="curves" aria-label=${word("curves")}>
    <${CurvesToolbar} />
    <div
      class="curves-body"
      ref=${host}
      data-silent=${silence !== null}
      onPointerDown=${(/** @type {PointerEvent} */ event) => scrub(event, model, true)}
      onPointerMove=${(/** @type {PointerEvent} */ event) => scrub(event, model, false)}
      onPointerLeave=${() => (model.pointed.value = null)}
    >
      <div class="curves-layer" ref=${figure}></div>
      <canvas class="cursor-layer" ref=${canvas} aria-hidden="true"></canvas>
      ${silence ? html`<p class="stage-note" role="status">${word(silence)}</p>` : html`<${CurvesTip} model=${model} />`}
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
  const [drawn, projection] = [model.drawn.value, model.projection.value];
  if (!drawn || !projection || model.silence.value) return;
  const { box } = drawn.frame;
  const [x, y] = [event.clientX - left, event.clientY - top];
  const pointing = x >= box.left - 6 && x <= box.left + box.width + 6;
  const place = projection.fromX(x);
  model.pointed.value = pointing ? { place, x, y } : null;
  if (!pointing || !(pressed ? event.button === 0 : event.buttons & 1)) return;
  if (pressed) host.setPointerCapture(event.pointerId);
  const [longest] = drawn.lines.toSorted((a, b) => b.series.x.length - a.series.x.length);
  if (longest) setPlayhead(nearestEntry(longest.series.x, place));
}

/** @param {{ model: CurvesModel }} props */
function CurvesTip({ model }) {
  const pointed = model.pointed.value;
  const drawn = model.drawn.value;
  if (!pointed || !drawn) return null;
  const { axis, curve } = drawn;
  const lines = drawn.lines.filter(({ series }) => series.x.length > 0);
  if (lines.length === 0) return null;
  const rows = lines.map(({ run, series }) => {
    const entry = nearestEntry(series.x, pointed.place);
    const value = curve === "loss" ? results.value.get(run.key)?.loss[entry] : series.y[entry];
    return { run, place: series.x[entry], value };
  });
  return html`<${Tip} x=${pointed.x} y=${pointed.y}>
    <p class="tip-title">
      ${axis === "steps" ? `${word("step")} ${Math.max(0, Math.round(pointed.place))}` : axis === "seconds" ? formatSeconds(Math.max(0, pointed.place)) : `${word(axis)} ${formatNumber(pointed.place, 3)}`}
    </p>
    <table>
      ${rows.map(
        ({ run, value }) => html`<tr key=${run.key}>
          <td><${Swatch} hue=${run.hue} /></td>
          <td>${labelOf(run)}</td>
          <td class="number">${formatNumber(value, 4)}</td>
        </tr>`,
      )}
    </table>
  </${Tip}>`;
}

