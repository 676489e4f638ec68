// @ts-check
/** The panel of runs: a card for each, and what they all share. */

import { html, useEffect, useRef } from "../../vendor/preact.js";
import { recording } from "../live/recording.js";
import { addRun, asking, catalog, comparison } from "../state.js";
import { t } from "../strings.js";
import { Icon } from "./icons.js";
import { PinnedCard } from "./pinned-card.js";
import { RunCard } from "./run-card.js";
import { Section } from "./section.js";
import { Setup } from "./setup.js";

export function Runs() {
  const { runs } = comparison.value;
  const most = catalog.value.limits.runs ?? Infinity;
  const full = runs.length >= most;
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  const before = useRef(runs.length);
  useEffect(() => {
    if (runs.length > before.current && !runs.at(-1)?.pinned) list.current?.lastElementChild?.scrollIntoView({ block: "nearest" });
    before.current = runs.length;
  }, [runs.length]);
  const add = html`<button
    type="button"
    class="text-button"
    disabled=${full || asking.value}
    title=${full ? t("tooManyRuns", { count: most }) : undefined}
    onClick=${() => addRun()}
  >
    <${Icon} name="add" />${t("addRun")}
  </button>`;
  return html`<${Section} area="runs" title=${t("runs")} count=${runs.length} actions=${recording() ? html`<small class="quiet">${t("recorded")}</small>` : add}>
    <fieldset class="settings" disabled=${recording() !== null || asking.value}>
      <div class="run-list" ref=${list}>${runs.map((run) => (run.pinned ? html`<${PinnedCard} key=${run.key} run=${run} />` : html`<${RunCard} key=${run.key} run=${run} />`))}</div>
      <${Setup} />
    </fieldset>
  </${Section}>`;
}
