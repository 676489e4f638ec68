// @ts-check
/** The page's comparison as the API takes it, and the signatures that tell whether an answer still holds. */

import { parametersOf, splitName, valueIn } from "../catalog.js";

/** @import { Comparison, Json, ModelObjective, Objective, Run, WireComparison, WireRun } from "../types.js" */

/** What a run does not have, or has as usual, is left out. @param {Run} run @returns {WireRun} */
export function wireRun(run) {
  return {
    optimizer: run.optimizer,
    params: run.params,
    schedule: run.schedule,
    label: run.pinned ? `${run.label} (pinned)` : run.label,
    changes: run.changes,
    ...(run.loss ? { loss: run.loss } : {}),
    ...(run.start_from ? { start_from: run.start_from } : {}),
    ...(run.frozen?.length ? { frozen: run.frozen } : {}),
    ...(run.groups?.length ? { groups: run.groups } : {}),
    ...(run.zero_grad === false ? { zero_grad: false } : {}),
    ...(run.accumulate > 1 ? { accumulate: run.accumulate } : {}),
  };
}

/** @param {Comparison} comparison @returns {WireComparison} */
export function wireComparison({ objective, runs, steps, seed }) {
  return { objective, runs: runs.map(wireRun), steps, seed };
}

/** Everything that a run's trajectory depends on; its label and colour are not among it. @param {Comparison} comparison @param {Run} run */
export function runSignature({ objective, steps, seed }, run) {
  const { optimizer, params, schedule, changes, start_from, frozen, groups, zero_grad, accumulate } = run;
  const descended = objective.kind === "model" ? modelOf(objective, run) : objective;
  const backward = [zero_grad, accumulate];
  return JSON.stringify([descended, steps, seed, optimizer, sorted(params), schedule, changes, start_from, frozen, groups, backward]);
}

/** A model's objective as one run has it: with the run's own loss, where it has one. @param {ModelObjective} objective @param {Run} run */
function modelOf({ model, dataset, loss, batch_size, penalty, evaluation }, run) {
  const chosen = [model, dataset, run.loss ?? loss].map(({ id, params }) => ({ id, params: sorted(params) }));
  return [...chosen, batch_size, penalty.l1, penalty.l2, evaluation];
}

/**
 * Everything that a fan depends on: the run without the value that is fanned out.
 * @param {Comparison} comparison @param {Run} run @param {string} name
 */
export function fanSignature(comparison, run, name) {
  const part = splitName(name);
  const { [part.name]: _, ...others } = run.params;
  const whole = valueIn(parametersOf(run), run.params, part.name);
  const params = part.index === null ? others : { ...others, [part.name]: whole.with(part.index, null) };
  return `${name}:${runSignature(comparison, { ...run, params })}`;
}

/** What the landscape depends on: neither start nor noise. @param {Objective} objective */
export function landscapeKey(objective) {
  if (objective.kind === "function") return objective.id;
  if (objective.kind === "formula") return JSON.stringify([objective.expression, objective.domain]);
  const { model, dataset, loss, penalty } = /** @type {Json} */ (landscapeObjective(objective));
  return JSON.stringify([model, dataset, loss, penalty]);
}

/** An objective as a landscape's request names it: without start and noise. @param {Objective} objective @returns {object} */
export function landscapeObjective(objective) {
  if (objective.kind !== "model") return { ...objective, start: undefined, noise: 0 };
  const { start: _, ...params } = objective.model.params;
  return { ...objective, model: { ...objective.model, params } };
}

/** What a run descends: the comparison's objective, under the run's own loss if it has one. @param {Objective} objective @param {Run} run @returns {Objective} */
export function objectiveOf(objective, run) {
  return objective.kind === "model" && run.loss ? { ...objective, loss: run.loss } : objective;
}

/** Whose predictions can be laid over each other: those of one model on one dataset. @param {Objective} objective */
export function groundKey(objective) {
  if (objective.kind !== "model") return landscapeKey(objective);
  const { model, dataset } = /** @type {Json} */ (landscapeObjective(objective));
  return JSON.stringify([model, dataset]);
}

/** The same entries in one order, so that equal params give equal text. @template T @param {Record<string, T>} params */
function sorted(params) {
  return Object.fromEntries(Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1)));
}
