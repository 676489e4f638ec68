// @ts-check
/** A field for an exact number: it takes effect on Enter or on leaving, and says when it is none. */

import { html, useState } from "../../vendor/preact.js";
import { editNumber, readNumber } from "../format.js";
import { t } from "../strings.js";
import { nextStop } from "./scale.js";

/**
 * @param {{ value: number, label: string, whole?: boolean, help?: string, invalid?: boolean, stops?: number[],
 *   onChange: (value: number) => void, onNear?: () => void }} props
 */
export function NumberField({ value, label, whole = false, help, invalid = false, stops, onChange, onNear }) {
  const [draft, setDraft] = useState(/** @type {string | null} */ (null));
  const [wrong, setWrong] = useState(false);

  const commit = () => {
    if (draft === null) return;
    const next = readNumber(draft);
    const bad = next === null || (whole && !Number.isInteger(next));
    setWrong(bad);
    if (bad) return;
    setDraft(null);
    if (next !== value) onChange(next);
  };
  const edit = (/** @type {Event} */ event) => {
    setDraft(/** @type {HTMLInputElement} */ (event.target).value);
    setWrong(false);
  };
  const revert = () => {
    setDraft(null);
    setWrong(false);
  };
  /** @param {KeyboardEvent} event */
  const key = (event) => {
    if (event.key === "Enter") commit();
    else if (event.key === "Escape" && draft !== null) {
      event.stopPropagation();
      revert();
    } else if (stops && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      revert();
      onChange(nextStop(stops, value, event.key === "ArrowUp" ? 1 : -1));
    }
  };

  return html`<span class="number-field" data-editing=${draft !== null}>
    <input
      type="text"
      inputmode=${whole ? "numeric" : "decimal"}
      class="number"
      spellcheck=${false}
      autocomplete="off"
      value=${draft ?? editNumber(value)}
      aria-label=${label}
      aria-invalid=${wrong || invalid}
      data-help=${help}
      onInput=${edit}
      onBlur=${commit}
      onKeyDown=${key}
      onFocus=${onNear}
    />
    ${wrong ? html`<span class="field-error" role="alert">${t(whole ? "notAnInteger" : "notANumber")}</span>` : null}
  </span>`;
}
