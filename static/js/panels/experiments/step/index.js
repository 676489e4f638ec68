// @ts-check
/** The experiment "Step by step": one step of one run, told line by line. */

import { html } from "../../../../vendor/preact.js";
import { labelOf } from "../../../catalog.js";
import { inspectedRun, inspectedStep } from "../../../live/inspection.js";
import { sayProblem } from "../../../sentences.js";
import { comparison, inspection, inspectionWork, isModel, setView } from "../../../state.js";
import { stepScene, toldIteration } from "../../../views/step-scene.js";
import { stepWord } from "../../../views/step-words.js";
import { Swatch } from "../../../views/swatch.js";
import { Pick } from "../trial-controls.js";
import { Lines } from "./lines.js";
import { Rates } from "./rates.js";
import { Settings, State } from "./state.js";
import { Terms } from "./terms.js";

/** @import { Run } from "../../../types.js" */
/** @import { StepScene } from "../../../views/step-scene.js" */

export function StepSheet() {
  if (isModel.value) return html`<p class="step-note">${stepWord("ofModel")}</p>`;
  const run = inspectedRun();
  if (!run) return null;
  const scene = stepScene.value;
  const { problem } = inspectionWork.value;
  return html`<div class="step-sheet">
    <p class="step-note">${stepWord("lead")}</p>
    <div class="step-head">
      <${Swatch} hue=${run.hue} />
      <${Pick}
        label=${stepWord("run")}
        value=${run.key}
        choices=${comparison.value.runs.map((one) => [one.key, labelOf(one)])}
        onChange=${(/** @type {string} */ stepRun) => setView({ stepRun })}
      />
      ${scene ? html`<${Place} scene=${scene} />` : null}
    </div>
    ${problem ? html`<p class="step-note" role="alert">${sayProblem(problem)}</p>` : null}
    ${scene ? html`<${Told} scene=${scene} />` : problem ? null : html`<p class="step-note" role="status">${stepWord(isStill(run) ? "still" : "waiting")}</p>`}
  </div>`;
}

/** Whether the steps about the playhead are here, and the one at it had nothing to do. @param {Run} run */
function isStill(run) {
  const found = inspection.value;
  if (inspectionWork.value.busy || found?.key !== run.key) return false;
  const step = inspectedStep(run);
  return step >= found.first && !found.entries.some((entry) => entry.step === step);
}

/** Which step, and which iteration within it. @param {{ scene: StepScene }} props */
function Place({ scene: { entry, iterations } }) {
  const numbers = Array.from({ length: iterations }, (_, n) => [String(n), String(n + 1)]);
  return html`<p class="step-place" role="status">${stepWord("fromTo", { from: entry.step, to: entry.step + 1 })}</p>
    ${iterations > 1
      ? html`<${Pick} label=${stepWord("iteration")} value=${String(entry.iteration)} choices=${numbers}
          onChange=${(/** @type {string} */ n) => (toldIteration.value = Number(n))} />`
      : null}`;
}

/** @param {{ scene: StepScene }} props */
const Told = ({ scene }) => html`
  <${Lines} scene=${scene} />
  <${Terms} scene=${scene} />
  <${Settings} scene=${scene} />
  <${State} scene=${scene} />
  <${Rates} scene=${scene} />
`;
