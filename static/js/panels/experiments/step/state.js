// @ts-check
/** What the rule works with: the hyperparameters in effect, and what torch remembers from step to step. */

import { html } from "../../../../vendor/preact.js";
import { formatNumber } from "../../../format.js";
import { results } from "../../../state.js";
import { stepWord } from "../../../strings.js";

/** @import { Json } from "../../../types.js" */
/** @import { StepScene } from "../../../views/step-scene.js" */

/** @param {{ scene: StepScene }} props */
export function Settings({ scene: { run, entry, rule } }) {
  const base = results.value.get(run.key)?.lr[0];
  const lr = entry.values.lr;
  const changed = run.schedule && typeof lr === "number" && typeof base === "number" && lr !== base;
  return html`<section class="step-settings">
    <h3>${stepWord("settings")}</h3>
    <ul>
      ${Object.entries(rule.symbols).map(
        ([name, mathml]) => html`<li key=${name}>
          <span dangerouslySetInnerHTML=${{ __html: mathml }}></span> <code>${name}</code> ${formatNumber(/** @type {number} */ (entry.values[name]), 5)}
        </li>`,
      )}
    </ul>
    ${changed ? html`<p class="step-note">${stepWord("scheduled", { value: formatNumber(lr, 5), base: formatNumber(base, 5) })}</p>` : null}
  </section>`;
}

/** @param {{ scene: StepScene }} props */
export function State({ scene: { entry } }) {
  const kept = Object.entries(entry.state);
  return html`<section class="step-state">
    <h3>${stepWord("state")}</h3>
    ${kept.length === 0
      ? html`<p class="step-note">${stepWord("noState")}</p>`
      : html`<div class="table-scroll" tabindex="0" role="group" aria-label=${stepWord("state")}><table>
          <thead><tr><th scope="col"><code>optimizer.state</code></th><th scope="col">${stepWord("before")}</th><th scope="col">${stepWord("after")}</th></tr></thead>
          <tbody>
            ${kept.map(([key, { before, after }]) => html`<tr key=${key}><th scope="row"><code>${key}</code></th><td>${numbers(before)}</td><td>${numbers(after)}</td></tr>`)}
          </tbody>
        </table></div>`}
  </section>`;
}

/** @param {Json} value @returns {string} */
function numbers(value) {
  if (!Array.isArray(value)) return formatNumber(value, 5);
  if (value.some(Array.isArray)) return stepWord("history", { n: value.length });
  return value.map((one) => formatNumber(one, 5)).join(", ");
}
