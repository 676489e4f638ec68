// @ts-check
/** What can be chosen for an objective: only what fits is offered. */

import { findModel, valueIn } from "./catalog.js";

/** @import { ModelObjective, Objective, Optimizer } from "./types.js" */

/** Whether an optimizer can descend an objective. @param {Optimizer} entry @param {Objective} objective */
export function offers(entry, objective) {
  if (!entry.needs || objective.kind !== "model") return entry.available;
  return entry.needs === "matrices" ? onlyMatrices(objective) : isSparse(objective);
}

/** Whether a model's weights can have sparse gradients: those of an embedding of words. @param {ModelObjective} objective */
const isSparse = ({ model }) => findModel(model.id)?.kinds.includes("bag") ?? false;

/** Whether a model is made of matrices alone: no biases, no normalisation. @param {ModelObjective} objective */
function onlyMatrices(objective) {
  if (isSparse(objective)) return true;
  const { model } = objective;
  const params = findModel(model.id)?.params ?? [];
  return valueIn(params, model.params, "bias") === false && valueIn(params, model.params, "batch_norm") !== true;
}
