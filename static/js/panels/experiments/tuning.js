// @ts-check
/** The experiment "Fair tuning": equal trials for each optimizer, all of them shown, the best to be taken over. */

import { html, useState } from "../../../vendor/preact.js";
import { labelOf, parametersOf } from "../../catalog.js";
import { formatNumber } from "../../format.js";
import { sweepable } from "../../geometry/sweep-axis.js";
import { sayProblem } from "../../sentences.js";
import { comparison, isModel } from "../../state.js";
import { t, trialWord } from "../../strings.js";
import { applyBest, applyTrial, has, startTuning, stopTuning, tuning, tuningAbout } from "../../trials.js";
import { Swatch } from "../../views/swatch.js";
import { toast } from "../messages.js";
import { Pick, Work } from "./trial-controls.js";
import { TuningStrip } from "./tuning-strip.js";

/** @import { Run } from "../../types.js" */
/** @import { Trial, Tuning } from "../../trials.js" */

const METHODS = /** @type {const} */ (["tpe", "random", "grid"]);
const TRIALS = ["10", "20", "40", "80"];
/** What may be tuned beside the rate. */
const BESIDE = ["momentum", "weight_decay"];

export function TuningSheet() {
  const { runs, steps } = comparison.value;
  const [left, setLeft] = useState(/** @type {string[]} */ ([]));
  const [params, setParams] = useState(["lr"]);
  const [method, setMethod] = useState(/** @type {(typeof METHODS)[number]} */ ("tpe"));
  const [trials, setTrials] = useState("20");
  const [goal, setGoal] = useState("final_loss");
  const taking = runs.filter((run) => run.visible && !left.includes(run.key) && has(run, "lr"));
  const offered = BESIDE.filter((name) => taking.some((run) => sweepable(parametersOf(run)).some((one) => one.name === name)));
  const tuned = params.filter((name) => name === "lr" || offered.includes(name));
  const aim = isModel.value ? goal : "final_loss";
  const found = tuning.value;
  const toggle = (/** @type {string} */ key) => setLeft(left.includes(key) ? left.filter((one) => one !== key) : [...left, key]);
  return html`<div class="trial-sheet" data-sheet="tuning">
    <p class="trial-lead">${trialWord("rule", { trials, steps, goal: trialWord(/** @type {"final_loss"} */ (aim)).toLowerCase() })}</p>
    <fieldset class="trial-taking">
      <legend>${trialWord("taking")}</legend>
      ${runs.filter((run) => run.visible).map((run) => html`<label key=${run.key} data-off=${!has(run, "lr")}>
        <input type="checkbox" checked=${taking.includes(run)} disabled=${!has(run, "lr")} onChange=${() => toggle(run.key)} />
        <${Swatch} hue=${run.hue} />${labelOf(run)}
      </label>`)}
    </fieldset>
    <div class="trial-controls">
      <${Pick} label=${trialWord("tuned")} value=${tuned.join(" + ")} choices=${choicesOf(offered)} onChange=${(/** @type {string} */ next) => setParams(next.split(" + "))} />
      <${Pick} label=${trialWord("method")} value=${method} help=${trialWord(/** @type {const} */ (`${method}About`))} choices=${METHODS.map((one) => [one, trialWord(one)])} onChange=${setMethod} />
      <${Pick} label=${trialWord("trials")} value=${trials} choices=${TRIALS.map((one) => [one, one])} onChange=${setTrials} />
      ${isModel.value
        ? html`<${Pick} label=${trialWord("goal")} value=${aim} choices=${["final_loss", "best_validation_loss"].map((one) => [one, trialWord(/** @type {"final_loss"} */ (one))])} onChange=${setGoal} />`
        : null}
    </div>
    <p class="trial-note">${trialWord(/** @type {const} */ (`${method}About`))}</p>
    <${Work} result=${found} done=${found?.trials.length ?? 0} disabled=${taking.length === 0}
      words=${{ start: found ? "tuneAgain" : "tune", progress: "trialsDone", partial: "partialTrials" }}
      onStart=${() => startTuning(taking, { params: tuned, method, trials: Number(trials), goal: aim })} onStop=${stopTuning} />
    ${found ? html`<${Found} found=${found} />` : html`<p class="trial-note">${trialWord(taking.length === 0 ? "noneTaking" : "noTrials")}</p>`}
  </div>`;
}

