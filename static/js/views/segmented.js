// @ts-check
/** A row of choices of which one holds. */

import { html } from "../../vendor/preact.js";

/**
 * @template {string} T
 * @param {{ label: string, value: T, choices: readonly (readonly [T, string])[], onChange: (value: T) => void }} props
 */
export function Segmented({ label, value, choices, onChange }) {
  /** @param {KeyboardEvent} event */
  const move = (event) => {
    const way = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!way) return;
    event.preventDefault();
    const at = choices.findIndex(([id]) => id === value);
    const next = (at + way + choices.length) % choices.length;
    onChange(choices[next][0]);
    const row = /** @type {HTMLElement} */ (event.currentTarget);
    /** @type {HTMLElement} */ (row.children[next]).focus();
  };
  return html`<div class="segmented" role="radiogroup" aria-label=${label} onKeyDown=${move}>
    ${choices.map(
      ([id, text]) => html`<button
        type="button"
        role="radio"
        key=${id}
        data-choice=${id}
        aria-checked=${id === value}
        tabindex=${id === value ? 0 : -1}
        onClick=${() => onChange(id)}
      >
        ${text}
      </button>`,
    )}
  </div>`;
}
