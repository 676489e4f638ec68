// @ts-check
/** The sign of the page. */

import { html } from "../../vendor/preact.js";

/** The lowest line of a valley, and a point on it. */
export const Mark = () => html`<svg class="mark" viewBox="0 0 28 28" width="28" height="28" aria-hidden="true">
  <path class="mark-far" d="M2 8C8 8 8 14 14 14S20 8 26 8" />
  <path class="mark-mid" d="M2 13C8 13 8.5 18.5 14 18.5S20 13 26 13" />
  <path class="mark-near" d="M2 18C8 18 9 23 14 23S20 18 26 18" />
  <circle cx="14" cy="23" r="2.6" />
</svg>`;
