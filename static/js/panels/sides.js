// @ts-check
/** One button that keeps a comparison as A; once it is used, a switch between A and B. */

import { html } from "../../vendor/preact.js";
import { dropSides, keepAsA, showSide } from "../sides.js";
import { asking, sides, view } from "../state.js";
import { sideWord } from "../strings.js";
import { Segmented } from "../views/segmented.js";
import { IconButton } from "./icons.js";
import { toast } from "./messages.js";

export function Sides() {
  if (view.value.present || view.value.hide.includes("tools") || asking.value) return null;
  const pair = sides.value;
  if (!pair) {
    return html`<button type="button" class="jump sides-begin" aria-label=${`AB: ${sideWord("keep")}`} title=${sideWord("keep")} onClick=${begin}>
      A<i></i>B
    </button>`;
  }
  return html`<div class="sides">
    <${Segmented} label=${sideWord("which")} value=${pair.shown} choices=${[["A", "A"], ["B", "B"]]} onChange=${showSide} />
    <${IconButton} icon="remove" text=${sideWord("drop")} onClick=${dropSides} />
  </div>`;
}

function begin() {
  keepAsA();
  toast(sideWord("kept"));
}
