// @ts-check
/** What a loss is for, and what goes wrong with it. */

import { html } from "../../../vendor/preact.js";
import { findLoss, say } from "../../catalog.js";
import { term } from "../../strings.js";

/** @param {{ id: string }} props */
export function LossAbout({ id }) {
  const entry = findLoss(id);
  if (!entry) return null;
  return html`<div class="loss-about">
    <p>${say(entry.about)}</p>
    <p><strong>${term("trap")}</strong> ${say(entry.trap)}</p>
  </div>`;
}
