// @ts-check
/** What the panels' marks mean, and what a projection hides. */

import { html } from "../../../vendor/preact.js";
import { plotKind } from "../../geometry/model-plot.js";
import { classColour, classMarker } from "../../palette.js";
import { comparison, darkTheme, dataset, results } from "../../state.js";
import { modelWord } from "../../strings.js";
import { classNames } from "./say.js";

/** @import { Dataset, Snapshot } from "../../types.js" */
/** @import { PlotKind } from "../../geometry/model-plot.js" */

/** Pictures whose samples wear their class. @type {Set<PlotKind>} */
const WITH_CLASSES = new Set(["field", "projection", "labels"]);

export function ModelLegend() {
  const data = dataset.value;
  if (!data) return null;
  const shown = comparison.value.runs.find((run) => run.visible && results.value.get(run.key)?.snapshot);
  const snapshot = (shown && results.value.get(shown.key)?.snapshot) ?? null;
  const kind = plotKind(data, snapshot);
  const numbers = data.task === "regression" || data.task === "counts";
  const names = data.task === "multilabel" ? [modelWord("labelNot"), modelWord("labelHolds")] : classNames(data);
  return html`<div class="model-legend">
    ${WITH_CLASSES.has(kind) && !numbers
      ? html`<ul>
          ${names.map((name, index) => html`<li key=${index}><${ClassMark} index=${index} />${name}</li>`)}
        </ul>`
      : null}
    ${notesOf(data, kind, snapshot).map((note) => html`<p key=${note}>${note}</p>`)}
  </div>`;
}

/** @param {{ index: number }} props */
export const ClassMark = ({ index }) =>
  html`<svg class="class-mark" viewBox="-6 -6 12 12" width="12" height="12" aria-hidden="true">
    <path d=${classMarker(index)} transform="scale(4.6)" fill=${classColour(index, darkTheme.value)} />
  </svg>`;

/** @param {Dataset} data @param {PlotKind} kind @param {Snapshot | null} snapshot @returns {string[]} */
function notesOf(data, kind, snapshot) {
  if (kind === "field" || kind === "labels") return [modelWord("faintStrong")];
  if (kind === "curve") return [modelWord("faintStrong"), ...(snapshot?.curve?.sd ? [modelWord("bands")] : [])];
  if (kind === "pairs") return [modelWord("arrows")];
  if (kind === "embedding") return [modelWord(data.task === "triplets" ? "joinsTriplets" : "joinsPairs")];
  if (kind === "images") return [modelWord("imagesShown")];
  if (kind === "against") return [modelWord("diagonal")];
  if (kind === "projection" && data.projection) {
    const share = data.projection.explained.reduce((sum, one) => sum + one, 0);
    return [modelWord("projected", { count: data.features.length, share: Math.round(100 * share) })];
  }
  return [modelWord(data.task === "multiclass" || data.task === "soft_labels" ? "classProbabilities" : "mirrored")];
}
