// @ts-check
/** The training as a whole: how far it is; pause it, go on, longer, from the beginning. */

import { html } from "../../../vendor/preact.js";
import { recording } from "../../live/recording.js";
import { extend, setPaused, startOver } from "../../model-state.js";
import { catalog, comparison, isModel, results, training } from "../../state.js";
import { term } from "../../strings.js";

const MORE = 100;

export function TrainingBar() {
  if (!isModel.value || recording()) return null;
  const { running, paused } = training.value;
  const { steps } = comparison.value;
  const longest = steps >= (catalog.value.limits.steps ?? Infinity);
  return html`<section class="training" aria-label=${term("training")} data-running=${running} data-paused=${paused}>
    <button type="button" class="training-button" disabled=${!running} onClick=${() => setPaused(!paused)}>${term(paused ? "goOn" : "pause")}</button>
    <button type="button" class="training-button" disabled=${longest} onClick=${() => extend(MORE)}>+ ${term("moreSteps", { n: MORE })}</button>
    <button type="button" class="training-button" data-help=${term("startOverHelp")} onClick=${startOver}>${term("startOver")}</button>
    <span class="training-state" role="status" data-help=${running ? term("steerHelp") : undefined}>${state(running, paused, steps)}</span>
    <progress class="training-progress" max=${steps} value=${done()} aria-hidden="true"></progress>
  </section>`;
}

/** The steps that every run has behind it. */
function done() {
  const counts = comparison.value.runs.map(({ key }) => Math.max(0, (results.value.get(key)?.loss.length ?? 0) - 1));
  const under = counts.filter((_, index) => !results.value.get(comparison.value.runs[index].key)?.complete);
  return Math.min(...(under.length > 0 ? under : counts), comparison.value.steps);
}

/** @param {boolean} running @param {boolean} paused @param {number} steps */
function state(running, paused, steps) {
  if (running) return term(paused ? "pausedAt" : "trainingAt", { step: done(), steps });
  const whole = comparison.value.runs.some(({ key }) => results.value.get(key)?.complete);
  return whole ? term("trained", { steps: done() }) : term("notTrained");
}
