// @ts-check
/** The panel of one run: what its model answers on the data, as it trains. */

import { html, useEffect, useMemo, useRef } from "../../../vendor/preact.js";
import { labelOf } from "../../catalog.js";
import { formatNumber } from "../../format.js";
import { healthOf } from "../../geometry/health.js";
import { runColour } from "../../palette.js";
import { darkTheme, dataset, refusals, results } from "../../state.js";
import { modelWord } from "../../strings.js";
import { Swatch } from "../swatch.js";
import { Tip } from "../tip.js";
import { paintModel } from "./paint-model.js";
import { keepPicture, pictureModel } from "./picture.js";
import { nearestSample, sampleText } from "./samples.js";
import { lossClass, lossName, metricValue, shownMetric } from "./say.js";

/** @import { Run } from "../../types.js" */
/** @import { PictureModel } from "./picture.js" */

/** @param {{ run: Run }} props */
export function ModelPanel({ run }) {
  const model = useMemo(() => pictureModel(run.key), [run.key]);
  const host = useRef(/** @type {HTMLElement | null} */ (null));
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  useEffect(
    () => keepPicture(/** @type {HTMLCanvasElement} */ (canvas.current), /** @type {HTMLElement} */ (host.current), model, paintModel),
    [model],
  );
  const trajectory = results.value.get(run.key);
  const step = trajectory?.snapshot?.step ?? 0;
  return html`<figure class="model-panel" data-run=${run.key} data-former=${refusals.value.has(run.key)}>
    <${PanelHead} run=${run} />
    <div
      class="model-picture"
      ref=${host}
      onPointerMove=${(/** @type {PointerEvent} */ event) => point(event, model)}
      onPointerLeave=${() => (model.pointed.value = null)}
    >
      <canvas ref=${canvas} role="img" aria-label=${modelWord("pictureOf", { label: labelOf(run), step })}></canvas>
      <${Health} run=${run} />
      <${SampleTip} model=${model} />
    </div>
  </figure>`;
}

/** @param {PointerEvent} event @param {PictureModel} model */
function point(event, { scene, pointed }) {
  const { left, top } = /** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect();
  const current = scene.peek();
  const next = current && nearestSample(current, event.clientX - left, event.clientY - top);
  if (next?.index !== pointed.peek()?.index) pointed.value = next;
}

/** @param {{ model: PictureModel }} props */
function SampleTip({ model }) {
  const pointed = model.pointed.value;
  const scene = model.scene.value;
  if (!pointed || !scene) return null;
  return html`<${Tip} x=${pointed.x} y=${pointed.y}>
    <dl>
      ${sampleText(scene, pointed.index).map(([name, text]) => html`<dt>${name}</dt><dd>${text}</dd>`)}
    </dl>
  </${Tip}>`;
}

/** Which run it is, what it descends, and how far it got. @param {{ run: Run }} props */
function PanelHead({ run }) {
  const trajectory = results.value.get(run.key);
  const snapshot = trajectory?.snapshot;
  const metric = dataset.value?.metric;
  return html`<figcaption class="model-head">
    <div class="model-title">
      <${Swatch} hue=${run.hue} />
      <span class="panel-label" style=${`color: ${runColour(run.hue, darkTheme.value)}`}>${labelOf(run)}</span>
      ${metric && snapshot
        ? html`<span class="model-metric"><span class="metric-name">${modelWord(metric)}</span> <b>${metricValue(metric, shownMetric(run))}</b></span>`
        : null}
    </div>
    <div class="model-facts">
      <span class="model-loss" title=${lossName(run)}>${lossClass(run)}</span>
      ${snapshot ? html`<span class="model-step">${modelWord("atStep", { step: formatNumber(snapshot.step, 7) })}</span>` : null}
    </div>
  </figcaption>`;
}

/** A quiet word where something is wrong; what to try stands in its help. @param {{ run: Run }} props */
function Health({ run }) {
  const trajectory = results.value.get(run.key);
  const finding = trajectory && !trajectory.provisional ? healthOf(trajectory) : null;
  if (!finding) return null;
  const advice = modelWord(/** @type {const} */ (`${finding.kind}Long`), { step: finding.step });
  return html`<span class="health" data-health=${finding.kind} tabindex="0" data-help=${advice} aria-label=${advice}>
    <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true"><path d="M6 1.2L11.4 10.8H.6Z" /><path class="health-mark" d="M6 4.6V7.4M6 8.9V9.3" /></svg>
    ${modelWord(finding.kind)}
  </span>`;
}
