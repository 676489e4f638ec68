// @ts-check
/** What the person can do with models: the data, the model, the loss, how they are trained, and what a run has of its own. */

import { batch } from "../vendor/preact.js";
import { findDataset, findLoss, findModel, withValue } from "./catalog.js";
import { fittingRuns, plainly, withSuggestedLr } from "./runs.js";
import {
  beginnings, catalog, change, changeRun, comparison, freshView, notice, setDragging, setPlayhead, setSteps, training, view,
} from "./state.js";

/** @import { Choice, DatasetEntry, Group, Json, ModelObjective, Parameter, Run, Substitution } from "./types.js" */

const NO_PENALTY = { l1: 0, l2: 0 };

/** What a dataset suggests to learn it with. @param {DatasetEntry} entry @returns {ModelObjective} */
export function suggestedObjective(entry) {
  const { model, loss, batch_size } = structuredClone(entry.suggested);
  return {
    kind: "model",
    model: { id: model.id, params: model.params ?? {} },
    dataset: { id: entry.id, params: {} },
    loss: { id: loss.id, params: loss.params ?? {} },
    batch_size: batch_size ?? null,
    penalty: { ...NO_PENALTY },
    evaluation: null,
  };
}

/** Learn a dataset, with all that it suggests: model, loss, batches, steps, and the model's learning rates. @param {string} datasetId */
export function setModelObjective(datasetId) {
  const entry = findDataset(datasetId);
  if (!entry) return;
  const { layout } = view.value;
  const objective = suggestedObjective(entry);
  const plain = comparison.value.runs.map((run) => ({ ...run, ...plainly(), changes: [] }));
  const { runs, instead } = fittingRuns(plain, objective);
  const { steps } = entry.suggested;
  batch(() => {
    change({ objective, runs: withSuggestedLr(runs, objective), steps });
    view.value = { ...freshView(), layout };
    notice.value = instead.length > 0 ? { instead } : "ownSetup";
    setPlayhead(steps);
  });
}

/** Another dataset for the same model and loss, where they fit it. @param {string} id */
export function setDataset(id) {
  const entry = findDataset(id);
  if (!entry) return;
  edit((objective) => ({ ...objective, dataset: { id, params: {} } }));
}

/** @param {string} name @param {Json} value @param {{ dragging?: boolean }} [how] */
export function setDatasetParam(name, value, how = {}) {
  drag(how, "dataset", name);
  edit((objective) => ({ ...objective, dataset: withParam(findDataset(objective.dataset.id), objective.dataset, name, value) }));
}

/** Another model, with the learning rates that suit it. @param {string} id */
export function setModel(id) {
  if (!findModel(id)) return;
  batch(() => {
    edit((objective) => ({ ...objective, model: suggestedChoice(objective, "model", id) }));
    const { objective, runs } = comparison.value;
    const untouched = runs.map((run) => ({ ...run, start_from: null, frozen: [], groups: [], changes: [] }));
    change({ runs: withSuggestedLr(untouched, objective) });
  });
}

/** @param {string} name @param {Json} value @param {{ dragging?: boolean }} [how] */
export function setModelParam(name, value, how = {}) {
  drag(how, "model", name);
  edit((objective) => ({ ...objective, model: withParam(findModel(objective.model.id), objective.model, name, value) }));
}

/** @param {string} id */
export function setLoss(id) {
  if (findLoss(id)) edit((objective) => ({ ...objective, loss: suggestedChoice(objective, "loss", id) }));
}

/** @param {string} name @param {Json} value @param {{ dragging?: boolean }} [how] */
export function setLossParam(name, value, how = {}) {
  drag(how, "loss", name);
  edit((objective) => ({ ...objective, loss: withParam(findLoss(objective.loss.id), objective.loss, name, value) }));
}

/** Samples in a step: null for all of them. @param {number | null} batch_size */
export const setBatchSize = (batch_size) => edit((objective) => ({ ...objective, batch_size }));

/** @param {"l1" | "l2"} name @param {number} value @param {{ dragging?: boolean }} [how] */
export function setPenalty(name, value, how = {}) {
  drag(how, "penalty", name);
  edit((objective) => ({ ...objective, penalty: { ...objective.penalty, [name]: value } }));
}

/** When the whole data is looked at; null for the engine's own rule. @param {ModelObjective["evaluation"]} evaluation */
export const setEvaluation = (evaluation) => edit((objective) => ({ ...objective, evaluation }));

/** Give a run a loss of its own, beside the others; null for the comparison's. @param {string} key @param {string | null} id */
export function setRunLoss(key, id) {
  const { objective } = comparison.value;
  if (objective.kind !== "model" || (id !== null && !findLoss(id))) return;
  changeRun(key, (run) => ({ ...run, loss: id === null ? null : suggestedChoice(objective, "loss", id) }));
}

