// @ts-check
/** Lookups in the catalog: what an id means, what a run's value is, in the language of the page. */

import { catalog, comparison, view } from "./signals.js";
import { t } from "./strings.js";

/** @import { Catalog, Choice, DatasetEntry, Json, LossEntry, ModelEntry, Objective, Optimizer, Parameter, Params, Preset, Run, Schedule, Text } from "./types.js" */

/** Whether an entry says every word of a search, in either language. @param {{ id: string, name: Text, about: Text }} entry @param {string} search */
export function matches(entry, search) {
  const haystack = [entry.id, entry.name.en, entry.name.zh, entry.about.en, entry.about.zh].join(" ").toLowerCase();
  return search.toLowerCase().split(/\s+/).every((word) => haystack.includes(word));
}

/** The catalog of the server that served this page. @returns {Promise<Catalog>} */
export async function fetchCatalog() {
  const response = await fetch("/api/catalog");
  if (!response.ok) throw new Error(`the catalog answered ${response.status} ${response.statusText}`);
  return response.json();
}

/** A text of the catalog in the language of the page. @param {Text | null | undefined} text */
export function say(text) {
  return text ? text[view.value.language] || text.en : "";
}

/** @template {{ id: string }} T @param {T[]} entries @param {string} id @returns {T | null} */
const find = (entries, id) => entries.find((entry) => entry.id === id) ?? null;

/** @param {string} id */
export const findFunction = (id) => find(catalog.value.functions, id);
/** @param {string} id @returns {Optimizer | null} */
export const findOptimizer = (id) => find(catalog.value.optimizers, id);
/** @param {string | null} id @returns {Preset | null} */
export const findPreset = (id) => (id === null ? null : find(catalog.value.presets, id));
/** @param {string} id @returns {Schedule | null} */
export const findSchedule = (id) => find(catalog.value.schedules, id);
/** @param {string} id @returns {DatasetEntry | null} */
export const findDataset = (id) => find(catalog.value.datasets, id);
/** @param {string} id @returns {ModelEntry | null} */
export const findModel = (id) => find(catalog.value.models, id);
/** @param {string} id @returns {LossEntry | null} */
export const findLoss = (id) => find(catalog.value.losses, id);

/** The loss that a run descends: its own, else the comparison's; null for functions. @param {Pick<Run, "loss">} run @returns {Choice | null} */
export function lossOf(run) {
  const { objective } = comparison.value;
  return objective.kind === "model" ? (run.loss ?? objective.loss) : null;
}

/** What a run is called where nobody gave it a label. @param {Pick<Run, "optimizer" | "preset">} run */
export function methodName(run) {
  return findPreset(run.preset)?.id ?? run.optimizer;
}

/** What the catalog calls a run's method, in the language of the page. @param {Pick<Run, "optimizer" | "preset">} run */
export function methodTitle(run) {
  return say((findPreset(run.preset) ?? findOptimizer(run.optimizer))?.name) || methodName(run);
}

/**
 * A run's label as the page shows it: the method's own name, numbered or not, follows the language; any other stays.
 * @param {Pick<Run, "optimizer" | "preset" | "label"> & { pinned?: boolean }} run
 */
export function labelOf(run) {
  const label = plainLabelOf(run);
  return run.pinned ? t("pinnedLabel", { label }) : label;
}

/** @param {Pick<Run, "optimizer" | "preset" | "label">} run */
function plainLabelOf(run) {
  const name = (findPreset(run.preset) ?? findOptimizer(run.optimizer))?.name;
  const number = / \d+$/.exec(run.label)?.[0] ?? "";
  const plain = run.label.slice(0, run.label.length - number.length);
  return [methodName(run), name?.en, name?.zh].includes(plain) ? methodTitle(run) + number : run.label;
}

/** The hyperparameters a run can set. @param {Pick<Run, "optimizer">} run @returns {Parameter[]} */
export function parametersOf(run) {
  return findOptimizer(run.optimizer)?.params ?? [];
}

/** `betas[0]` is the first item of `betas`. @param {string} name @returns {{ name: string, index: number | null }} */
export function splitName(name) {
  const match = /^(.*)\[(\d+)\]$/.exec(name);
  return match ? { name: match[1], index: Number(match[2]) } : { name, index: null };
}

/**
 * The value of a parameter, `betas[0]` included: what was set, else torch's default.
 * @param {Parameter[]} parameters @param {Params} params @param {string} name @returns {Json}
 */
export function valueIn(parameters, params, name) {
  const part = splitName(name);
  const own = Object.hasOwn(params, part.name);
  const whole = own ? params[part.name] : parameters.find((entry) => entry.name === part.name)?.default;
  return part.index === null ? whole : whole?.[part.index];
}

/** The value of a run's hyperparameter. @param {Run} run @param {string} name @returns {Json} */
export function valueOf(run, name) {
  return valueIn(parametersOf(run), run.params, name);
}

/**
 * The parameter that a name such as `lr` or `betas[0]` means; items of a tuple are parameters of their own.
 * @param {Parameter[]} parameters @param {string} name @returns {Parameter | null}
 */
export function findParameter(parameters, name) {
  const part = splitName(name);
  const whole = parameters.find((entry) => entry.name === part.name) ?? null;
  return part.index === null ? whole : (whole?.items[part.index] ?? null);
}

/**
 * The same params with one value replaced; a tuple is copied, its other items kept or filled from the default.
 * @param {Parameter[]} parameters @param {Params} params @param {string} name @param {Json} value @returns {Params}
 */
export function withValue(parameters, params, name, value) {
  const part = splitName(name);
  if (part.index === null) return { ...params, [name]: value };
  const whole = [...(valueIn(parameters, params, part.name) ?? [])];
  whole[part.index] = value;
  return { ...params, [part.name]: whole };
}

/** Where runs begin on the stage, null where the objective has more than two parameters. @param {Objective} objective @returns {[number, number] | null} */
export function startOf(objective) {
  if (objective.kind !== "model") return objective.start;
  const entry = findModel(objective.model.id);
  return entry?.two_weight ? valueIn(entry.params, objective.model.params, "start") : null;
}

/** @typedef {Pick<Run, "optimizer" | "preset">} Method */

/** The learning rates found to work on an objective. @param {Objective} objective */
function knownRates(objective) {
  if (objective.kind === "model") return findModel(objective.model.id)?.suggested_lr;
  return objective.kind === "function" ? findFunction(objective.id)?.suggested_lr : undefined;
}

/** @param {Objective} objective @param {Method} run @returns {number | null} */
const knownLr = (objective, run) => knownRates(objective)?.[run.preset ?? run.optimizer] ?? null;

/** @param {Method} run @returns {number | null} */
const defaultLr = (run) => parametersOf(run).find((entry) => entry.name === "lr")?.default ?? null;

/** The learning rate found to work on an objective, else torch's default. @param {Objective} objective @param {Method} run */
export const suggestedLr = (objective, run) => knownLr(objective, run) ?? defaultLr(run);

/** Whether a run has torch's default rate, for none is known to suit the objective. @param {Objective} objective @param {Run} run */
export const lacksSuggestion = (objective, run) =>
  knownLr(objective, run) === null && valueOf(run, "lr") === (defaultLr(run) ?? undefined);
