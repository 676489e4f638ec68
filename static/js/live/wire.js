// @ts-check
/** The page's comparison as the API takes it, and the signatures that tell whether an answer still holds. */

import { parametersOf, splitName, valueIn } from "../catalog.js";

/** @import { Comparison, Objective, Run, WireComparison, WireRun } from "../types.js" */

/** @param {Run} run @returns {WireRun} */
export function wireRun(run) {
  return {
    optimizer: run.optimizer,
    params: run.params,
    schedule: run.schedule,
    label: run.label,
    changes: run.changes,
  };
}

/** @param {Comparison} comparison @returns {WireComparison} */
export function wireComparison({ objective, runs, steps, seed }) {
  return { objective, runs: runs.map(wireRun), steps, seed };
}

/** Everything that a run's trajectory depends on; its label and colour are not among it. @param {Comparison} comparison @param {Run} run */
export function runSignature({ objective, steps, seed }, run) {
  return JSON.stringify([objective, steps, seed, run.optimizer, sorted(run.params), run.schedule, run.changes]);
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
  return objective.kind === "function"
    ? objective.id
    : JSON.stringify([objective.expression, objective.domain]);
}

/** The same entries in one order, so that equal params give equal text. @template T @param {Record<string, T>} params */
function sorted(params) {
  return Object.fromEntries(Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1)));
}
