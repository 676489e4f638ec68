// @ts-check
/** How many samples are in a step: all, some, or one. */

import { html } from "../../../vendor/preact.js";
import { NumberField } from "../../controls/number.js";
import { findDataset } from "../../catalog.js";
import { setBatchSize } from "../../model-state.js";
import { comparison } from "../../state.js";
import { term } from "../../strings.js";
import { Segmented } from "../../views/segmented.js";
import { Row } from "./row.js";

const USUAL = 32;

/** @param {{ size: number | null, error: string | null }} props */
export function Batch({ size, error }) {
  const kind = size === null ? "full" : size === 1 ? "single" : "mini";
  const choose = (/** @type {"full" | "mini" | "single"} */ next) => setBatchSize({ full: null, mini: suggested(), single: 1 }[next]);
  return html`<${Row} name="batch_size" title=${term("batch")} help=${term("batchHelp")} error=${error}>
    <${Segmented}
      label=${term("batch")}
      value=${kind}
      choices=${[["full", term("full")], ["mini", term("mini")], ["single", term("single")]]}
      onChange=${choose}
    />
    ${size === null || size === 1
      ? html`<span></span>`
      : html`<${NumberField} value=${size} label=${term("batchSize")} whole onChange=${setBatchSize} />`}
  </${Row}>`;
}

/** A size that suits the data. */
function suggested() {
  const { objective } = comparison.value;
  const size = objective.kind === "model" ? findDataset(objective.dataset.id)?.suggested.batch_size : null;
  return size && size > 1 ? size : USUAL;
}
