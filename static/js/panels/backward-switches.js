// @ts-check
/** What becomes of gradients between steps: whether they are set to zero, and of how many batches a step takes the mean. */

import { html } from "../../vendor/preact.js";
import { labelOf } from "../catalog.js";
import { Switch } from "../controls/basics.js";
import { NumberField } from "../controls/number.js";
import { isModel, setBackward } from "../state.js";
import { backwardWord } from "../strings.js";
import { Row } from "./learning/row.js";

/** @import { Run } from "../types.js" */

/** @param {{ run: Run, errorAt: (path: string) => string | null }} props */
export function BackwardSwitches({ run, errorAt }) {
  const owner = labelOf(run);
  return html`
    <h3 class="fold-heading">${backwardWord("heading")}</h3>
    <${Row} name="zero_grad" title=${backwardWord("zeroGrad")} help=${backwardWord("zeroGradHelp")} error=${errorAt("zero_grad")}>
      <${Switch}
        value=${run.zero_grad}
        label=${`${backwardWord("zeroGrad")}: ${owner}`}
        onChange=${(/** @type {boolean} */ zero_grad) => setBackward(run.key, { zero_grad })}
      />
    </${Row}>
    ${isModel.value
      ? html`<${Row} name="accumulate" title=${backwardWord("accumulate")} help=${backwardWord("accumulateHelp")} error=${errorAt("accumulate")}>
          <${NumberField}
            whole
            value=${run.accumulate}
            label=${`${backwardWord("accumulate")}: ${owner}`}
            invalid=${errorAt("accumulate") !== null}
            onChange=${(/** @type {number} */ accumulate) => setBackward(run.key, { accumulate })}
          />
        </${Row}>`
      : null}
  `;
}
