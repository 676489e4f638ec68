// @ts-check
/** What all runs of a model share: data, model, loss, batches, budget. */

import { html, useState } from "../../../vendor/preact.js";
import { findDataset, findLoss, findModel, say, startOf } from "../../catalog.js";
import { NumberField } from "../../controls/number.js";
import { stops } from "../../controls/scale.js";
import { Slider } from "../../controls/slider.js";
import { sayProblem } from "../../sentences.js";
import {
  setDataset, setDatasetParam, setEvaluation, setLoss, setLossParam, setModel, setModelParam, setPenalty,
} from "../../model-state.js";
import { catalog, comparison, notice, problem, setDragging, setSeed, setSteps } from "../../state.js";
import { t, term } from "../../strings.js";
import { StartFields } from "../start-fields.js";
import { Suggestion } from "../suggestion.js";
import { Batch } from "./batch.js";
import { LossAbout } from "./loss-about.js";
import { ChoiceRow, Row } from "./row.js";

/** @import { Range } from "../../controls/scale.js" */
/** @import { DatasetEntry, ModelObjective } from "../../types.js" */

const SLIDER_STEPS = 5000;
/** @type {Range} */
const PENALTY = { kind: "float", low: 1e-6, high: 1, scale: "log_or_zero" };
/** Where a schedule of evaluations begins that somebody sets by hand. */
const EVERY = { steps: 20, seconds: 0.5 };

/** What was said against a control of the comparison. @param {string} path */
function errorAt(path) {
  const trouble = problem.value;
  return trouble && !trouble.run && trouble.name === path ? sayProblem(trouble) : null;
}

/** @param {{ objective: ModelObjective }} props */
export function ModelSetup({ objective }) {
  const [open, setOpen] = useState(false);
  const inFold = ["penalty", "penalty.l1", "penalty.l2", "evaluation", "evaluation.every", "evaluation.seconds", "seed"].some((name) => errorAt(name));
  const unfolded = open || inFold;
  return html`<div class="setup setup-model" role="group" aria-label=${t("setup")}>
    <${Objective} objective=${objective} />
    <${Batch} size=${objective.batch_size} error=${errorAt("batch_size")} />
    <${Steps} />
    ${startOf(objective) === null
      ? null
      : html`<${Row} name="start" title=${t("start")} help=${t("startHelp")} error=${errorAt("model.start")}><${StartFields} objective=${objective} /></${Row}>`}
    ${unfolded ? html`<${Penalty} penalty=${objective.penalty} /><${Evaluate} evaluation=${objective.evaluation} /><${Seed} />` : null}
    <div class="setup-foot">
      <p class="quiet" role="status">${noticeText()}</p>
      <button type="button" class="more" aria-expanded=${unfolded} onClick=${() => setOpen(!unfolded)}>${term(unfolded ? "less" : "more")}</button>
    </div>
  </div>`;
}

/** @param {{ objective: ModelObjective }} props */
function Objective({ objective }) {
  const { dataset, model, loss } = objective;
  const entry = findDataset(dataset.id);
  const owner = t("setup");
  const models = catalog.value.models.filter(({ id }) => entry?.models.includes(id));
  return html`
    <${ChoiceRow}
      ...${{ name: "dataset", title: term("data"), owner, own: true, entry, choice: dataset, errorAt }}
      groups=${datasetGroups()}
      onChoose=${setDataset}
      onInput=${setDatasetParam}
    />
    <${ChoiceRow}
      ...${{ name: "model", title: term("model"), owner, own: true, entry: findModel(model.id), choice: model, errorAt }}
      groups=${[{ name: "", entries: models }]}
      onChoose=${setModel}
      onInput=${setModelParam}
    />
    <${ChoiceRow}
      ...${{ name: "loss", title: term("loss"), owner, entry: findLoss(loss.id), choice: loss, errorAt }}
      groups=${[{ name: "", entries: lossesOf(entry) }]}
      onChoose=${setLoss}
      onInput=${setLossParam}
    >
      <${LossAbout} id=${loss.id} />
    </${ChoiceRow}>
  `;
}

/** The datasets by their tasks. */
const datasetGroups = () =>
  catalog.value.tasks
    .map((task) => ({ name: say(task.name), entries: catalog.value.datasets.filter((one) => one.task === task.id) }))
    .filter(({ entries }) => entries.length > 0);

