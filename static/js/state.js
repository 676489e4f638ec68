// @ts-check
/** What the person can do: the actions that change the page's signals. Views read from here too. */

import { batch } from "../vendor/preact.js";
import {
  USUAL_STEPS, catalog, comparison, dragging, freshView, ghosts, notice, playhead, playing, problem, results, speed, view,
} from "./signals.js";
import { findFunction, findModel, methodName, parametersOf, withValue } from "./catalog.js";
import { firstUnused, fittingRuns, freeHue, freeLabel, freshKey, makeRun, plainly, withSuggestedLr } from "./runs.js";
import { landscapeKey } from "./live/wire.js";
import { shownStep } from "./progress.js";
import { steer } from "./steering.js";

/** @import { Comparison, Domain, Dragging, Json, Objective, Run, ScheduleChoice, View } from "./types.js" */

export * from "./signals.js";
export * from "./runs.js";
// In the place of the signals of these names: views read from here.
export { basins, curvatures, fans, inspection, planePicture, results } from "./withheld.js";

/** What was said against the former comparison is not said of the next. @param {Partial<Comparison>} patch */
export function change(patch) {
  batch(() => {
    comparison.value = { ...comparison.value, ...patch };
    problem.value = null;
  });
}

/** @param {string} key @param {(run: Run) => Run} edit */
export function changeRun(key, edit) {
  change({ runs: comparison.value.runs.map((run) => (run.key === key ? edit(run) : run)) });
}

/** Replace the whole comparison, as a scene or a link does. @param {Comparison} next */
export function setComparison(next) {
  batch(() => {
    comparison.value = next;
    problem.value = null;
    notice.value = null;
    dragging.value = null;
    playhead.value = next.steps;
  });
}

/**
 * Move the start, or the two weights that a model begins with; `dragging` while the pointer is down.
 * @param {number} x @param {number} y @param {{ dragging?: boolean }} [how]
 */
export function setStart(x, y, how = {}) {
  batch(() => {
    setDragging(how.dragging ? { what: "start" } : null);
    change({ objective: startedAt(comparison.value.objective, [x, y]) });
    notice.value = null;
  });
}

/** @param {Objective} objective @param {[number, number]} start @returns {Objective} */
function startedAt(objective, start) {
  if (objective.kind !== "model") return { ...objective, start };
  return { ...objective, model: { ...objective.model, params: { ...objective.model.params, start } } };
}

/** The start that belongs to the objective: the function's or the model's own, or the domain's centre. */
export function resetStart() {
  const { objective } = comparison.value;
  const own = ownStart(objective);
  if (own) setStart(...own);
}

/** @param {Objective} objective @returns {[number, number] | null} */
function ownStart(objective) {
  if (objective.kind === "formula") return centre(objective.domain);
  if (objective.kind === "function") return findFunction(objective.id)?.start ?? null;
  return findModel(objective.model.id)?.params.find(({ name }) => name === "start")?.default ?? null;
}

/** @param {Domain} domain @returns {[number, number]} */
const centre = ([left, right, bottom, top]) => [(left + right) / 2, (bottom + top) / 2];

/** Say what the hand is on, null when it lets go; the paths it is about to change stay as ghosts. @param {Dragging} next */
export function setDragging(next) {
  if (JSON.stringify(next) === JSON.stringify(dragging.peek())) return;
  if (next !== null) ghosts.value = ghostsBefore(next);
  dragging.value = next;
}

/** What is known of the runs that a hand is about to change; where it is not known yet, the former ghosts. @param {Dragging} hand */
function ghostsBefore(hand) {
  const { runs, objective } = comparison.peek();
  const key = hand !== null && hand.what !== "start" ? hand.key : null;
  const ground = landscapeKey(objective);
  const known = runs.flatMap((run) => {
    const trajectory = key === null || key === run.key ? results.peek().get(run.key) : null;
    return trajectory?.complete && !trajectory.provisional ? [{ run, ground, trajectory }] : [];
  });
  return known.length > 0 ? known : ghosts.peek().filter(({ run }) => key === null || key === run.key);
}

/**
 * Set a hyperparameter; `betas[0]` is an item of a tuple. `dragging` while the pointer is down. A run whose model is
 * being trained goes on with the new value instead of beginning anew.
 * @param {string} key @param {string} name @param {Json} value @param {{ dragging?: boolean }} [how]
 */
export function setParam(key, name, value, how = {}) {
  batch(() => {
    const run = comparison.value.runs.find((one) => one.key === key);
    const steered = run !== undefined && steer(run, name, value, how);
    setDragging(how.dragging ? { what: "param", key, name } : null);
    if (name === "lr") notice.value = null;
    if (!steered) changeRun(key, (run) => ({ ...run, params: withValue(parametersOf(run), run.params, name, value) }));
  });
}

/** Add a run: of `id`, else of the first optimizer or preset that no run has yet. @param {string} [id] */
export function addRun(id) {
  const { runs, objective } = comparison.value;
  if (runs.length >= (catalog.value.limits.runs ?? Infinity)) return;
  const run = makeRun(runs, objective, id ?? firstUnused(runs, objective));
  change({ runs: [...runs, run] });
}

/** @param {string} key */
export function removeRun(key) {
  batch(() => {
    change({ runs: comparison.value.runs.filter((run) => run.key !== key) });
    if (view.value.basinRun === key) setView({ basinRun: null });
  });
}

