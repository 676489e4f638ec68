// @ts-check
/** What there is to know of the models beyond their picture: predictions, layers, the loss by hand, samples. */

import { html, useState } from "../../../vendor/preact.js";
import { labelOf } from "../../catalog.js";
import { healthOf } from "../../geometry/health.js";
import { comparison, dataset, results } from "../../state.js";
import { modelWord } from "../../strings.js";
import { Segmented } from "../../views/segmented.js";
import { Swatch } from "../../views/swatch.js";
import { Section } from "../section.js";
import { Layers } from "./layers.js";
import { LossSheet } from "./loss.js";
import { Predictions } from "./predictions.js";
import { Samples } from "./samples.js";

/** @typedef {"predictions" | "layers" | "loss" | "samples"} Tab */

const SHEETS = { predictions: Predictions, layers: Layers, loss: LossSheet, samples: Samples };

export function ModelSection() {
  const [tab, setTab] = useState(/** @type {Tab} */ ("predictions"));
  const pictures = dataset.value?.kind === "image";
  const shown = tab === "samples" && !pictures ? "predictions" : tab;
  /** @type {[Tab, string][]} */
  const tabs = [
    ["predictions", modelWord("predictionsTab")],
    ["layers", modelWord("layersTab")],
    ["loss", modelWord("lossTab")],
    ...(pictures ? [/** @type {[Tab, string]} */ (["samples", modelWord("samplesTab")])] : []),
  ];
  return html`<${Section}
    area="model"
    title=${modelWord("modelSection")}
    actions=${html`<${Segmented} label=${modelWord("modelSection")} value=${shown} choices=${tabs} onChange=${setTab} />`}
  >
    <div class="model-section" data-tab=${shown}>
      <${SHEETS[shown]} />
      <${Advice} />
    </div>
  </${Section}>`;
}

/** What ails which run, and what to try. */
function Advice() {
  const found = comparison.value.runs.flatMap((run) => {
    const trajectory = run.visible ? results.value.get(run.key) : null;
    const finding = trajectory && !trajectory.provisional ? healthOf(trajectory) : null;
    return finding ? [{ run, finding }] : [];
  });
  if (found.length === 0) return null;
  return html`<div role="status"><ul class="advice">
    ${found.map(
      ({ run, finding }) => html`<li key=${run.key} data-health=${finding.kind}>
        <span class="advice-run"><${Swatch} hue=${run.hue} />${labelOf(run)}</span>
        <span>${modelWord(/** @type {const} */ (`${finding.kind}Long`), { step: finding.step })}</span>
      </li>`,
    )}
  </ul></div>`;
}
