// @ts-check
/** How the stage shows the comparison: layout, background, colours. */

import { html } from "../../vendor/preact.js";
import { findLoss, findOptimizer, labelOf, lossOf, say } from "../catalog.js";
import { basinRunOf } from "../live/basins.js";
import { recording } from "../live/recording.js";
import { comparison, isModel, setView, view } from "../state.js";
import { curvatureWord, word } from "../strings.js";
import { groundKeyOf, groundRuns, shownKey } from "./field.js";
import { Icon } from "./icons.js";
import { Segmented } from "./segmented.js";

/** @import { Child } from "../../vendor/preact.js" */
/** @import { Run } from "../types.js" */

/** @param {{ onReset: () => void, children?: Child }} props */
export function StageToolbar({ onReset, children }) {
  const { layout, background, zScale } = view.value;
  return html`<div class="stage-toolbar">
    ${children}
    <${Segmented}
      label=${word("layout")}
      value=${layout}
      choices=${[["overlay", word("overlay")], ["side", word("side")], ["3d", word("solid")]]}
      onChange=${(/** @type {typeof layout} */ next) => setView({ layout: next })}
    />
    ${layout !== "side" && groundRuns.value.length > 1 ? html`<${GroundLoss} />` : null}
    <span class="spacer"></span>
    ${layout === "3d" || isModel.value || recording()
      ? null
      : html`<${Segmented}
          label=${word("background")}
          value=${background}
          choices=${[["contours", word("contours")], ["basins", word("basins")]]}
          onChange=${(/** @type {typeof background} */ next) => setView({ background: next })}
        />`}
    ${layout === "3d" || isModel.value ? null : html`<${CrossSwitch} />`}
    ${background === "basins" && layout !== "3d"
      ? html`<${BasinRun} />`
      : html`<${Segmented}
          label=${word("colours")}
          value=${zScale}
          choices=${[["auto", word("auto")], ["linear", word("linear")], ["log", word("log")]]}
          onChange=${(/** @type {typeof zScale} */ next) => setView({ zScale: next })}
        />`}
    <button type="button" class="icon-button" aria-label=${word("resetView")} title=${word("resetView")} onClick=${onReset}>
      <${Icon} name="home" />
    </button>
  </div>`;
}

/** Whether the stage shows how the loss curves where each run stands. */
const CrossSwitch = () => html`<button
  type="button"
  class="stage-switch"
  aria-pressed=${view.value.cross}
  title=${curvatureWord("crossHelp")}
  onClick=${() => setView({ cross: !view.value.cross })}
>
  ${curvatureWord("cross")}
</button>`;

/** On which loss's landscape the runs that descend it are seen. */
function GroundLoss() {
  return html`<select
    class="dropdown"
    aria-label=${word("groundLoss")}
    title=${word("groundLoss")}
    onChange=${(/** @type {Event} */ event) => setView({ groundRun: /** @type {HTMLSelectElement} */ (event.target).value })}
  >
    ${groundRuns.value.map(
      (run) => html`<option key=${run.key} value=${run.key} selected=${groundKeyOf(run) === shownKey.value}>${lossTitle(run)}</option>`,
    )}
  </select>`;
}

/** A run's loss with what sets it apart. @param {Run} run */
function lossTitle(run) {
  const loss = lossOf(run);
  const twins = groundRuns.value.filter((one) => lossOf(one)?.id === loss?.id).length > 1;
  return `${say(findLoss(loss?.id ?? "")?.name)}${twins ? ` (${labelOf(run)})` : ""}`;
}

function BasinRun() {
  const runs = comparison.value.runs.filter((run) => findOptimizer(run.optimizer)?.elementwise);
  const chosen = basinRunOf(runs, view.value.basinRun);
  return html`<select
    class="dropdown"
    aria-label=${word("basinsOf")}
    title=${word("basinsOf")}
    onChange=${(/** @type {Event} */ event) => setView({ basinRun: /** @type {HTMLSelectElement} */ (event.target).value })}
  >
    ${runs.map((run) => html`<option key=${run.key} value=${run.key} selected=${run === chosen}>${labelOf(run)}</option>`)}
  </select>`;
}
