// @ts-check
/** Runs as they begin: of an optimizer or preset, or as a document of the API has them. */

import { findOptimizer, findPreset, methodName, suggestedLr } from "./catalog.js";
import { offers } from "./offers.js";
import { catalog } from "./signals.js";

/** @import { Objective, Preset, Run, Substitution, WireComparison, WireRun } from "./types.js" */

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

/** What only the run of a model can have, where it has none of it. @returns {Pick<Run, "loss" | "start_from" | "frozen" | "groups" | "accumulate">} */
export const plainly = () => ({ loss: null, start_from: null, frozen: [], groups: [], accumulate: 1 });

/**
 * A new run of an optimizer or preset, with the learning rate that suits the objective.
 * @param {Run[]} others @param {Objective} objective @param {string} id @returns {Run}
 */
export function makeRun(others, objective, id) {
  const preset = findPreset(id);
  const choice = { optimizer: preset?.optimizer ?? id, preset: preset?.id ?? null };
  const lr = suggestedLr(objective, choice);
  return {
    ...choice,
    key: freshKey(),
    params: { ...preset?.params, ...(lr === null ? {} : { lr }) },
    schedule: null,
    label: freeLabel(others, methodName(choice)),
    visible: true,
    pinned: false,
    hue: freeHue(others),
    changes: [],
    zero_grad: true,
    ...plainly(),
  };
}

/** Which optimizer or preset a new run has: the first that no run has yet. @param {Run[]} runs @param {Objective} objective */
export function firstUnused(runs, objective) {
  const used = new Set(runs.map((run) => run.preset ?? run.optimizer));
  const liked = ["Adam", "SGD", "Momentum", "RMSprop", "Adagrad", "AdamW", "Nesterov", "NAdam", "RAdam"];
  const known = catalog.value.optimizers.filter((entry) => offers(entry, objective)).map((entry) => entry.id);
  const offered = [...liked.filter((id) => findOptimizer(id) ?? findPreset(id)), ...known];
  return offered.find((id) => !used.has(id)) ?? known[0];
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
      pinned: false,
      hue: freeHue(runs),
      changes: run.changes ?? [],
      loss: run.loss ? { id: run.loss.id, params: run.loss.params ?? {} } : null,
      start_from: run.start_from ? { replace_head: false, ...run.start_from } : null,
      frozen: run.frozen ?? [],
      groups: run.groups ?? [],
      zero_grad: run.zero_grad ?? true,
      accumulate: run.accumulate ?? 1,
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

/** @param {Run[]} runs @param {Objective} objective @returns {Run[]} */
export function withSuggestedLr(runs, objective) {
  return runs.map((run) => {
    const lr = suggestedLr(objective, run);
    return lr === null || run.pinned ? run : { ...run, params: { ...run.params, lr } };
  });
}

/**
 * The runs with another optimizer where theirs cannot descend the objective, and what was put in whose place.
 * @param {Run[]} runs @param {Objective} objective @returns {{ runs: Run[], instead: Substitution[] }}
 */
export function fittingRuns(runs, objective) {
  /** @type {Substitution[]} */
  const instead = [];
  const fitting = runs.map((run) => {
    const entry = findOptimizer(run.optimizer);
    if (!entry || offers(entry, objective)) return run;
    const others = runs.filter((one) => one !== run);
    const fresh = makeRun(others, objective, firstUnused(others, objective));
    instead.push({ what: "optimizer", from: run.optimizer, to: fresh.optimizer });
    return { ...fresh, key: run.key, hue: run.hue, visible: run.visible };
  });
  return { runs: fitting, instead };
}