/** The rate alone, with one of the others, or with all. @param {string[]} offered @returns {string[][]} */
function choicesOf(offered) {
  const sets = [["lr"], ...offered.map((name) => ["lr", name]), ...(offered.length > 1 ? [["lr", ...offered]] : [])];
  return sets.map((set) => [set.join(" + "), set.join(" + ")]);
}

/** The runs that a tuning was about and that are still there, with their places in it. @param {Tuning} found */
const runsOf = (found) => found.keys.flatMap((key, place) => {
  const run = comparison.value.runs.find((one) => one.key === key);
  return run ? [{ run, place }] : [];
});

/** @param {{ found: Tuning }} props */
function Found({ found }) {
  const rows = runsOf(found);
  const names = [...new Set(found.trials.flatMap(({ params }) => Object.keys(params)))];
  const stale = found.about !== tuningAbout(comparison.value, found.keys, names) && found.trials.length > 0;
  const use = (/** @type {Run} */ run, /** @type {Trial} */ trial) => {
    applyTrial(run.key, trial.params);
    toast(trialWord("usedTrial", { label: labelOf(run), params: paramsText(trial.params) }));
  };
  return html`<figure class="trial-figure" data-stale=${stale}>
    ${found.problem ? html`<p class="trial-problem" role="alert">${sayProblem(found.problem)}</p>` : null}
    ${stale ? html`<p class="trial-note" role="status">${trialWord("former")}</p>` : null}
    ${found.trials.length > 0 ? html`<${TuningStrip} found=${found} rows=${rows} onUse=${use} />` : null}
    <div class="table-scroll">
      <table class="results tuning-table">
        <thead><tr>
          <th scope="col">${trialWord("run")}</th><th scope="col">${trialWord("best")}</th><th scope="col">${trialWord("parameters")}</th>
          <th scope="col">${trialWord("median")}</th><th scope="col">${trialWord("divergedCount")}</th><td></td>
        </tr></thead>
        <tbody>${rows.map(({ run, place }) => html`<${Row} key=${run.key} run=${run} best=${found.best[place]} trials=${found.trials.filter((one) => one.run === place)} onUse=${use} />`)}</tbody>
      </table>
    </div>
    <button type="button" class="action" data-action="use" disabled=${found.best.every((best) => best === null)}
      onClick=${() => {
        applyBest();
        toast(trialWord("used"));
      }}>${trialWord("useAll")}</button>
  </figure>`;
}

/** @param {{ run: Run, best: Trial | null, trials: Trial[], onUse: (run: Run, trial: Trial) => void }} props */
function Row({ run, best, trials, onUse }) {
  const diverged = trials.filter(({ status }) => status === "diverged").length;
  return html`<tr data-run=${run.key}>
    <td><span class="trial-run"><${Swatch} hue=${run.hue} />${labelOf(run)}</span></td>
    <td data-column="best">${formatNumber(best?.value, 4)}</td>
    <td data-column="params">${best ? paramsText(best.params) : "–"}</td>
    <td>${formatNumber(medianOf(trials), 3)}</td>
    <td>${t("ofCount", { n: diverged, total: trials.length })}</td>
    <td>${best ? html`<button type="button" class="text-button" onClick=${() => onUse(run, best)}>${trialWord("use")}</button>` : null}</td>
  </tr>`;
}

/** @param {Record<string, number>} params */
export const paramsText = (params) => Object.entries(params).map(([name, value]) => `${name} ${formatNumber(value, 4)}`).join(", ");

/** The median of all trials, where a diverged one is worse than any other. @param {Trial[]} trials */
export function medianOf(trials) {
  if (trials.length === 0) return null;
  const values = trials.map(({ value, status }) => (status === "completed" && value !== null ? value : Infinity)).sort((a, b) => a - b);
  const middle = values.length / 2;
  return values.length % 2 === 1 ? values[Math.floor(middle)] : (values[middle - 1] + values[middle]) / 2;
}
