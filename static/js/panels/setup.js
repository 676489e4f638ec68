// @ts-check
/** What all runs share: the budget, the start, the noise and its seed. */

import { html } from "../../vendor/preact.js";
import { labelOf, lacksSuggestion } from "../catalog.js";
import { NumberField } from "../controls/number.js";
import { stops } from "../controls/scale.js";
import { Slider } from "../controls/slider.js";
import { sayProblem } from "../sentences.js";
import {
  applySuggestedLr, catalog, comparison, notice, problem, resetStart, setNoise, setSeed, setStart, setSteps, testFunction,
} from "../state.js";
import { t } from "../strings.js";
import { Icon, IconButton } from "./icons.js";

/** @import { Child } from "../../vendor/preact.js" */
/** @import { Range } from "../controls/scale.js" */

/** Beyond this the field is the way: a slider over all the steps would be too coarse where lessons are. */
const SLIDER_STEPS = 2000;
/** @type {Range} */
const NOISE = { kind: "float", low: 0.001, high: 100, scale: "log_or_zero" };

export function Setup() {
  const { objective, steps, seed } = comparison.value;
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
      <${Start} start=${objective.start} />
    </${Row}>
    <${Row} name="seed" title=${t("seed")} help=${t("seedHelp")}>
      <${NumberField} value=${seed} label=${t("seed")} whole onChange=${setSeed} />
      <${Suggestion} />
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

/** @param {{ start: [number, number] }} props */
function Start({ start: [x, y] }) {
  return html`<span class="start-fields">
    <label><i>x</i><${NumberField} value=${x} label=${`${t("start")} x`} onChange=${(/** @type {number} */ next) => setStart(next, y)} /></label>
    <label><i>y</i><${NumberField} value=${y} label=${`${t("start")} y`} onChange=${(/** @type {number} */ next) => setStart(x, next)} /></label>
    <${IconButton} icon="back" text=${t("resetStart")} onClick=${resetStart} />
  </span>`;
}

function Suggestion() {
  const known = testFunction.value !== null;
  return html`<button
    type="button"
    class="text-button suggestion"
    disabled=${!known}
    data-help=${known ? t("suggestHelp") : t("suggestNone")}
    onClick=${applySuggestedLr}
  >
    <${Icon} name="spark" />${t("suggest")}
  </button>`;
}
