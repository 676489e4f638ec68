// @ts-check
/** The stage: the landscape with every path, in one of three layouts. */

import { html, useSignal } from "../../vendor/preact.js";
import { comparison, setVisible, view } from "../state.js";
import { ColourBar } from "./colour-bar.js";
import { Plane } from "./plane.js";
import { Scene } from "./scene.js";
import { StageToolbar } from "./stage-toolbar.js";
import { Swatch } from "./swatch.js";
import { word } from "./words.js";

export function Stage() {
  const resets = useSignal(0);
  const { layout } = view.value;
  return html`<section class="stage" data-layout=${layout} aria-label=${word("stage")}>
    <${StageToolbar} onReset=${() => (resets.value += 1)} />
    <div class="stage-body">
      ${layout === "3d"
        ? html`<${Scene} resets=${resets} />`
        : html`<${Plane} key=${layout} side=${layout === "side"} resets=${resets} />`}
    </div>
    <div class="stage-foot">
      <${Legend} />
      <span class="spacer"></span>
      <${ColourBar} />
    </div>
  </section>`;
}

/** Which line is which run; a press hides a run or shows it again. Side by side the titles tell, but not of hidden runs. */
function Legend() {
  const told = view.value.layout === "side";
  const runs = comparison.value.runs.filter((run) => !told || !run.visible);
  return html`<ul class="legend">
    ${runs.map(
      (run) => html`<li key=${run.key}>
        <button type="button" aria-pressed=${run.visible} onClick=${() => setVisible(run.key, !run.visible)}>
          <${Swatch} hue=${run.hue} />${run.label}
        </button>
      </li>`,
    )}
  </ul>`;
}
