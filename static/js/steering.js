// @ts-check
/** Hyperparameters moved while a model is trained: what the hand sets, what the server has taken on, and what a run has now. */

import { comparison, dragging, isModel, results, steering, training } from "./signals.js";
import { findParameter, parametersOf, valueIn, withValue } from "./catalog.js";

/** @import { Change, Dragging, Json, Params, Run } from "./types.js" */

/** What the hand began to steer: the end of the training must not turn its movement into a new beginning. */
let held = /** @type {Dragging} */ (null);

/** Whether a run can be steered now: its model is being trained. @param {Run} run */
export function isUnderWay(run) {
  return isModel.value && training.value.running && !results.value.get(run.key)?.complete;
}

/** Whether a hyperparameter can change in mid-run. @param {Run} run @param {string} name */
export const isSteerable = (run, name) => findParameter(parametersOf(run), name)?.steerable !== false;

/**
 * Steer a run under way, if that is what a movement means.
 * @param {Run} run @param {string} name @param {Json} value @param {{ dragging?: boolean }} how
 * @returns {boolean} false where the movement is one of the run's first settings
 */
export function steer(run, name, value, how) {
  const same = held?.what === "param" && held.key === run.key && held.name === name;
  const goesOn = same && how.dragging === true && dragging.peek() !== null;
  if (!isUnderWay(run) || !isSteerable(run, name)) return goesOn;
  held = how.dragging ? { what: "param", key: run.key, name } : null;
  const params = withValue(parametersOf(run), paramsNow(run), name, value);
  const whole = name.replace(/\[\d+\]$/, "");
  const wish = { ...steering.peek().get(run.key), [whole]: params[whole] };
  steering.value = new Map(steering.peek()).set(run.key, wish);
  return true;
}

/** The hyperparameters that a run under way has now; before and after, those that it begins with. @param {Run} run @returns {Params} */
export function paramsNow(run) {
  if (!isUnderWay(run)) return run.params;
  const done = (results.value.get(run.key)?.loss.length ?? 0) - 1;
  const passed = run.changes.filter(({ step }) => step <= Math.max(done, 0) || step <= lastSteered(run));
  return Object.assign({}, run.params, ...passed.map(({ params }) => params), steering.value.get(run.key));
}

/** The steps that the server named for what was steered, by run: a picture may lag behind them. @type {Map<string, number>} */
const steered = new Map();

/** @param {Run} run */
const lastSteered = (run) => steered.get(run.key) ?? -1;

/** The value of a hyperparameter as a run under way has it now, else as it begins. @param {Run} run @param {string} name @returns {Json} */
export const valueNow = (run, name) => valueIn(parametersOf(run), paramsNow(run), name);

/**
 * Record what the server has taken on; changes at one step are one.
 * @param {string} key @param {Change} change
 */
export function record(key, change) {
  steered.set(key, change.step);
  const wish = steering.peek().get(key);
  const open = Object.entries(wish ?? {}).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(change.params[name]));
  const next = new Map(steering.peek());
  if (open.length > 0) next.set(key, Object.fromEntries(open));
  else next.delete(key);
  steering.value = next;
  const runs = comparison.peek().runs.map((run) => (run.key === key ? { ...run, changes: withChange(run.changes, change) } : run));
  comparison.value = { ...comparison.peek(), runs };
}

/** Forget what was not taken on. @param {string} [key] of this run alone */
export function forgetSteering(key) {
  if (key === undefined) steered.clear();
  const next = key === undefined ? [] : [...steering.peek()].filter(([one]) => one !== key);
  if (next.length !== steering.peek().size) steering.value = new Map(next);
}

/** The changes with one more, in the order of their steps. @param {Change[]} changes @param {Change} change @returns {Change[]} */
export function withChange(changes, { step, params }) {
  const at = changes.find((one) => one.step === step);
  const others = changes.filter((one) => one !== at);
  return [...others, { step, params: { ...at?.params, ...params } }].sort((a, b) => a.step - b.step);
}
