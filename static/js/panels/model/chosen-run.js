// @ts-check
/** The run that a sheet shows, where it shows one. */

import { html, signal } from "../../../vendor/preact.js";
import { labelOf } from "../../catalog.js";
import { comparison } from "../../state.js";
import { modelWord } from "../../strings.js";
import { Swatch } from "../../views/swatch.js";

const chosen = signal(/** @type {string | null} */ (null));

/** The chosen run, else the first visible one. */
export function chosenRun() {
  const { runs } = comparison.value;
  return runs.find((run) => run.key === chosen.value) ?? runs.find((run) => run.visible) ?? runs[0] ?? null;
}

export function RunChoice() {
  const now = chosenRun();
  const { runs } = comparison.value;
  if (!now || runs.length < 2) return null;
  return html`<div class="run-choice" role="radiogroup" aria-label=${modelWord("shownRun")}>
    ${runs.map(
      (run) => html`<button
        type="button"
        role="radio"
        key=${run.key}
        aria-checked=${run === now}
        onClick=${() => (chosen.value = run.key)}
      >
        <${Swatch} hue=${run.hue} />${labelOf(run)}
      </button>`,
    )}
  </div>`;
}
