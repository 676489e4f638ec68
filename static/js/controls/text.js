// @ts-check
/** A line of text, such as a formula: it takes effect on Enter or on leaving. */

import { html, useState } from "../../vendor/preact.js";

/** @param {{ value: string, label: string, invalid?: boolean, longest?: number, onChange: (value: string) => void }} props */
export function TextField({ value, label, invalid = false, longest, onChange }) {
  const [draft, setDraft] = useState(/** @type {string | null} */ (null));
  const commit = () => {
    if (draft === null) return;
    setDraft(null);
    if (draft.trim() !== "" && draft.trim() !== value) onChange(draft.trim());
  };
  return html`<span class="number-field" data-editing=${draft !== null}>
    <input
      type="text"
      class="text-field code"
      spellcheck=${false}
      autocomplete="off"
      autocapitalize="off"
      maxlength=${longest}
      value=${draft ?? value}
      aria-label=${label}
      aria-invalid=${invalid}
      onInput=${(/** @type {Event} */ event) => setDraft(/** @type {HTMLInputElement} */ (event.target).value)}
      onBlur=${commit}
      onKeyDown=${(/** @type {KeyboardEvent} */ event) => event.key === "Enter" && commit()}
    />
  </span>`;
}
