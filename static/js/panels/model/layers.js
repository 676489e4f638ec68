// @ts-check
/** The named parameters of a model: their shapes, which are trained, and how far each moves. */

import { html } from "../../../vendor/preact.js";
import { formatNumber } from "../../format.js";
import { results } from "../../state.js";
import { modelWord } from "../../strings.js";
import { RunChoice, chosenRun } from "./chosen-run.js";

/** @import { ParameterState } from "../../types.js" */

export function Layers() {
  const run = chosenRun();
  const snapshot = run && results.value.get(run.key)?.snapshot;
  if (!run || !snapshot) return html`<p class="quiet model-empty">${modelWord("waitingModel")}</p>`;
  const { parameters } = snapshot;
  const count = sumOf(parameters);
  const trainable = sumOf(parameters.filter((one) => one.trainable));
  const grouped = parameters.some(({ group }) => (group ?? 0) > 0);
  return html`<div class="layers">
    <${RunChoice} />
    <div class="table-scroll" tabindex="0" role="group" aria-label=${modelWord("layersTab")}>
      <table class="layer-table">
        <thead>
          <tr>
            <th scope="col">${modelWord("parameterName")}</th>
            <th scope="col">${modelWord("shape")}</th>
            <th scope="col">${modelWord("count")}</th>
            <th scope="col">${modelWord("trainable")}</th>
            ${grouped ? html`<th scope="col">${modelWord("group")}</th>` : null}
            <th scope="col">${modelWord("norm")}</th>
            <th scope="col">${modelWord("gradientNorm")}</th>
            <th scope="col">${modelWord("updateNorm")}</th>
            <th scope="col" data-help=${modelWord("relativeUpdateHelp")}>${modelWord("relativeUpdate")}</th>
          </tr>
        </thead>
        <tbody>
          ${parameters.map((one) => html`<${Row} key=${one.name} one=${one} grouped=${grouped} />`)}
        </tbody>
      </table>
    </div>
    <p class="quiet">${modelWord("totalParameters", { count, trainable })}</p>
  </div>`;
}

/** @param {ParameterState[]} parameters */
const sumOf = (parameters) => parameters.reduce((sum, { count }) => sum + count, 0);

/** @param {{ one: ParameterState, grouped: boolean }} props */
function Row({ one, grouped }) {
  const { name, shape, count, trainable, group, norm, gradient_norm: gradient, update_norm: update } = one;
  const share = update !== null && norm ? update / norm : null;
  return html`<tr data-parameter=${name} data-trainable=${trainable}>
    <th scope="row"><code>${name}</code></th>
    <td>${shape.length ? shape.join(" × ") : "1"}</td>
    <td>${count}</td>
    <td>${modelWord(trainable ? "trainableYes" : "frozen")}</td>
    ${grouped ? html`<td>${group === null ? "–" : group + 1}</td>` : null}
    <td>${formatNumber(norm, 4)}</td>
    <td>${formatNumber(gradient, 3)}</td>
    <td>${formatNumber(update, 3)}</td>
    <td>${formatNumber(share, 2)}</td>
  </tr>`;
}