/** @param {string} key @param {string} name @param {Json} value @param {{ dragging?: boolean }} [how] */
export function setRunLossParam(key, name, value, how = {}) {
  drag(how, "loss", name, key);
  changeRun(key, (run) => (run.loss ? { ...run, loss: withParam(findLoss(run.loss.id), run.loss, name, value) } : run));
}

/** Begin with the weights of a checkpoint, null for fresh ones. @param {string} key @param {Run["start_from"]} from */
export const startFrom = (key, from) => changeRun(key, (run) => ({ ...run, start_from: from }));

/** Hold layers or single parameters as they are. @param {string} key @param {string[]} frozen */
export const setFrozen = (key, frozen) => changeRun(key, (run) => ({ ...run, frozen }));

/** Parameters with hyperparameters of their own. @param {string} key @param {Group[]} groups */
export const setGroups = (key, groups) => changeRun(key, (run) => ({ ...run, groups }));

/** Take back something that was changed on the way: the run begins anew. @param {string} key @param {number} step @param {string} name */
export function removeChange(key, step, name) {
  changeRun(key, (run) => ({
    ...run,
    changes: run.changes.flatMap((one) => {
      if (one.step !== step) return [one];
      const { [name]: _, ...params } = one.params;
      return Object.keys(params).length > 0 ? [{ step, params }] : [];
    }),
  }));
}

/** Train from the beginning, without anything that was changed on the way. */
export function startOver() {
  batch(() => {
    change({ runs: comparison.value.runs.map((run) => (run.changes.length > 0 ? { ...run, changes: [] } : run)) });
    beginnings.value += 1;
  });
}

/** @param {boolean} paused */
export function setPaused(paused) {
  if (training.value.running) training.value = { running: true, paused };
}

/** Train on, as far as the server allows. @param {number} steps */
export function extend(steps) {
  const most = catalog.value.limits.steps ?? Infinity;
  setSteps(Math.min(most, comparison.value.steps + steps));
}

/** @param {{ dragging?: boolean }} how @param {"dataset" | "model" | "loss" | "penalty"} of @param {string} name @param {string | null} [key] */
function drag(how, of, name, key = null) {
  setDragging(how.dragging ? { what: "setup", name: `${of}.${name}`, key } : null);
}

/** @param {{ params: Parameter[] } | null} entry @param {Choice} choice @param {string} name @param {Json} value @returns {Choice} */
const withParam = (entry, choice, name, value) => ({ ...choice, params: withValue(entry?.params ?? [], choice.params, name, value) });

/** An entry as it begins: as the dataset suggests it, else with its defaults. @param {ModelObjective} objective @param {"model" | "loss"} what @param {string} id @returns {Choice} */
function suggestedChoice({ dataset }, what, id) {
  const suggested = findDataset(dataset.id)?.suggested[what];
  return suggested?.id === id ? { id, params: structuredClone(suggested.params ?? {}) } : { id, params: {} };
}

/** Change what is learned; what does not fit any more gives way to what the dataset suggests, and that is said. @param {(objective: ModelObjective) => ModelObjective} make */
function edit(make) {
  const { objective: former, runs: formerRuns } = comparison.value;
  if (former.kind !== "model") return;
  const { objective, runs, instead } = fitting(make(former), formerRuns);
  batch(() => {
    change({ objective, runs });
    notice.value = instead.length > 0 ? { instead } : null;
  });
}

/** @param {ModelObjective} objective @param {Run[]} runs @returns {{ objective: ModelObjective, runs: Run[], instead: Substitution[] }} */
export function fitting(objective, runs) {
  const entry = findDataset(objective.dataset.id);
  if (!entry) return { objective, runs, instead: [] };
  /** @type {Substitution[]} */
  const instead = [];
  const fit = { ...objective };
  for (const what of /** @type {const} */ (["model", "loss"])) {
    const offered = what === "model" ? entry.models : entry.losses;
    const { id } = objective[what];
    if (offered.includes(id)) continue;
    fit[what] = suggestedChoice(objective, what, entry.suggested[what].id);
    instead.push({ what, from: id, to: fit[what].id });
  }
  const remain = runs.map((run) => {
    if (!run.loss || entry.losses.includes(run.loss.id)) return run;
    instead.push({ what: "loss", from: run.loss.id, to: null });
    return { ...run, loss: null };
  });
  const { runs: fittingOnes, instead: others } = fittingRuns(remain, fit);
  return { objective: fit, runs: fittingOnes, instead: [...instead, ...others] };
}
