// @ts-check
/** The update taken apart: what of it comes from the gradient, the momentum and the weight decay. */

import { html } from "../../../../vendor/preact.js";
import { formatNumber } from "../../../format.js";
import { isModel } from "../../../state.js";
import { stepWord } from "../../../strings.js";

/** @import { StepScene } from "../../../views/step-scene.js" */

const WORDS = /** @type {const} */ ({ gradient: "gradient", momentum: "momentum", decay: "decay" });

/** @param {{ scene: StepScene }} props */
export function Terms({ scene: { entry, rule } }) {
  if (rule.terms.length === 0) return null;
  const values = entry.terms.map((value) => /** @type {(number | null)[]} */ (value));
  const longest = Math.max(...[...values, entry.update].flat().map((one) => Math.abs(one ?? 0))) || 1;
  const row = (/** @type {string} */ part, /** @type {string} */ name, /** @type {(number | null)[]} */ value) => html`<tr key=${part} data-part=${part}>
    <th scope="row">${name}</th>
    ${value.map((one, at) => html`<td key=${at}><${Bar} share=${(one ?? 0) / longest} />${formatNumber(one, 4)}</td>`)}
  </tr>`;
  return html`<section class="step-terms">
    <h3>${stepWord("madeOf")}</h3>
    <table>
      ${entry.update.length > 1 ? html`<thead><tr><td></td><th scope="col">x</th><th scope="col">y</th></tr></thead>` : null}
      <tbody>
        ${rule.terms.map(({ part }, place) => row(part, stepWord(WORDS[/** @type {keyof typeof WORDS} */ (part)]), values[place]))}
        ${row("update", stepWord("together"), entry.update)}
      </tbody>
    </table>
    ${isModel.value ? null : html`<p class="step-note">${stepWord("arrows")} <span class="step-legend">${stepWord("stageLegend")}</span></p>`}
  </section>`;
}

/** From the middle to the left or to the right. @param {{ share: number }} props */
const Bar = ({ share }) => html`<span class="step-bar" aria-hidden="true"
  ><span style=${`width: ${50 * Math.abs(share)}%; ${share < 0 ? "right" : "left"}: 50%`}></span></span
>`;
