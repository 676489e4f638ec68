// @ts-check
/** The question that a scene asks before it answers: in the place of the curves, or at the foot of a small stage. */

import { html } from "../../../vendor/preact.js";
import { labelOf } from "../../catalog.js";
import { markedRun, question, reveal } from "../../predict.js";
import { asking, comparison, prediction, view } from "../../state.js";
import { askWord } from "../../strings.js";
import { wide } from "../../window.js";
import { Swatch } from "../../views/swatch.js";
import { Section } from "../section.js";
import { Ranking } from "./ranking.js";
import { Score } from "./score.js";

/** Whether the question has the place of the curves: where the window is wide, and that place is not hidden. */
const besideStage = () => wide.value && !view.value.present && !["curves", "table"].every((part) => view.value.hide.some((one) => one === part));

/** The question beside the stage. */
export const AskSection = () =>
  besideStage() ? html`<${Section} area="ask" title=${askWord("title")}><${Question} /></${Section}>` : null;

/** At the foot of the stage: the question where it has no other place, and afterwards how good the prediction was. */
export function AskFoot() {
  if (view.value.predict === null) return null;
  if (!asking.value) return html`<${Score} />`;
  if (besideStage()) return null;
  return html`<div class="ask-foot"><${Question} /></div>`;
}

function Question() {
  const marking = question.value === "end";
  return html`<div class="ask">
    ${marking ? html`<${MarkQuestion} />` : html`<p class="ask-text">${askWord("rank")}</p><${Ranking} />`}
    <button type="button" class="primary" disabled=${marking && prediction.value.mark === null} onClick=${reveal}>
      ${askWord("reveal")}
    </button>
  </div>`;
}

function MarkQuestion() {
  const run = markedRun.value;
  if (!run) return null;
  return html`<p class="ask-text">
    <${Swatch} hue=${run.hue} /> ${askWord("end", { label: labelOf(run), steps: comparison.value.steps })}
    <span class="quiet"> ${askWord(prediction.value.mark ? "endMove" : "endHelp")}</span>
  </p>`;
}
