// @ts-check
/** How a run looks: a piece of its line with its marker on it. */

import { html } from "../../vendor/preact.js";
import { drawingInk, runColour, runDash, runMarker } from "../palette.js";
import { darkTheme } from "../state.js";

/** @param {{ hue: number, pinned?: boolean }} props `pinned`: fainter and dashed, as its path */
export function Swatch({ hue, pinned = false }) {
  const dark = darkTheme.value;
  const colour = runColour(hue, dark);
  return html`<svg class="swatch" data-pinned=${pinned} viewBox="0 0 34 14" width="34" height="14" aria-hidden="true">
    <line x1="1" y1="7" x2="33" y2="7" stroke=${colour} stroke-width="2.5" stroke-dasharray=${pinned ? "5 4" : runDash(hue).join(" ")} />
    <path
      d=${runMarker(hue)}
      transform="translate(17 7) scale(4.6)"
      fill=${colour}
      stroke=${drawingInk(dark).surface}
      stroke-width="1.6"
      vector-effect="non-scaling-stroke"
      paint-order="stroke"
    />
  </svg>`;
}