/** The losses that fit a dataset. @param {DatasetEntry | null} entry */
export const lossesOf = (entry) => catalog.value.losses.filter(({ id }) => entry?.losses.includes(id));

function Steps() {
  const { steps } = comparison.value;
  const most = Math.min(SLIDER_STEPS, catalog.value.limits.steps ?? SLIDER_STEPS);
  const range = /** @type {Range} */ ({ kind: "int", low: 10, high: most, scale: "log" });
  const drag = (/** @type {number} */ value, /** @type {{ dragging: boolean }} */ how) => {
    setDragging(how.dragging ? { what: "setup", name: "steps", key: null } : null);
    setSteps(value);
  };
  return html`<${Row} name="steps" title=${t("steps")} help=${t("stepsHelp")} error=${errorAt("steps")}>
    <${Slider} range=${range} value=${steps} label=${t("steps")} onInput=${drag} onRest=${() => setDragging(null)} />
    <${NumberField} value=${steps} label=${t("steps")} whole stops=${stops(range)} onChange=${setSteps} />
  </${Row}>`;
}

/** @param {{ penalty: ModelObjective["penalty"] }} props */
function Penalty({ penalty }) {
  return /** @type {const} */ (["l1", "l2"]).map((name) => {
    const title = name.toUpperCase();
    const set = (/** @type {number} */ value, /** @type {{ dragging?: boolean }} */ how = {}) => setPenalty(name, value, how);
    return html`<${Row} key=${name} name=${`penalty.${name}`} title=${title} help=${term(`${name}Help`)} error=${errorAt(`penalty.${name}`)}>
      <${Slider} range=${PENALTY} value=${penalty[name]} label=${title} onInput=${set} onRest=${() => setDragging(null)} />
      <${NumberField} value=${penalty[name]} label=${title} stops=${stops(PENALTY)} onChange=${set} />
    </${Row}>`;
  });
}

/** @param {{ evaluation: ModelObjective["evaluation"] }} props */
function Evaluate({ evaluation }) {
  const kind = evaluation === null ? "auto" : "every" in evaluation ? "steps" : "seconds";
  const value = evaluation === null ? null : "every" in evaluation ? evaluation.every : evaluation.seconds;
  const put = (/** @type {string} */ next, /** @type {number} */ n) =>
    setEvaluation(next === "auto" ? null : next === "steps" ? { every: Math.max(1, Math.round(n)) } : { seconds: n });
  const error = errorAt("evaluation") ?? errorAt("evaluation.every") ?? errorAt("evaluation.seconds");
  return html`<${Row} name="evaluation" title=${term("evaluate")} help=${term("evaluateHelp")} error=${error}>
    <select
      class="select"
      aria-label=${term("evaluate")}
      onChange=${(/** @type {Event} */ event) => {
        const next = /** @type {HTMLSelectElement} */ (event.target).value;
        put(next, next === "steps" ? EVERY.steps : EVERY.seconds);
      }}
    >
      ${/** @type {const} */ ([["auto", "automatic"], ["steps", "everySteps"], ["seconds", "everySeconds"]]).map(
        ([id, name]) => html`<option key=${id} value=${id} selected=${id === kind}>${term(name)}</option>`,
      )}
    </select>
    ${value === null
      ? html`<span></span>`
      : html`<${NumberField} value=${value} label=${term("evaluate")} whole=${kind === "steps"} onChange=${(/** @type {number} */ n) => put(kind, n)} />`}
  </${Row}>`;
}

function Seed() {
  const { seed } = comparison.value;
  return html`<${Row} name="seed" title=${term("seed")} help=${term("seedHelp")} error=${errorAt("seed")}>
    <${NumberField} value=${seed} label=${term("seed")} whole onChange=${setSeed} />
    <${Suggestion} known help=${term("suggestHelp")} />
  </${Row}>`;
}

/** What the page chose by itself. */
function noticeText() {
  const told = notice.value;
  if (told === "ownSetup") return term("ownSetup");
  if (told === null || typeof told === "string") return "";
  return told.instead.map(({ what, from, to }) => {
    const names = { from: nameOf(what, from), to: to === null ? "" : nameOf(what, to) };
    return term(to === null ? "insteadRunLoss" : "insteadLoss", names);
  }).join(" ");
}

/** @param {"loss" | "model" | "optimizer"} what @param {string} id */
const nameOf = (what, id) => (what === "optimizer" ? id : say((what === "loss" ? findLoss(id) : findModel(id))?.name) || id);
