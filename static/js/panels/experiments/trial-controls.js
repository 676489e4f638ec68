// @ts-check
/** The controls that sweeps and tunings share: a labelled choice, and starting, watching and stopping the work. */

import { html } from "../../../vendor/preact.js";
import { trialWord } from "../../strings.js";

/** @import { How } from "../../trials.js" */
/** @import { TrialWord } from "../../strings.js" */

/** @param {{ label: string, value: string, choices: (readonly string[])[], help?: string, onChange: (value: any) => void }} props */
export const Pick = ({ label, value, choices, help, onChange }) => html`<label class="trial-pick" data-help=${help}>
  <span>${label}</span>
  <select class="dropdown" onChange=${(/** @type {Event} */ event) => onChange(/** @type {HTMLSelectElement} */ (event.target).value)}>
    ${choices.map(([id, text]) => html`<option key=${id} value=${id} selected=${id === value}>${text}</option>`)}
  </select>
</label>`;

/**
 * @param {{ result: { how: How, total: number } | null, done: number, words: { start: TrialWord, progress: TrialWord, partial: TrialWord },
 *   disabled?: boolean, onStart: () => void, onStop: () => void }} props
 */
export function Work({ result, done, words, disabled = false, onStart, onStop }) {
  const running = result?.how === "running";
  const told = { done, total: result?.total ?? 0 };
  return html`<div class="trial-work">
    ${running
      ? html`<button type="button" class="action" data-action="stop" onClick=${onStop}>${trialWord("cancel")}</button>
          <progress value=${done} max=${told.total} aria-label=${trialWord(words.progress, told)}></progress>
          <span role="status">${trialWord(words.progress, told)}</span>`
      : html`<button type="button" class="action" data-action="start" disabled=${disabled} onClick=${onStart}>${trialWord(words.start)}</button>
          ${result?.how === "cancelled" ? html`<span role="status">${trialWord(words.partial, told)}</span>` : null}`}
  </div>`;
}
