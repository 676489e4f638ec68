// @ts-check
/** The plain controls: a switch, a choice, and a list of numbers in one field. */

import { html, useState } from "../../vendor/preact.js";
import { editNumber, readNumber } from "../format.js";
import { t } from "../strings.js";

/** @param {{ value: boolean, label: string, help?: string, onChange: (value: boolean) => void }} props */
export function Switch({ value, label, help, onChange }) {
  return html`<button
    type="button"
    role="switch"
    class="switch"
    aria-checked=${value}
    aria-label=${label}
    data-help=${help}
    onClick=${() => onChange(!value)}
  ><span></span></button>`;
}

/**
 * A choice of one text among several; with `none`, also of nothing at all.
 * @param {{ value: string | null, choices: string[], none?: string | null, label: string, help?: string,
 *   onChange: (value: string | null) => void }} props
 */
export function Choice({ value, choices, none = null, label, help, onChange }) {
  return html`<select
    class="select"
    aria-label=${label}
    data-help=${help}
    value=${value ?? ""}
    onChange=${(/** @type {Event} */ event) => onChange(/** @type {HTMLSelectElement} */ (event.target).value || null)}
  >
    ${none === null ? null : html`<option value="" selected=${value === null}>${none}</option>`}
    ${choices.map((choice) => html`<option key=${choice} value=${choice} selected=${choice === value}>${choice}</option>`)}
  </select>`;
}

/**
 * Numbers separated by commas or spaces, such as the milestones of a schedule; `none` stands where there are none.
 * @param {{ value: number[], label: string, help?: string, invalid?: boolean, none?: string, onChange: (value: number[]) => void }} props
 */
export function NumberList({ value, label, help, invalid = false, none, onChange }) {
  const [draft, setDraft] = useState(/** @type {string | null} */ (null));
  const [wrong, setWrong] = useState(false);
  const commit = () => {
    if (draft === null) return;
    const numbers = draft.split(/[\s,;，、]+/).filter(Boolean).map(readNumber);
    const bad = numbers.includes(null);
    setWrong(bad);
    if (bad) return;
    setDraft(null);
    onChange(/** @type {number[]} */ (numbers));
  };
  const edit = (/** @type {Event} */ event) => {
    setDraft(/** @type {HTMLInputElement} */ (event.target).value);
    setWrong(false);
  };
  return html`<span class="number-field" data-editing=${draft !== null}>
    <input
      type="text"
      class="number wide"
      spellcheck=${false}
      autocomplete="off"
      value=${draft ?? value.map(editNumber).join(", ")}
      placeholder=${none}
      aria-label=${label}
      aria-invalid=${wrong || invalid}
      data-help=${help}
      onInput=${edit}
      onBlur=${commit}
      onKeyDown=${(/** @type {KeyboardEvent} */ event) => event.key === "Enter" && commit()}
    />
    ${wrong ? html`<span class="field-error" role="alert">${t("notANumber")}</span>` : null}
  </span>`;
}
