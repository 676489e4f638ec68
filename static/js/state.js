// @ts-check
/** What the person can do: the actions that change the page's signals. Views read from here too. */

import { batch } from "../vendor/preact.js";
import {
  FIRST_VIEW, USUAL_STEPS, catalog, comparison, dragging, ghost, notice, playhead, playing, problem, results, speed, view,
} from "./signals.js";
import { findOptimizer, findPreset, methodName, parametersOf, suggestedLr, withValue } from "./catalog.js";

/** @import { Comparison, Domain, Dragging, Json, Objective, Preset, Run, ScheduleChoice, View, WireComparison, WireRun } from "./types.js" */

export * from "./signals.js";

let nextKey = 1;

/** A name for a run that no other run of this page has had. */
export function freshKey() {
  return `r${nextKey++}`;
}

/** The first colour of the palette that no run has. @param {Run[]} runs */
export function freeHue(runs) {
  const taken = new Set(runs.map((run) => run.hue));
  let hue = 0;
  while (taken.has(hue)) hue += 1;
  return hue;
}

/** The first of "Adam", "Adam 2", "Adam 3" that no run has. @param {Run[]} runs @param {string} name */
export function freeLabel(runs, name) {
  const taken = new Set(runs.map((run) => run.label));
  if (!taken.has(name)) return name;
  let number = 2;
  while (taken.has(`${name} ${number}`)) number += 1;
  return `${name} ${number}`;
}

/**
 * A new run of an optimizer or preset, with the learning rate that suits the objective.
 * @param {Run[]} others @param {Objective} objective @param {string} id @returns {Run}
 */
export function makeRun(others, objective, id) {
  const preset = findPreset(id);
  const choice = { optimizer: preset?.optimizer ?? id, preset: preset?.id ?? null };
  const lr = suggestedLr(objective.kind === "function" ? objective.id : null, choice);
  return {
    ...choice,
    key: freshKey(),
    params: { ...preset?.params, ...(lr === null ? {} : { lr }) },
    schedule: null,
    label: freeLabel(others, methodName(choice)),
    visible: true,
    hue: freeHue(others),
    changes: [],
  };
}

/** The runs of a document of the API, as the page keeps them. @param {WireComparison} wire @returns {Run[]} */
export function runsFromWire(wire) {
  /** @type {Run[]} */
  const runs = [];
  for (const run of wire.runs) {
    const preset = presetOf(run);
    const choice = { optimizer: run.optimizer, preset: preset?.id ?? null };
    runs.push({
      ...choice,
      key: freshKey(),
      params: { ...run.params },
      schedule: run.schedule ?? null,
      label: run.label || freeLabel(runs, methodName(choice)),
      visible: true,
      hue: freeHue(runs),
      changes: run.changes ?? [],
    });
  }
  return runs;
}

/** The preset that a run is an example of, whatever its learning rate: the one that says most. @param {WireRun} run */
function presetOf({ optimizer, params }) {
  const fits = catalog.value.presets.filter(
    (entry) =>
      entry.optimizer === optimizer &&
      Object.entries(entry.params).every(([name, value]) => name === "lr" || JSON.stringify(params[name]) === JSON.stringify(value)),
  );
  const size = (/** @type {Preset} */ entry) => Object.keys(entry.params).length;
  return fits.sort((a, b) => size(b) - size(a))[0] ?? null;
}

/** What was said against the former comparison is not said of the next. @param {Partial<Comparison>} patch */
function change(patch) {
  batch(() => {
    comparison.value = { ...comparison.value, ...patch };
    problem.value = null;
  });
}

