// @ts-check
/** The experiment "Step by step": one step of one run, told line by line. */

import { html } from "../../../../vendor/preact.js";
import { labelOf } from "../../../catalog.js";
import { inspectedRun, inspectedStep } from "../../../live/inspection.js";
import { recording } from "../../../live/recording.js";
import { sayProblem } from "../../../sentences.js";
import { stepSide } from "../../../live/backward.js";
import { comparison, hasPlane, inspection, inspectionWork, isModel, results, setView } from "../../../state.js";
import { backwardWord, stepWord } from "../../../strings.js";
import { Segmented } from "../../../views/segmented.js";
import { stepScene, toldIteration } from "../../../views/step-scene.js";
import { Swatch } from "../../../views/swatch.js";
import { Pick } from "../trial-controls.js";
import { Backward } from "./backward.js";
import { Forms } from "./forms.js";
import { Lines } from "./lines.js";
import { Rates } from "./rates.js";
import { Settings, State } from "./state.js";
import { Terms } from "./terms.js";
import { WeightChoice } from "./weight.js";

/** @import { Run } from "../../../types.js" */
/** @import { StepScene } from "../../../views/step-scene.js" */

export function StepSheet() {
  const run = inspectedRun();
  if (!run) return null;
  const scene = stepScene.value;
  // A saved page was not told of other positions than those of its steps.
  const sides = hasPlane.value && !recording();
  const back = sides && stepSide.value === "backward";
  return html`<div class="step-sheet">
    ${sides ? html`<${Sides} />` : null}
    ${back ? null : html`<p class="step-note">${stepWord("lead")} ${isModel.value ? stepWord("ofModel") : ""}</p>`}
    <div class="step-head">
      <${Swatch} hue=${run.hue} />
      <${Pick}
        label=${stepWord("run")}
        value=${run.key}
        choices=${comparison.value.runs.map((one) => [one.key, labelOf(one)])}
        onChange=${(/** @type {string} */ stepRun) => setView({ stepRun })}
      />
      ${isModel.value && !back ? html`<${WeightChoice} run=${run} />` : null}
      ${scene && !back ? html`<${Place} scene=${scene} />` : null}
    </div>
    ${back ? html`<${Backward} />` : html`<${Rule} run=${run} scene=${scene} />`}
  </div>`;
}

/** The rule forward, or the loss backward. */
const Sides = () => html`<${Segmented}
  label=${backwardWord("view")}
  value=${stepSide.value}
  choices=${[["rule", backwardWord("rule")], ["backward", backwardWord("backward")]]}
  onChange=${(/** @type {"rule" | "backward"} */ side) => (stepSide.value = side)}
/>`;

/** @param {{ run: Run, scene: StepScene | null }} props */
function Rule({ run, scene }) {
  const { problem } = inspectionWork.value;
  return html`
    ${problem ? html`<p class="step-note" role="alert">${sayProblem(problem)}</p>` : null}
    ${scene ? html`<${Told} scene=${scene} />` : problem ? null : html`<p class="step-note" role="status">${stepWord(whyNothing(run))}</p>`}
  `;
}

/** What there is to wait for, or that the step at the playhead had nothing to do. @param {Run} run */
function whyNothing(run) {
  if (isModel.value && !results.value.get(run.key)?.complete) return "training";
  const found = inspection.value;
  if (inspectionWork.value.busy || found?.key !== run.key) return "waiting";
  const step = inspectedStep(run);
  return step >= found.first && !found.entries.some((entry) => entry.step === step) ? "still" : "waiting";
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
  ${scene.run.zero_grad === false ? html`<p class="step-note" role="note">${backwardWord("sums")}</p>` : null}
  <${Lines} scene=${scene} />
  <${Forms} scene=${scene} />
  <${Terms} scene=${scene} />
  <${Settings} scene=${scene} />
  <${State} scene=${scene} />
  <${Rates} scene=${scene} />
`;
