// @ts-check
/** The experiment "Sweep": one run over the values of one or two hyperparameters. */

import { html, useState } from "../../../vendor/preact.js";
import { labelOf, parametersOf, valueOf } from "../../catalog.js";
import { formatNumber } from "../../format.js";
import { sweepable, sweptValues } from "../../geometry/sweep-axis.js";
import { sayProblem } from "../../sentences.js";
import { comparison, isModel } from "../../state.js";
import { trialWord } from "../../strings.js";
import { setParams, startSweep, stopSweep, sweep, sweepAbout } from "../../trials.js";
import { Swatch } from "../../views/swatch.js";
import { SweepCurve } from "./sweep-curve.js";
import { SweepMap } from "./sweep-map.js";
import { Pick, Work } from "./trial-controls.js";

/** @import { Run } from "../../types.js" */
/** @import { Sweep } from "../../trials.js" */

/** Values of one hyperparameter alone, and of each of two; of a model, which takes longer. */
const COUNTS = { one: 49, two: 15, model: { one: 13, two: 7 } };
const SEEDS = ["1", "3", "5", "7"];

export function SweepSheet() {
  const { runs } = comparison.value;
  const [wished, setRun] = useState("");
  const [names, setNames] = useState(/** @type {string[]} */ (["lr"]));
  const [measure, setMeasure] = useState(/** @type {"final_loss" | "best_loss"} */ ("final_loss"));
  const [seeds, setSeeds] = useState("1");
  const run = runs.find(({ key }) => key === wished) ?? runs[0];
  if (!run) return null;
  const offered = sweepable(parametersOf(run));
  const chosen = names.filter((name, place) => offered.some((one) => one.name === name) && names.indexOf(name) === place);
  const swept = chosen.length > 0 ? chosen : [offered[0].name];
  const found = sweep.value?.key === run.key ? sweep.value : null;
  const start = () => startSweep(run, swept, valuesOf(run, swept), isModel.value ? Number(seeds) : 1);
  return html`<div class="trial-sheet" data-sheet="sweep">
    <p class="trial-lead">${trialWord("sweepLead")}</p>
    <div class="trial-controls">
      <${Pick} label=${trialWord("run")} value=${run.key} choices=${runs.map((one) => [one.key, labelOf(one)])} onChange=${setRun} />
      <${Pick} label=${trialWord("along")} value=${swept[0]} choices=${offered.map(({ name }) => [name, name])}
        onChange=${(/** @type {string} */ name) => setNames([name, ...swept.slice(1).filter((one) => one !== name)])} />
      <${Pick} label=${trialWord("and")} value=${swept[1] ?? ""}
        choices=${[["", trialWord("alone")], ...offered.filter(({ name }) => name !== swept[0]).map(({ name }) => [name, name])]}
        onChange=${(/** @type {string} */ name) => setNames(name ? [swept[0], name] : [swept[0]])} />
      ${isModel.value
        ? html`<${Pick} label=${trialWord("seeds")} value=${seeds} help=${trialWord("seedsHelp")} choices=${SEEDS.map((one) => [one, one])} onChange=${setSeeds} />`
        : null}
      <${Pick} label=${trialWord("measure")} value=${measure} choices=${measures()} onChange=${setMeasure} />
    </div>
    <${Work} result=${found} done=${found?.cells.size ?? 0} words=${{ start: found ? "again" : "start", progress: "cells", partial: "partial" }} onStart=${start} onStop=${stopSweep} />
    ${found ? html`<${Found} run=${run} found=${found} measure=${measure} />` : html`<p class="trial-note">${trialWord("nothingYet")}</p>`}
  </div>`;
}

/** A model's best loss is that on its validation samples. */
const measures = () =>
  /** @type {const} */ (["final_loss", "best_loss"]).map((id) => [id, trialWord(id === "best_loss" && isModel.value ? "best_validation_loss" : id)]);

/** @param {Run} run @param {string[]} names */
function valuesOf(run, names) {
  const counts = isModel.value ? COUNTS.model : COUNTS;
  const parameters = sweepable(parametersOf(run));
  return names.map((name) => {
    const { parameter } = /** @type {{ parameter: any }} */ (parameters.find((one) => one.name === name));
    return sweptValues(parameter, names.length > 1 ? counts.two : counts.one);
  });
}

/** @param {{ run: Run, found: Sweep, measure: "final_loss" | "best_loss" }} props */
function Found({ run, found, measure }) {
  const { names, cells, problem } = found;
  const stale = found.about !== sweepAbout(comparison.value, run, names);
  const best = bestOf(found, measure);
  const title = trialWord(measure === "best_loss" && isModel.value ? "best_validation_loss" : measure);
  return html`<figure class="trial-figure" data-stale=${stale}>
    <figcaption>
      <span class="trial-run"><${Swatch} hue=${run.hue} />${labelOf(run)}</span>
      ${best
        ? html`<span>${trialWord("lowestAt", { value: formatNumber(best.value, 4), where: whereOf(names, best.params) })}</span>
            <button type="button" class="text-button" onClick=${() => setParams(run.key, best.params)}>${trialWord("useBest")}</button>`
        : null}
    </figcaption>
    ${problem ? html`<p class="trial-problem" role="alert">${sayProblem(problem)}</p>` : null}
    ${stale ? html`<p class="trial-note" role="status">${trialWord("former")}</p>` : null}
    ${cells.size === 0
      ? null
      : names.length === 1
        ? html`<${SweepCurve} run=${run} found=${found} measure=${measure} title=${title} />`
        : html`<${SweepMap} run=${run} found=${found} measure=${measure} title=${title} present=${names.map((name) => valueOf(run, name))} />`}
  </figure>`;
}

/** @param {string[]} names @param {Record<string, number>} params */
export const whereOf = (names, params) => names.map((name) => `${name} ${formatNumber(params[name], 4)}`).join(", ");

/** The lowest cell that did not diverge. @param {Sweep} found @param {"final_loss" | "best_loss"} measure */
export function bestOf({ names, values, cells }, measure) {
  /** @type {{ value: number, params: Record<string, number> } | null} */
  let best = null;
  for (const [places, cell] of cells) {
    const value = cell[measure];
    if (cell.status !== "completed" || value === null || (best && value >= best.value)) continue;
    const index = places.split(",").map(Number);
    best = { value, params: Object.fromEntries(names.map((name, k) => [name, values[k][index[k]]])) };
  }
  return best;
}
