// @ts-check
/** A run as a part of an address, and back. */

import { findDataset, findLoss, findOptimizer, findPreset, findSchedule, methodName, parametersOf, suggestedLr, valueOf } from "./catalog.js";
import { freeHue, freshKey } from "./runs.js";
import { catalog } from "./signals.js";
import { atLeast, isObject, must, params, short, texts, whole } from "./link-checks.js";

/** @import { Change, Choice, Group, Json, Objective, Parameter, Run, ScheduleChoice } from "./types.js" */

/** @param {Run} run */
export function writeRun(run) {
  const lr = valueOf(run, "lr");
  const set = lr === undefined ? run.params : { lr, ...run.params };
  return {
    use: run.preset ?? run.optimizer,
    ...(Object.keys(set).length ? { set } : {}),
    ...(run.schedule ? { schedule: run.schedule } : {}),
    ...(run.changes.length ? { changes: run.changes } : {}),
    ...(run.loss ? { loss: writeChoice(run.loss) } : {}),
    ...(run.start_from ? { from: run.start_from } : {}),
    ...(run.frozen.length ? { frozen: run.frozen } : {}),
    ...(run.groups.length ? { groups: run.groups } : {}),
    ...(run.zero_grad === false ? { zero_grad: false } : {}),
    ...(run.accumulate > 1 ? { accumulate: run.accumulate } : {}),
    ...(run.label === methodName(run) ? {} : { label: run.label }),
    hue: run.hue,
    ...(run.visible ? {} : { hidden: true }),
    ...(run.pinned ? { pinned: true } : {}),
  };
}

/** An entry of the catalog with what is set in it. @param {Choice} choice */
export const writeChoice = ({ id, params: set }) => ({ use: id, ...(Object.keys(set).length ? { set } : {}) });

/** @param {Json} given @param {(id: string) => { id: string, params: Parameter[] } | null} find @returns {Choice} */
export function readChoice(given, find) {
  const entry = must(find(given.use));
  return { id: entry.id, params: params(given.set ?? {}, entry.params) };
}

/** The runs that can be, and the places of those that cannot. @param {Json[]} given @param {Objective} objective */
export function readRuns(given, objective) {
  /** @type {Run[]} */
  const runs = [];
  /** @type {number[]} */
  const wrong = [];
  given.forEach((one, place) => {
    try {
      must(runs.length < (catalog.value.limits.runs ?? Infinity));
      runs.push(readRun(one, runs, objective));
    } catch {
      wrong.push(place);
    }
  });
  return { runs, wrong };
}

/** A run; a rate that it does not have is the one that suits the objective. @param {Json} given @param {Run[]} others @param {Objective} objective @returns {Run} */
function readRun(given, others, objective) {
  const preset = findPreset(given.use);
  const optimizer = must(findOptimizer(preset?.optimizer ?? given.use)).id;
  const choice = { optimizer, preset: preset?.id ?? null };
  const lr = suggestedLr(objective, choice);
  const { set = {}, changes = [], label = methodName(choice), hue = freeHue(others) } = given;
  return {
    ...choice,
    key: freshKey(),
    params: { ...preset?.params, ...(lr === null ? {} : { lr }), ...params(set, parametersOf(choice)) },
    schedule: given.schedule === undefined ? null : readSchedule(given.schedule),
    changes: /** @type {Change[]} */ (must(Array.isArray(changes) && changes.every(isObject) && changes)),
    label: short(label, catalog.value.limits.label_length ?? 80),
    visible: given.hidden !== true,
    pinned: given.pinned === true,
    hue: atLeast(0, whole(hue)),
    zero_grad: given.zero_grad !== false,
    ...readOfModel(given, objective),
  };
}

/** What only a model's run can have. @param {Json} given @param {Objective} objective @returns {Pick<Run, "loss" | "start_from" | "frozen" | "groups" | "accumulate">} */
function readOfModel({ loss, from, frozen, groups, accumulate }, objective) {
  const given = [loss, from, frozen, groups, accumulate].some((one) => one !== undefined);
  must(!given || objective.kind === "model");
  return {
    loss: loss === undefined ? null : readLoss(loss, objective),
    start_from: from === undefined ? null : { checkpoint: text(from.checkpoint), replace_head: from.replace_head === true },
    frozen: frozen === undefined ? [] : texts(frozen),
    groups: groups === undefined ? [] : must(Array.isArray(groups) && groups).map(readGroup),
    accumulate: accumulate === undefined ? 1 : atLeast(1, whole(accumulate)),
  };
}

/** A loss that fits the data. @param {Json} given @param {Objective} objective @returns {Choice} */
export function readLoss(given, objective) {
  const choice = readChoice(given, findLoss);
  must(objective.kind === "model" && findDataset(objective.dataset.id)?.losses.includes(choice.id));
  return choice;
}

/** @param {Json} given @returns {Group} */
function readGroup({ parameters, params: set }) {
  return { parameters: must(texts(parameters).length > 0 && parameters), params: must(isObject(set) && set) };
}

/** @param {Json} value @returns {string} */
const text = (value) => must(typeof value === "string" && value !== "" && value);

/** @param {Json} given @returns {ScheduleChoice} */
function readSchedule(given) {
  const { id, params: set = {} } = given;
  return { id: must(findSchedule(id)).id, params: must(isObject(set) && set) };
}
