// @ts-check
/** What all runs share: the budget, the start, the noise and its seed; for a model, what it learns. */

import { html } from "../../vendor/preact.js";
import { labelOf, lacksSuggestion } from "../catalog.js";
import { NumberField } from "../controls/number.js";
import { stops } from "../controls/scale.js";
import { Slider } from "../controls/slider.js";
import { sayProblem } from "../sentences.js";
import { catalog, comparison, notice, problem, setNoise, setSeed, setSteps, testFunction } from "../state.js";
import { t } from "../strings.js";
import { ModelSetup } from "./learning/setup.js";
import { StartFields } from "./start-fields.js";
import { Suggestion } from "./suggestion.js";

/** @import { Child } from "../../vendor/preact.js" */
/** @import { Range } from "../controls/scale.js" */
/** @import { SurfaceObjective } from "../types.js" */

/** Beyond this the field is the way: a slider over all the steps would be too coarse where lessons are. */
const SLIDER_STEPS = 2000;
/** @type {Range} */
const NOISE = { kind: "float", low: 0.001, high: 100, scale: "log_or_zero" };

export function Setup() {
  const { objective } = comparison.value;
  return objective.kind === "model" ? html`<${ModelSetup} objective=${objective} />` : html`<${SurfaceSetup} objective=${objective} />`;
}

/** @param {{ objective: SurfaceObjective }} props */
function SurfaceSetup({ objective }) {
  const { steps, seed } = comparison.value;
  const known = testFunction.value !== null;
  const most = Math.min(SLIDER_STEPS, catalog.value.limits.steps ?? SLIDER_STEPS);
  const range = /** @type {Range} */ ({ kind: "int", low: 10, high: most, scale: "log" });
  return html`<div class="setup" role="group" aria-label=${t("setup")}>
    <${Row} name="steps" title=${t("steps")} help=${t("stepsHelp")}>
      <${Slider} range=${range} value=${steps} label=${t("steps")} onInput=${setSteps} />
      <${NumberField} value=${steps} label=${t("steps")} whole stops=${stops(range)} onChange=${setSteps} />
    </${Row}>
    <${Row} name="noise" title=${t("noise")} help=${t("noiseHelp")}>
      <${Slider} range=${NOISE} value=${objective.noise} label=${t("noise")} onInput=${setNoise} />
      <${NumberField} value=${objective.noise} label=${t("noise")} stops=${stops(NOISE)} onChange=${setNoise} />
    </${Row}>
    <${Row} name="start" title=${t("start")} help=${t("startHelp")}>
      <${StartFields} objective=${objective} />
    </${Row}>
    <${Row} name="seed" title=${t("seed")} help=${t("seedHelp")}>
      <${NumberField} value=${seed} label=${t("seed")} whole onChange=${setSeed} />
      <${Suggestion} known=${known} help=${t(known ? "suggestHelp" : "suggestNone")} />
    </${Row}>
    <p class="quiet" role="status">${notice.value === "ownStartAndRates" ? ownStartAndRates() : ""}</p>
  </div>`;
}

/** That the page took the function's suggestions, and for which runs there were none. */
function ownStartAndRates() {
  const { objective, runs } = comparison.value;
  const without = runs.filter((run) => lacksSuggestion(objective, run));
  if (without.length === 0) return t("ownStartAndRates");
  return t("ownStartAndSomeRates", { labels: without.map(labelOf).join(t("comma")) });
}

/** @param {{ name: string, title: string, help: string, children?: Child }} props */
function Row({ name, title, help, children }) {
  const trouble = problem.value;
  const error = trouble && trouble.name === name ? sayProblem(trouble) : null;
  return html`<div class="row" data-param=${name}>
    <span class="row-name" data-help=${help}>${title}</span>
    ${children}
    ${error === null ? null : html`<p class="row-error" role="alert">${error}</p>`}
  </div>`;
}
