// @ts-check
/** How a run ended, in a word. */

import { html } from "../../vendor/preact.js";
import { badgeColours } from "../palette.js";
import { darkTheme } from "../state.js";
import { t } from "../strings.js";

/** @import { Trajectory } from "../types.js" */

/** @param {{ trajectory: Trajectory | null, refused: boolean }} props */
export function Badge({ trajectory, refused }) {
  if (refused) return html`<span class="badge" data-badge="refused" data-help=${t("notRunHelp")}>${t("notRun")}</span>`;
  const badge = trajectory?.summary?.badge ?? (trajectory?.status === "diverged" ? "diverged" : null);
  if (!trajectory || badge === null) return html`<span class="badge" data-badge="none">${t("underway")}</span>`;
  const { text, back } = badgeColours(badge, darkTheme.value);
  const help = badge === "diverged" && trajectory.diverged_at ? t("divergedAt", { step: trajectory.diverged_at }) : t("statusHelp");
  return html`<span
    class="badge"
    data-badge=${badge}
    data-provisional=${trajectory.provisional}
    data-help=${help}
    style=${`color: ${text}; background: ${back}`}
  >${t(badge)}</span>`;
}