/** A second run with the same settings, right after the first. @param {string} key */
export function duplicateRun(key) {
  const { runs } = comparison.value;
  const place = runs.findIndex((run) => run.key === key);
  if (place < 0 || runs.length >= (catalog.value.limits.runs ?? Infinity)) return;
  const twin = { ...structuredClone(runs[place]), key: freshKey(), hue: freeHue(runs), visible: true };
  twin.label = freeLabel(runs, runs[place].label.replace(/ \d+$/, ""));
  change({ runs: runs.toSpliced(place + 1, 0, twin) });
}

/** Keep a run as it is now, as a faint twin right below it. @param {string} key */
export function pinRun(key) {
  const { runs } = comparison.value;
  const place = runs.findIndex((run) => run.key === key);
  if (place < 0 || runs.length >= (catalog.value.limits.runs ?? Infinity)) return;
  const twin = { ...structuredClone(runs[place]), key: freshKey(), visible: true, pinned: true };
  change({ runs: runs.toSpliced(place + 1, 0, twin) });
}

/** @param {string} key @param {boolean} visible */
export function setVisible(key, visible) {
  changeRun(key, (run) => ({ ...run, visible }));
}

/** Rename a run; an empty name gives it back its optimizer's. @param {string} key @param {string} label */
export function setLabel(key, label) {
  const others = comparison.value.runs.filter((run) => run.key !== key);
  changeRun(key, (run) => ({ ...run, label: label.trim() || freeLabel(others, methodName(run)) }));
}

/** What becomes of a run's gradients between its steps. @param {string} key @param {Partial<Pick<Run, "zero_grad" | "accumulate">>} how */
export const setBackward = (key, how) => changeRun(key, (run) => ({ ...run, ...how }));

/** Give a run another optimizer or preset; colour, schedule and a label of its own stay. @param {string} key @param {string} id */
export function setOptimizer(key, id) {
  const { runs, objective } = comparison.value;
  const others = runs.filter((run) => run.key !== key);
  changeRun(key, (run) => {
    const fresh = makeRun(others, objective, id);
    const named = run.label.replace(/ \d+$/, "") !== methodName(run);
    const { loss, start_from, frozen, schedule, visible, hue, zero_grad, accumulate } = run;
    const kept = { key, hue, visible, schedule, loss, start_from, frozen, zero_grad, accumulate };
    return { ...fresh, ...kept, label: named ? run.label : fresh.label };
  });
}

/** @param {string} key @param {ScheduleChoice | null} schedule */
export function setSchedule(key, schedule) {
  changeRun(key, (run) => ({ ...run, schedule }));
}

/**
 * Choose a function of the catalog: its own start, and the learning rates that suit it. How a former scene wanted its
 * own function to be looked at goes; layout, theme and language are the person's.
 * @param {string} id
 */
export function setObjective(id) {
  const entry = findFunction(id);
  if (!entry) return;
  const { layout } = view.value;
  const objective = /** @type {Objective} */ ({ kind: "function", id, start: [...entry.start], noise: noiseSoFar() });
  batch(() => {
    change({ objective, runs: withSuggestedLr(surfaceRuns(objective), objective), steps: USUAL_STEPS });
    view.value = { ...freshView(), layout };
    notice.value = "ownStartAndRates";
    setPlayhead(USUAL_STEPS);
  });
}

/** Choose a typed formula, started from the centre of its domain unless told where. @param {string} expression @param {Domain} domain @param {[number, number]} [start] */
export function setFormula(expression, domain, start = centre(domain)) {
  const objective = /** @type {Objective} */ ({ kind: "formula", expression, domain, start, noise: noiseSoFar() });
  change({ objective, runs: surfaceRuns(objective) });
  notice.value = null;
}

const noiseSoFar = () => {
  const { objective } = comparison.value;
  return objective.kind === "model" ? 0 : objective.noise;
};

/** The runs without what only a model's can have, where they were a model's. @param {Objective} objective */
function surfaceRuns(objective) {
  const { runs, objective: former } = comparison.value;
  if (former.kind !== "model") return runs;
  return fittingRuns(runs.map((run) => ({ ...run, ...plainly(), changes: [] })), objective).runs;
}

/** Give every run the learning rate that suits the objective. */
export function applySuggestedLr() {
  const { objective, runs } = comparison.value;
  change({ runs: withSuggestedLr(runs, objective) });
}

/** @param {number} steps */
export function setSteps(steps) {
  batch(() => {
    const atEnd = playhead.value >= comparison.value.steps;
    change({ steps });
    if (atEnd || playhead.value > steps) playhead.value = steps;
  });
}

/** @param {number} seed */
export const setSeed = (seed) => change({ seed });

/** The sigma of the synthetic gradient noise. @param {number} noise */
export function setNoise(noise) {
  const { objective } = comparison.value;
  if (objective.kind !== "model") change({ objective: { ...objective, noise } });
}

/** @param {Partial<View>} patch */
export function setView(patch) {
  view.value = { ...view.value, ...patch };
}

/** Move the playhead, kept within the steps. @param {number} step */
export function setPlayhead(step) {
  playhead.value = Math.max(0, Math.min(comparison.value.steps, Math.round(step)));
}

/** Move the playhead by hand, back from what is shown: playing stops. @param {number} steps */
export function stepBy(steps) {
  batch(() => {
    playing.value = false;
    setPlayhead((steps < 0 ? shownStep.value : playhead.value) + steps);
  });
}

/** Play or pause; from the end, play again from the start. */
export function togglePlay() {
  batch(() => {
    if (!playing.value && playhead.value >= comparison.value.steps) playhead.value = 0;
    playing.value = !playing.value;
  });
}

/** @param {number} value */
export function setSpeed(value) {
  speed.value = Math.max(0.25, Math.min(8, value));
}
