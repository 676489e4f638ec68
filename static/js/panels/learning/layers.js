// @ts-check
/** The layers of a run's model: which are held as they are, and which learn at a rate of their own. */

import { html } from "../../../vendor/preact.js";
import { labelOf } from "../../catalog.js";
import { editNumber, readNumber } from "../../format.js";
import { setFrozen, setGroups } from "../../model-state.js";
import { comparison, results } from "../../state.js";
import { groupsWithRate, rateOf, layersOf } from "../../layers.js";
import { term } from "../../strings.js";

/** @import { Run } from "../../types.js" */

/** @param {{ run: Run, errorAt: (path: string) => string | null }} props */
export function Layers({ run, errorAt }) {
  const named = [...run.frozen, ...run.groups.flatMap(({ parameters }) => parameters)];
  const layers = layersOf(parametersKnown(run), named);
  const errors = ["frozen", "groups"].map((name) => errorAt(name)).filter(Boolean);
  if (layers.length === 0) return html`<p class="quiet">${term("layersComing")}</p>`;
  return html`<div class="layers" data-param="frozen">
    <table aria-label=${`${term("layers")}: ${labelOf(run)}`}>
      <thead>
        <tr><th scope="col">${term("layers")}</th><th scope="col">${term("freeze")}</th><th scope="col">${term("layerRate")}</th></tr>
      </thead>
      <tbody>
        ${layers.map((layer) => html`<${LayerRow} key=${layer} ...${{ run, layer }} />`)}
      </tbody>
    </table>
    ${errors.map((error) => html`<p class="row-error" role="alert">${error}</p>`)}
  </div>`;
}

/** The parameters of the run's model as it was seen last; all runs have the same. @param {Run} run */
function parametersKnown(run) {
  const seen = results.value.get(run.key) ?? null;
  const others = comparison.value.runs.map(({ key }) => results.value.get(key));
  return [seen, ...others].find((one) => one?.snapshot)?.snapshot?.parameters ?? [];
}

/** @param {{ run: Run, layer: string }} props */
function LayerRow({ run, layer }) {
  const frozen = run.frozen.includes(layer);
  const rate = rateOf(run.groups, layer);
  const freeze = (/** @type {boolean} */ next) => {
    setFrozen(run.key, next ? [...run.frozen, layer] : run.frozen.filter((one) => one !== layer));
  };
  const setRate = (/** @type {Event} */ event) => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    const next = input.value.trim() === "" ? null : readNumber(input.value);
    if (next === null && input.value.trim() !== "") input.value = rate === null ? "" : editNumber(rate);
    else if (next !== rate) setGroups(run.key, groupsWithRate(run.groups, layer, next));
  };
  return html`<tr>
    <th scope="row"><code>${layer}</code></th>
    <td>
      <input type="checkbox" checked=${frozen} aria-label=${term("freezeLayer", { layer })} onChange=${() => freeze(!frozen)} />
    </td>
    <td>
      <input
        type="text"
        inputmode="decimal"
        class="number"
        placeholder="–"
        disabled=${frozen}
        value=${rate === null ? "" : editNumber(rate)}
        aria-label=${term("layerRateOf", { layer })}
        onChange=${setRate}
      />
    </td>
  </tr>`;
}
