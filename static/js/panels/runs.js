// @ts-check
/** The panel of runs: a card for each, and what they all share. */

import { html, useEffect, useRef } from "../../vendor/preact.js";
import { recording } from "../live/recording.js";
import { addRun, asking, catalog, comparison, shows } from "../state.js";
import { t } from "../strings.js";
import { Icon } from "./icons.js";
import { PinnedCard } from "./pinned-card.js";
import { RunCard } from "./run-card.js";
import { Section } from "./section.js";
import { Setup } from "./setup.js";

/** @import { Child } from "../../vendor/preact.js" */

export function Runs() {
  if (!shows("runs")) return html`<${Section} area="runs" title=${t("setup")}><${Settings}><${Setup} /></${Settings}></${Section}>`;
  return html`<${RunList} />`;
}

/** What a saved page shows but cannot change, and nobody can before the result is revealed. @param {{ children?: Child }} props */
const Settings = ({ children }) => html`<fieldset class="settings" disabled=${recording() !== null || asking.value}>${children}</fieldset>`;

function RunList() {
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
    <${Settings}>
      <div class="run-list" ref=${list}>${runs.map((run) => (run.pinned ? html`<${PinnedCard} key=${run.key} run=${run} />` : html`<${RunCard} key=${run.key} run=${run} />`))}</div>
      ${shows("setup") ? html`<${Setup} />` : null}
    </${Settings}>
  </${Section}>`;
}
