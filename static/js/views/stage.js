// @ts-check
/** The stage: the landscape with every path, in one of three layouts. */

import { html, useSignal } from "../../vendor/preact.js";
import { labelOf } from "../catalog.js";
import { cancelPlane } from "../live/planes.js";
import { question } from "../predict.js";
import { sayProblem } from "../sentences.js";
import {
  asking, comparison, isModel, planePicture, planeWork, refusals, results, setView, setVisible, shows, showsPlane, view,
} from "../state.js";
import { askWord, planeWord, word } from "../strings.js";
import { ColourBar } from "./colour-bar.js";
import { groundKeyOf, shownKey } from "./field.js";
import { InterpolationChart } from "./interpolation.js";
import { ModelLegend, ModelStage } from "./model/index.js";
import { PlaneBar } from "./plane-bar.js";
import { PlaneStrip } from "./plane-strip.js";
import { Plane } from "./plane.js";
import { Scene } from "./scene.js";
import { Segmented } from "./segmented.js";
import { StageToolbar } from "./stage-toolbar.js";
import { Swatch } from "./swatch.js";

/** @import { Child, Signal } from "../../vendor/preact.js" */
/** @import { Run } from "../types.js" */

/** @param {{ foot?: Child }} props `foot` stands below the picture */
export function Stage({ foot = null }) {
  const { modelView } = view.value;
  return isModel.value && modelView === "data" ? html`<${DataStage} foot=${foot} />` : html`<${PlaneStage} foot=${foot} />`;
}

/** A model on its data. @param {{ foot: Child }} props */
const DataStage = ({ foot }) => html`<section class="stage" data-layout="data" aria-label=${word("stage")}>
  ${shows("toolbar") ? html`<div class="stage-toolbar"><${ModelView} /></div>` : null}
  <${Note} />
  <div class="stage-body"><${ModelStage} /></div>
  ${foot}
  ${shows("legend") ? html`<div class="stage-foot"><${Legend} /><${ModelLegend} /></div>` : null}
</section>`;

/** What the teacher says of the scene. */
const Note = () => (view.value.note ? html`<p class="teacher-note" role="note">${view.value.note}</p>` : null);

/** A model is seen on its data, or on the landscape of its loss. */
export function ModelView() {
  if (!isModel.value) return null;
  return html`<${Segmented}
    label=${word("modelView")}
    value=${view.value.modelView}
    choices=${[["data", word("onData")], ["landscape", word("onLandscape")]]}
    onChange=${(/** @type {"data" | "landscape"} */ next) => setView({ modelView: next })}
  />`;
}

/** @param {{ foot: Child }} props */
function PlaneStage({ foot }) {
  const resets = useSignal(0);
  const { layout } = view.value;
  return html`<section class="stage" data-layout=${layout} aria-label=${word("stage")}>
    ${shows("toolbar") ? html`<${StageToolbar} onReset=${() => (resets.value += 1)}><${ModelView} /></${StageToolbar}>` : null}
    ${shows("toolbar") && showsPlane.value ? html`<${PlaneBar} />` : null}
    <${Note} />
    <div class="stage-body">
      <${Ground} resets=${resets} />
      <${StartNote} />
      ${showsPlane.value && !asking.value ? html`<${PlaneNote} />` : null}
    </div>
    ${showsPlane.value && !asking.value ? html`<${PlaneStrip} />` : null}
    ${foot}
    ${shows("legend") ? html`<${PlaneFoot} />` : null}
  </section>`;
}

/** Which path is which run, where the strip does not say it, and what the colours mean. */
const PlaneFoot = () => html`<div class="stage-foot">
  ${showsPlane.value && (planePicture.value?.plane || planePicture.value?.lines.length) ? null : html`<${Legend} />`}
  <span class="spacer"></span>
  <${ColourBar} />
</div>`;

/** The landscape in the chosen layout; a line has a chart instead. @param {{ resets: Signal<number> }} props */
function Ground({ resets }) {
  const { layout, plane } = view.value;
  if (asking.value && showsPlane.value) return html`<p class="stage-note">${askWord("withheld")}</p>`;
  if (asking.value && question.value === "end") return html`<${Plane} key="overlay" side=${false} resets=${resets} />`;
  if (showsPlane.value && plane.kind === "interpolation") return html`<${InterpolationChart} />`;
  if (layout === "3d") return html`<${Scene} resets=${resets} />`;
  return html`<${Plane} key=${layout} side=${layout === "side"} resets=${resets} />`;
}

/** How far the work on the plane is, or why there is none. */
function PlaneNote() {
  const { busy, share, problem } = planeWork.value;
  if (problem) return html`<p class="plane-problem" role="alert">${sayProblem(problem)}</p>`;
  const there = planePicture.value?.landscape || planePicture.value?.lines.length;
  if (!busy) return there ? null : html`<p class="stage-note" role="status">${planeWord("waiting")}</p>`;
  return html`<div class="plane-work" role="status">
    <progress value=${share ?? undefined} max="1" aria-label=${planeWord("computing")}></progress>
    <span>${planeWord("computing")}</span>
    <button type="button" class="text-button" onClick=${cancelPlane}>${planeWord("stop")}</button>
  </div>`;
}

/** Why no run gets anywhere, where that is so. */
function StartNote() {
  if (isModel.value) return null;
  const exact = [...results.value.values()].filter(({ provisional, grad_norm }) => !provisional && grad_norm.length > 0);
  if (exact.length === 0) return null;
  const lossIs = exact.some(({ loss }) => loss[0] !== null);
  const gradientIs = exact.some(({ grad_norm }) => grad_norm[0] !== null);
  if (lossIs && gradientIs) return null;
  return html`<p class="start-note" role="alert">${word(lossIs ? "gradientAtStart" : "lossAtStart")}</p>`;
}

/** Whether a run descends another landscape than the one that is shown. @param {Run} run */
const elsewhere = (run) => isModel.value && groundKeyOf(run) !== shownKey.value;

/** Which line is which run; a press hides a run or shows it again. Side by side the titles tell, but not of hidden runs. */
function Legend() {
  const onData = isModel.value && view.value.modelView === "data";
  const told = onData || view.value.layout === "side";
  const runs = comparison.value.runs.filter((run) => !told || !run.visible);
  return html`<ul class="legend">
    ${runs.map(
      (run) => html`<li key=${run.key}>
        <button
          type="button"
          aria-pressed=${run.visible}
          data-refused=${refusals.value.has(run.key)}
          data-elsewhere=${!told && elsewhere(run)}
          title=${!told && elsewhere(run) ? word("elsewhere") : undefined}
          onClick=${() => setVisible(run.key, !run.visible)}
        >
          <${Swatch} hue=${run.hue} pinned=${run.pinned} />${labelOf(run)}
        </button>
      </li>`,
    )}
  </ul>`;
}
