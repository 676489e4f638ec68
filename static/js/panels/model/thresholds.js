// @ts-check
/** The slider of the threshold: it moves matrix, histogram and boundary together. */

import { html } from "../../../vendor/preact.js";
import { Slider } from "../../controls/slider.js";
import { formatNumber } from "../../format.js";
import { spanOf } from "../../geometry/histogram.js";
import { scoresOf } from "../../geometry/model-plot.js";
import { dataset, results } from "../../state.js";
import { modelWord } from "../../strings.js";
import { lossName } from "../../views/model/say.js";
import { setThreshold, thresholdOf } from "../../views/model/threshold.js";

/** @import { Run } from "../../types.js" */
/** @import { Range } from "../../controls/scale.js" */

/** @param {{ runs: Run[] }} props that have a snapshot */
export function Thresholds({ runs }) {
  const task = dataset.value?.task;
  if (task === "binary" || task === "multilabel") return html`<${Threshold} run=${runs[0]} name="" />`;
  if (task !== "similarity") return null;
  // A similarity has the scale of its loss, and its own threshold.
  const first = runs.filter((run, k) => runs.findIndex((other) => lossName(other) === lossName(run)) === k);
  return html`${first.map((run) => html`<${Threshold} key=${lossName(run)} run=${run} name=${first.length > 1 ? lossName(run) : ""} />`)}`;
}

/** @param {{ run: Run, name: string }} props */
function Threshold({ run, name }) {
  const snapshot = results.value.get(run.key)?.snapshot ?? null;
  const own = snapshot?.threshold ?? 0.5;
  const value = thresholdOf(run, snapshot);
  const label = `${modelWord("threshold")}${name ? ` · ${name}` : ""}`;
  const text = formatNumber(value, 3);
  return html`<div class="threshold">
    <span class="threshold-name" data-help=${modelWord("thresholdHelp")}>${label}</span>
    <${Slider}
      range=${rangeOf(snapshot)}
      value=${value}
      label=${label}
      text=${text}
      onInput=${(/** @type {number} */ next) => setThreshold(run, next)}
    />
    <output>${text}</output>
    <button type="button" class="text-button" disabled=${value === own} onClick=${() => setThreshold(run, null)}>
      ${modelWord("resetThreshold", { value: formatNumber(own, 3) })}
    </button>
  </div>`;
}

/** Probabilities go from 0 to 1, similarities as far as they reach. @param {import("../../types.js").Snapshot | null} snapshot @returns {Range} */
function rangeOf(snapshot) {
  if (dataset.value?.task !== "similarity") return { low: 0, high: 1, scale: "linear", kind: "float" };
  const [low, high] = spanOf(/** @type {(number | null)[]} */ (scoresOf(snapshot)), [snapshot?.threshold ?? 0]);
  const step = 10 ** Math.floor(Math.log10((high - low) / 2));
  return { low: Math.floor(low / step) * step, high: Math.ceil(high / step) * step, scale: "linear", kind: "float" };
}
