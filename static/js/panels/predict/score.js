// @ts-check
/** How good the prediction was, once the scene is revealed. */

import { html } from "../../../vendor/preact.js";
import { labelOf } from "../../catalog.js";
import { formatNumber } from "../../format.js";
import { dismissScore, endScore, question, rankScore, tryAgain } from "../../predict.js";
import { prediction } from "../../state.js";
import { askWord } from "../../strings.js";
import { Swatch } from "../../views/swatch.js";
import { IconButton } from "../icons.js";

export function Score() {
  if (!prediction.value.made) return null;
  const told = question.value === "end" ? html`<${EndScore} />` : html`<${RankScore} />`;
  return html`<div class="score" role="status">
    ${told}
    <span class="score-actions">
      <button type="button" class="text-button" onClick=${tryAgain}>${askWord("again")}</button>
      <${IconButton} icon="remove" text=${askWord("dismiss")} onClick=${dismissScore} />
    </span>
  </div>`;
}

function RankScore() {
  const score = rankScore.value;
  if (!score) return html`<p>${askWord("waiting")}</p>`;
  const { rows, right, known } = score;
  return html`<p class="score-sum">${askWord("ranksRight", { right, count: rows.length })}</p>
    <ol class="score-order" tabindex="0" aria-label=${askWord(known ? "trueOrderAbove" : "trueOrder")}>
      ${rows.map(
        ({ run, loss, said, right: hit }, place) => html`<li key=${run.key} data-right=${hit}>
          <span class="score-mark" aria-hidden="true">${hit ? "✓" : "✗"}</span>
          ${place + 1}. <${Swatch} hue=${run.hue} /> <b>${labelOf(run)}</b>
          <span>${Number.isFinite(loss) ? `${known ? "f − f* = " : ""}${formatNumber(loss, 3)}` : askWord("noLoss")}</span>
          <span class="quiet">${hit ? "" : askWord("youSaid", { place: said + 1 })}</span>
        </li>`,
      )}
    </ol>`;
}

function EndScore() {
  const score = endScore.value;
  if (!score) return html`<p>${askWord("waiting")}</p>`;
  const { run, distance, share } = score;
  return html`<p class="score-sum">
    <${Swatch} hue=${run.hue} />
    ${distance === null || share === null
      ? askWord("noEnd", { label: labelOf(run) })
      : askWord("endOff", { label: labelOf(run), distance: formatNumber(distance, 3), share: formatNumber(100 * share, 2) })}
  </p>`;
}
