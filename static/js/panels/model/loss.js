// @ts-check
/** The losses in use: formula, when to use it, its trap, and an example to compute by hand. */

import { html } from "../../../vendor/preact.js";
import { findLoss, lossOf, say } from "../../catalog.js";
import { comparison } from "../../state.js";
import { modelWord } from "../../strings.js";
import { Swatch } from "../../views/swatch.js";
import { LossInspector } from "./inspector/index.js";
import { Worked } from "./worked.js";

/** @import { Choice, Run } from "../../types.js" */

/** The losses that the runs descend, each with its runs. */
function lossesInUse() {
  /** @type {Map<string, { loss: Choice, runs: Run[] }>} */
  const found = new Map();
  for (const run of comparison.value.runs) {
    const loss = lossOf(run);
    if (!loss) continue;
    const key = JSON.stringify(loss);
    found.set(key, { loss, runs: [...(found.get(key)?.runs ?? []), run] });
  }
  return [...found];
}

export function LossSheet() {
  const losses = lossesInUse();
  return html`<div class="loss-tab">
    <div class="loss-sheets">
      ${losses.map(
        ([key, { loss, runs }]) => html`<${OneLoss} key=${key} loss=${loss} runs=${losses.length > 1 ? runs : []} />`,
      )}
    </div>
    <${LossInspector} />
  </div>`;
}

/** @param {{ loss: Choice, runs: Run[] }} props `runs`: to tell it from others */
function OneLoss({ loss, runs }) {
  const entry = findLoss(loss.id);
  if (!entry) return html`<p class="quiet">${modelWord("noWorkedLoss")}</p>`;
  const set = Object.entries(loss.params).filter(([, value]) => value !== null);
  return html`<article class="loss-sheet" data-loss=${loss.id}>
    <header>
      <h3>${loss.id === "formula" ? say(entry.name) : html`<code>${loss.id}</code>`}</h3>
      ${runs.map((run) => html`<${Swatch} key=${run.key} hue=${run.hue} />`)}
      ${set.map(([name, value]) => html`<code class="loss-param" key=${name}>${name} = ${Array.isArray(value) ? `[${value.join(", ")}]` : String(value)}</code>`)}
    </header>
    <div class="loss-formula" tabindex="0" dangerouslySetInnerHTML=${{ __html: entry.mathml }}></div>
    <div class="loss-words">
      <p>${say(entry.about)}</p>
      <p class="loss-trap"><b>${modelWord("lossTrap")}</b> ${say(entry.trap)}</p>
      <p class="quiet"><b>${modelWord("lossNeeds")}</b> ${say(entry.needs)}</p>
    </div>
    <${Worked} loss=${loss} example=${entry.example} />
  </article>`;
}
