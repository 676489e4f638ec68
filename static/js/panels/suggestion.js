// @ts-check
/** Learning rates that suit the objective, for all runs at once. */

import { html } from "../../vendor/preact.js";
import { applySuggestedLr } from "../state.js";
import { t } from "../strings.js";
import { Icon } from "./icons.js";

/** @param {{ known: boolean, help: string }} props */
export const Suggestion = ({ known, help }) =>
  html`<button type="button" class="text-button suggestion" disabled=${!known} data-help=${help} onClick=${applySuggestedLr}>
    <${Icon} name="spark" />${t("suggest")}
  </button>`;
