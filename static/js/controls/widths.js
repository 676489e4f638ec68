// @ts-check
/** A list of whole numbers as a row of fields, such as the widths of hidden layers: one more, one less, another width. */

import { html } from "../../vendor/preact.js";
import { t } from "../strings.js";
import { NumberField } from "./number.js";
import { stops } from "./scale.js";

/** @import { Parameter } from "../types.js" */

/** Whether a list is edited item by item: each has a range, and there is room for only so many. @param {Parameter} parameter */
export const isShortList = (parameter) =>
  parameter.kind === "list" && parameter.items.length === 1 && parameter.items[0].kind === "int" && parameter.high !== null;

/** @param {{ parameter: Parameter, value: number[], label: string, invalid: boolean, onChange: (value: number[]) => void }} props */
export function Widths({ parameter, value, label, invalid, onChange }) {
  const [item] = parameter.items;
  const full = value.length >= (parameter.high ?? Infinity);
  const least = value.length <= (parameter.low ?? 0);
  return html`<span class="widths" role="group" aria-label=${label}>
    ${value.map(
      (width, index) => html`<span class="width" key=${index}>
        <${NumberField}
          value=${width}
          label=${`${label} ${index + 1}`}
          whole
          invalid=${invalid}
          stops=${stops(item)}
          onChange=${(/** @type {number} */ next) => onChange(value.with(index, next))}
        />
        ${least
          ? null
          : html`<button type="button" class="clear" aria-label=${t("removeItem", { index: index + 1 })} onClick=${() => onChange(value.toSpliced(index, 1))}>
              ×
            </button>`}
      </span>`,
    )}
    <button
      type="button"
      class="text-button"
      aria-label=${`${label}: ${t("addItem")}`}
      title=${t("addItem")}
      disabled=${full}
      onClick=${() => onChange([...value, value.at(-1) ?? item.high ?? 1])}
    >
      +
    </button>
  </span>`;
}
