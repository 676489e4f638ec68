// @ts-check
/** Which weight of a model the steps are seen by. */

import { html } from "../../../../vendor/preact.js";
import { recording } from "../../../live/recording.js";
import { results, setView, view } from "../../../state.js";
import { stepWord } from "../../../strings.js";
import { Pick } from "../trial-controls.js";

/** @import { Run } from "../../../types.js" */

/** @param {{ run: Run }} props */
export function WeightChoice({ run }) {
  const parameters = results.value.get(run.key)?.snapshot?.parameters ?? [];
  if (parameters.length === 0) return null;
  const first = parameters[0];
  const [name, place] = (view.value.stepWeight || firstOf(first.name, first.shape)).replace("]", "").split("[");
  if (recording()) return html`<p class="step-place">${name}[${place}]</p>`;
  const shape = parameters.find((one) => one.name === name)?.shape ?? [];
  /** @param {string} next */
  const choose = (next) => setView({ stepWeight: firstOf(next, parameters.find((one) => one.name === next)?.shape ?? [1]) });
  return html`<${Pick} label=${stepWord("weight")} value=${name} choices=${parameters.map((one) => [one.name, one.name])} onChange=${choose} />
    <label class="trial-pick">
      <span>${shape.join(" × ")}</span>
      <input
        type="text"
        class="number step-weight"
        value=${place}
        aria-label=${stepWord("placeIn", { name })}
        onChange=${(/** @type {Event} */ event) => setView({ stepWeight: `${name}[${/** @type {HTMLInputElement} */ (event.target).value.replace(/\s/g, "")}]` })}
      />
    </label>`;
}

/** @param {string} name @param {number[]} shape */
const firstOf = (name, shape) => `${name}[${shape.map(() => 0)}]`;
