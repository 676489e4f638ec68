// @ts-check
/** The start in numbers, and back to the one that belongs to the objective. */

import { html } from "../../vendor/preact.js";
import { startOf } from "../catalog.js";
import { NumberField } from "../controls/number.js";
import { resetStart, setStart } from "../state.js";
import { t } from "../strings.js";
import { IconButton } from "./icons.js";

/** @import { Objective } from "../types.js" */

/** @param {{ objective: Objective }} props */
export function StartFields({ objective }) {
  const start = startOf(objective);
  if (start === null) return null;
  const [x, y] = start;
  return html`<span class="start-fields">
    <label><i>x</i><${NumberField} value=${x} label=${`${t("start")} x`} onChange=${(/** @type {number} */ next) => setStart(next, y)} /></label>
    <label><i>y</i><${NumberField} value=${y} label=${`${t("start")} y`} onChange=${(/** @type {number} */ next) => setStart(x, next)} /></label>
    <${IconButton} icon="back" text=${t("resetStart")} onClick=${resetStart} />
  </span>`;
}
