// @ts-check
/** The choice of an optimizer or preset, looking like the title of its card. */

import { html } from "../../vendor/preact.js";
import { findOptimizer, findPreset, labelOf, methodName, methodTitle, say } from "../catalog.js";
import { offers } from "../offers.js";
import { catalog, comparison, isModel } from "../state.js";
import { t, term } from "../strings.js";
import { Icon } from "./icons.js";

/** @import { Optimizer, Preset, Run } from "../types.js" */

/** Why an optimizer is not offered here. @param {Optimizer} entry */
function reasonOf({ needs, reason }) {
  if (!isModel.value || !needs) return say(reason);
  return term(needs === "matrices" ? "needsMatrices" : "needsSparse");
}

/** @param {{ run: Run, onChange: (id: string) => void }} props */
export function OptimizerPicker({ run, onChange }) {
  const chosen = methodName(run);
  const about = say((findPreset(run.preset) ?? findOptimizer(run.optimizer))?.about);
  const { optimizers, presets } = catalog.value;
  const { objective } = comparison.value;
  const available = optimizers.filter((entry) => offers(entry, objective));
  const others = optimizers.filter((entry) => !offers(entry, objective));
  const option = (/** @type {Optimizer | Preset} */ entry) =>
    html`<option key=${entry.id} value=${entry.id} selected=${entry.id === chosen}>${say(entry.name)}</option>`;
  return html`<span class="optimizer-picker" data-help=${about}>
    <select
      aria-label=${`${t("optimizer")}: ${labelOf(run)}`}
      onChange=${(/** @type {Event} */ event) => onChange(/** @type {HTMLSelectElement} */ (event.target).value)}
    >
      <optgroup label=${t("optimizers")}>${available.map(option)}</optgroup>
      <optgroup label=${t("presets")}>${presets.map(option)}</optgroup>
      <optgroup label=${t("unavailable")}>
        ${others.map((entry) => html`<option key=${entry.id} disabled title=${reasonOf(entry)}>${say(entry.name)}: ${reasonOf(entry)}</option>`)}
      </optgroup>
    </select>
    <span class="optimizer-name" aria-hidden="true">${methodTitle(run)}<${Icon} name="chevron" /></span>
  </span>`;
}