/** @param {string} key @param {(run: Run) => Run} edit */
function changeRun(key, edit) {
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
 * Move the start; `dragging` while the pointer is down.
 * @param {number} x @param {number} y @param {{ dragging?: boolean }} [how]
 */
export function setStart(x, y, how = {}) {
  batch(() => {
    setDragging(how.dragging ? { what: "start" } : null);
    change({ objective: { ...comparison.value.objective, start: [x, y] } });
    notice.value = null;
  });
}

/** The start that belongs to the objective: the function's own, or the domain's centre. */
export function resetStart() {
  const { objective } = comparison.value;
  if (objective.kind === "formula") setStart(...centre(objective.domain));
  else {
    const entry = catalog.value.functions.find((one) => one.id === objective.id);
    if (entry) setStart(...entry.start);
  }
}

/** @param {Domain} domain @returns {[number, number]} */
const centre = ([left, right, bottom, top]) => [(left + right) / 2, (bottom + top) / 2];

/** Say what the hand is on, null when it lets go; the path it is about to change stays as a ghost. @param {Dragging} next */
export function setDragging(next) {
  if (JSON.stringify(next) === JSON.stringify(dragging.peek())) return;
  const former = next?.what === "param" ? results.peek().get(next.key) : null;
  if (next && former?.complete && !former.provisional) {
    ghost.value = { key: /** @type {{ key: string }} */ (next).key, x: former.x, y: former.y, loss: former.loss };
  }
  dragging.value = next;
}

/**
 * Set a hyperparameter; `betas[0]` is an item of a tuple. `dragging` while the pointer is down.
 * @param {string} key @param {string} name @param {Json} value @param {{ dragging?: boolean }} [how]
 */
export function setParam(key, name, value, how = {}) {
  batch(() => {
    setDragging(how.dragging ? { what: "param", key, name } : null);
    if (name === "lr") notice.value = null;
    changeRun(key, (run) => ({ ...run, params: withValue(parametersOf(run), run.params, name, value) }));
  });
}

/** Add a run: of `id`, else of the first optimizer or preset that no run has yet. @param {string} [id] */
export function addRun(id) {
  const { runs, objective } = comparison.value;
  if (runs.length >= (catalog.value.limits.runs ?? Infinity)) return;
  const run = makeRun(runs, objective, id ?? firstUnused(runs));
  change({ runs: [...runs, run] });
}

/** @param {Run[]} runs */
function firstUnused(runs) {
  const used = new Set(runs.map((run) => run.preset ?? run.optimizer));
  const liked = ["Adam", "SGD", "Momentum", "RMSprop", "Adagrad", "AdamW", "Nesterov", "NAdam", "RAdam"];
  const known = catalog.value.optimizers.filter((entry) => entry.available).map((entry) => entry.id);
  const offered = [...liked.filter((id) => findOptimizer(id) ?? findPreset(id)), ...known];
  return offered.find((id) => !used.has(id)) ?? known[0];
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

/** @param {string} key @param {boolean} visible */
export function setVisible(key, visible) {
  changeRun(key, (run) => ({ ...run, visible }));
}

/** Rename a run; an empty name gives it back its optimizer's. @param {string} key @param {string} label */
export function setLabel(key, label) {
  const others = comparison.value.runs.filter((run) => run.key !== key);
  changeRun(key, (run) => ({ ...run, label: label.trim() || freeLabel(others, methodName(run)) }));
}

/** Give a run another optimizer or preset; colour, schedule and a label of its own stay. @param {string} key @param {string} id */
export function setOptimizer(key, id) {
  const { runs, objective } = comparison.value;
  const others = runs.filter((run) => run.key !== key);
  changeRun(key, (run) => {
    const fresh = makeRun(others, objective, id);
    const named = run.label.replace(/ \d+$/, "") !== methodName(run);
    return { ...fresh, key, hue: run.hue, visible: run.visible, schedule: run.schedule, label: named ? run.label : fresh.label };
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
  const entry = catalog.value.functions.find((one) => one.id === id);
  if (!entry) return;
  const noise = comparison.value.objective.noise;
  const { layout, theme, language } = view.value;
  batch(() => {
    change({
      objective: { kind: "function", id, start: [...entry.start], noise },
      runs: withSuggestedLr(comparison.value.runs, id),
      steps: USUAL_STEPS,
    });
    view.value = { ...FIRST_VIEW, layout, theme, language };
    notice.value = "ownStartAndRates";
    setPlayhead(USUAL_STEPS);
  });
}

/** Choose a typed formula, started from the centre of its domain unless told where. @param {string} expression @param {Domain} domain @param {[number, number]} [start] */
export function setFormula(expression, domain, start = centre(domain)) {
  const noise = comparison.value.objective.noise;
  change({ objective: { kind: "formula", expression, domain, start, noise } });
  notice.value = null;
}

/** Give every run the learning rate that suits the objective. */
export function applySuggestedLr() {
  const { objective, runs } = comparison.value;
  change({ runs: withSuggestedLr(runs, objective.kind === "function" ? objective.id : null) });
}

/** @param {Run[]} runs @param {string | null} functionId @returns {Run[]} */
export function withSuggestedLr(runs, functionId) {
  return runs.map((run) => {
    const lr = suggestedLr(functionId, run);
    return lr === null ? run : { ...run, params: { ...run.params, lr } };
  });
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
  change({ objective: { ...comparison.value.objective, noise } });
}

/** @param {Partial<View>} patch */
export function setView(patch) {
  view.value = { ...view.value, ...patch };
}

/** Move the playhead, kept within the steps. @param {number} step */
export function setPlayhead(step) {
  playhead.value = Math.max(0, Math.min(comparison.value.steps, Math.round(step)));
}

/** Move the playhead by hand: playing stops. @param {number} steps */
export function stepBy(steps) {
  batch(() => {
    playing.value = false;
    setPlayhead(playhead.value + steps);
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
