// @ts-check
/** How right each run's model is on the validation data, in numbers. */

import { html, useEffect, useMemo, useRef } from "../../../vendor/preact.js";
import { labelOf } from "../../catalog.js";
import { comparison, dataset, results } from "../../state.js";
import { modelWord } from "../../strings.js";
import { paintAlone } from "../../views/model/paint-model.js";
import { keepPicture, pictureModel } from "../../views/model/picture.js";
import { metricValue, shownMetric } from "../../views/model/say.js";
import { Swatch } from "../../views/swatch.js";
import { Confusion } from "./confusion.js";
import { Thresholds } from "./thresholds.js";

/** @import { Run } from "../../types.js" */

const CLASSES = new Set(["binary", "multiclass", "soft_labels", "multilabel"]);

export function Predictions() {
  const data = dataset.value;
  const runs = comparison.value.runs.filter((run) => run.visible && results.value.get(run.key)?.snapshot);
  if (!data || runs.length === 0) return html`<p class="quiet model-empty">${modelWord("waitingModel")}</p>`;
  const Sheet = CLASSES.has(data.task) ? Confusion : Plot;
  return html`<div class="predictions">
    <${Thresholds} runs=${runs} />
    <div class="prediction-sheets">
      ${runs.map(
        (run) => html`<section class="prediction" key=${run.key} data-run=${run.key} aria-label=${labelOf(run)}>
          <h3><${Swatch} hue=${run.hue} /><span>${labelOf(run)}</span><${Metric} run=${run} /></h3>
          <${Sheet} run=${run} />
        </section>`,
      )}
    </div>
  </div>`;
}

/** @param {{ run: Run }} props */
function Metric({ run }) {
  const metric = dataset.value?.metric;
  return metric ? html`<span class="prediction-metric">${modelWord(metric)} <b>${metricValue(metric, shownMetric(run))}</b></span>` : null;
}

/** Predicted against true values, or the scores on their sides. @param {{ run: Run }} props */
function Plot({ run }) {
  const model = useMemo(() => pictureModel(run.key), [run.key]);
  const host = useRef(/** @type {HTMLElement | null} */ (null));
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  useEffect(
    () => keepPicture(/** @type {HTMLCanvasElement} */ (canvas.current), /** @type {HTMLElement} */ (host.current), model, paintAlone),
    [model],
  );
  const numbers = dataset.value?.task === "regression" || dataset.value?.task === "counts";
  return html`<div class="prediction-plot model-picture" ref=${host}>
    <canvas ref=${canvas} role="img" aria-label=${modelWord(numbers ? "diagonal" : "mirrored")}></canvas>
  </div>`;
}
