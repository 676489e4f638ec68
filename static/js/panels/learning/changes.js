// @ts-check
/** What was changed on the way, each with the step from which it holds; taken back, the run begins anew without it. */

import { html, useState } from "../../../vendor/preact.js";
import { formatNumber } from "../../format.js";
import { removeChange } from "../../model-state.js";
import { term } from "../../strings.js";

/** @import { Json, Run } from "../../types.js" */

/** A hand that moved a slider leaves many. */
const MOST_SHOWN = 3;

/** @param {{ run: Run }} props */
export function Changes({ run }) {
  const [all, setAll] = useState(false);
  const changes = run.changes.flatMap(({ step, params }) => Object.entries(params).map(([name, value]) => ({ step, name, value })));
  if (changes.length === 0) return null;
  const shown = all ? changes : changes.slice(-MOST_SHOWN);
  const rest = changes.length - shown.length;
  return html`<ul class="changes">
    ${rest > 0 ? html`<li><button type="button" class="text-button" onClick=${() => setAll(true)}>${term("moreChanges", { n: rest })}</button></li>` : null}
    ${shown.map(({ step, name, value }) => {
      const text = term("change", { name, value: said(value), step });
      return html`<li class="change" key=${`${step}.${name}`}>
        <span>${text}</span>
        <button type="button" class="clear" aria-label=${term("removeChange", { change: text })} title=${term("removeChange", { change: text })} onClick=${() => removeChange(run.key, step, name)}>
          ×
        </button>
      </li>`;
    })}
  </ul>`;
}

/** @param {Json} value */
const said = (value) => (Array.isArray(value) ? `(${value.join(", ")})` : typeof value === "number" ? formatNumber(value) : String(value));
