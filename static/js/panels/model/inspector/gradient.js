// @ts-check
/** The gradient of the loss with respect to the output, as small bars. */

import { html } from "../../../../vendor/preact.js";
import { formatNumber } from "../../../format.js";
import { lossWord } from "../../../strings.js";

/** @import { Json } from "../../../types.js" */

/** @param {{ gradient: Json, output: Json, names: string[], summed: boolean }} props of one sample */
export function Gradient({ gradient, output, names, summed }) {
  const parts = flat(gradient, []);
  const outputs = flat(output, []);
  const most = Math.max(...parts.map(({ value }) => Math.abs(value)).filter(Number.isFinite), 1e-300);
  return html`<section class="loss-gradient">
    <h5>${lossWord(summed ? "gradientOfSum" : "gradient")}</h5>
    <p class="step-note">${lossWord("gradientHelp")}</p>
    <ol>
      ${parts.map(({ index, value }, place) => {
        const name = index.length === 1 ? (names[index[0]] ?? String(index[0])) : index.join(", ");
        return html`<li key=${place} data-sign=${Math.sign(value)}>
          <span class="chain-label" title=${name}>${name}</span>
          <span class="quiet">${formatNumber(outputs[place]?.value, 4)}</span>
          <span class="step-bar"><span style=${barStyle(value / most)}></span></span>
          <output>${formatNumber(value, 4)}</output>
        </li>`;
      })}
    </ol>
  </section>`;
}

/** @param {number} share from -1 to 1 */
const barStyle = (share) => (share < 0 ? `right: 50%; width: ${-50 * share}%` : `left: 50%; width: ${50 * share}%`);

/** Every number and where it is. @param {Json} value @param {number[]} index @returns {{ index: number[], value: number }[]} */
function flat(value, index) {
  return Array.isArray(value) ? value.flatMap((one, k) => flat(one, [...index, k])) : [{ index, value }];
}
