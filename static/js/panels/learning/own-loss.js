// @ts-check
/** A loss for one run alone: losses side by side. */

import { html } from "../../../vendor/preact.js";
import { findDataset, findLoss, labelOf } from "../../catalog.js";
import { setRunLoss, setRunLossParam } from "../../model-state.js";
import { comparison } from "../../state.js";
import { term } from "../../strings.js";
import { LossAbout } from "./loss-about.js";
import { ChoiceRow } from "./row.js";
import { lossesOf } from "./setup.js";

/** @import { Json, Run } from "../../types.js" */

/** @param {{ run: Run, errorAt: (path: string) => string | null }} props */
export function OwnLoss({ run, errorAt }) {
  const { objective } = comparison.value;
  if (objective.kind !== "model") return null;
  const entry = findDataset(objective.dataset.id);
  return html`<${ChoiceRow}
    ...${{ name: "loss", title: term("ownLoss"), help: term("ownLossHelp"), owner: labelOf(run), choice: run.loss, errorAt }}
    entry=${run.loss && findLoss(run.loss.id)}
    groups=${[{ name: "", entries: lossesOf(entry) }]}
    none=${term("sameLoss")}
    onChoose=${(/** @type {string | null} */ id) => setRunLoss(run.key, id)}
    onInput=${(/** @type {string} */ name, /** @type {Json} */ value, /** @type {{ dragging: boolean }} */ how) => setRunLossParam(run.key, name, value, how)}
  >
    ${run.loss ? html`<${LossAbout} id=${run.loss.id} />` : null}
  </${ChoiceRow}>`;
}
