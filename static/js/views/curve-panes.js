// @ts-check
/** What the curves show: the lines of all runs, on one axis where their values can be compared. */

import { findLoss, lossOf } from "../catalog.js";
import { curveRange, curveSeries, logBase } from "../geometry/curve-series.js";
import { modelRange, modelSeries, stepsOfEpoch } from "../geometry/model-series.js";
import { comparison, dataset, isModel, minima, testFunction, view } from "../state.js";
import { modelWord, word } from "../strings.js";
import { isShare, lossName } from "./model/say.js";
import { sharpnessPane, sharpnessSilence } from "./sharpness-pane.js";

/** @import { Run, Trajectory, View } from "../types.js" */
/** @import { StepCurve } from "../geometry/curve-series.js" */
/** @import { RoleSeries } from "../geometry/model-series.js" */

/** @typedef {{ run: Run, trajectory: Trajectory }} Shown */
/** `step`: the step of each entry, where not every step has one. @typedef {RoleSeries & { run: Run, series: { step?: number[] } }} Line */
/** @typedef {{ text: string, run: Run, x: number, y: number }} LineLabel */
/**
 * Lines that share an axis. `title`: what the axis counts, `short` where there is little room; `name`: whose pane it is,
 * where there are several.
 * @typedef {{ title: string, short?: string, name: string, lines: Line[], range: [number, number], log: boolean, labels?: LineLabel[] }} Pane
 */

const TITLES = /** @type {const} */ ({ loss: "lossTitle", distance: "distanceTitle", grad_norm: "gradNormTitle", lr: "lrTitle" });

/** @param {Shown[]} shown @param {Shown[]} ghosts former curves, behind the others @returns {Pane[]} */
export function panesOf(shown, ghosts) {
  if (shownCurve() === "sharpness") return [sharpnessPane(shown)];
  return isModel.value ? modelPanes(shown, ghosts) : [functionPane(shown, ghosts)];
}

/** The curve that is shown: what functions do not have, or models, is shown as the loss. @returns {View["curve"]} */
export function shownCurve() {
  const { curve } = view.value;
  if (isModel.value) return curve === "distance" ? "loss" : curve;
  return curve === "sharpness" || Object.hasOwn(TITLES, curve) ? curve : "loss";
}

/** @param {Shown[]} shown @param {Shown[]} ghosts @returns {Pane} */
function functionPane(shown, ghosts) {
  const { curveScale, axis } = view.value;
  const curve = /** @type {keyof typeof TITLES & StepCurve} */ (shownCurve());
  const log = curveScale === "log";
  const trajectories = [...ghosts, ...shown].map(({ trajectory }) => trajectory);
  const { base, known } = log && curve === "loss" ? logBase(trajectories, minima.value) : { base: 0, known: true };
  const linesOf = (/** @type {Shown[]} */ list, /** @type {"value" | "ghost"} */ role) =>
    list.map(({ run, trajectory }) => ({ run, role, series: curveSeries(trajectory, curve, axis, base) }));
  const lines = [...linesOf(ghosts, "ghost"), ...linesOf(shown, "value")];
  const title = word(base === 0 ? TITLES[curve] : known ? "heightKnown" : "heightRecorded");
  const short = curve === "distance" ? word("distance") : title;
  return { title, short, name: "", lines, range: curveRange(lines.map(({ series }) => series), log), log };
}

/** A pane for each loss, for values of different losses cannot be compared; all else is common. @param {Shown[]} shown @param {Shown[]} ghosts @returns {Pane[]} */
function modelPanes(shown, ghosts) {
  const { axis, curveScale } = view.value;
  const curve = shownCurve();
  const ofLoss = curve === "loss" || curve === "evaluation";
  /** @type {Map<string, Shown[]>} */
  const groups = new Map();
  for (const one of shown) {
    const key = ofLoss ? JSON.stringify(lossOf(one.run)) : "";
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  if (groups.size === 0) groups.set("", []);
  return [...groups.values()].map((members) => {
    const own = members.flatMap(({ run, trajectory }) => modelSeries(trajectory, curve, axis).map((line) => ({ ...line, run })));
    const former = ghosts.filter(({ run }) => !ofLoss || members.some((one) => JSON.stringify(lossOf(one.run)) === JSON.stringify(lossOf(run))));
    const lines = [...former.flatMap((one) => ghostLines(one, curve, axis)), ...own];
    const log = curveScale === "log" && members.every(({ run, trajectory }) => mayBeLog(run, trajectory));
    const name = ofLoss && groups.size > 1 && members[0] ? lossName(members[0].run) : "";
    return { title: titleOf(members), name, lines, range: rangeOf(members, lines, log), log };
  });
}

/** What stands for a former run: the one line that its own would be known by.
 * @param {Shown} ghost @param {View["curve"]} curve @param {View["axis"]} axis @returns {Line[]} */
function ghostLines({ run, trajectory }, curve, axis) {
  const main = modelSeries(trajectory, curve, axis).filter(({ role }) => role === "value" || role === "validation");
  return main.map(({ series }) => ({ run, series, role: "ghost" }));
}

/** Whether all that is shown of a run is above zero by its nature. @param {Run} run @param {Trajectory} trajectory */
function mayBeLog(run, trajectory) {
  const curve = shownCurve();
  if (curve === "metric") return !isShare(trajectory.evaluation?.metric ?? "accuracy");
  return !(curve === "loss" || curve === "evaluation") || !findLoss(lossOf(run)?.id ?? "")?.may_be_negative;
}

/** @param {Shown[]} members @param {Line[]} lines @param {boolean} log @returns {[number, number]} */
function rangeOf(members, lines, log) {
  const [low, high] = modelRange(lines, log);
  const metric = members[0]?.trajectory.evaluation?.metric;
  // A share is at most 1: no room above for what cannot be.
  return shownCurve() === "metric" && metric && isShare(metric) ? [Math.max(-0.02, low), Math.min(1.02, high)] : [low, high];
}

/** @param {Shown[]} members */
function titleOf(members) {
  const curve = shownCurve();
  if (curve === "metric") return modelWord(members.find(({ trajectory }) => trajectory.evaluation)?.trajectory.evaluation?.metric ?? "metric");
  if (curve === "penalty") return modelWord("penaltyTitle");
  if (curve === "loss" || curve === "evaluation") return members[0] ? lossName(members[0].run) : word("loss");
  return curve === "lr" ? word("lrTitle") : modelWord("gradNormTitle");
}

/** Why there is nothing to draw, null where there is something or it may still come. @param {Shown[]} shown @param {Pane[]} panes */
export function silenceOf(shown, panes) {
  if (!shown.some(({ trajectory }) => trajectory.loss.length > 0) || shown.some(({ trajectory }) => trajectory.fromFan)) return null;
  const curve = shownCurve();
  if (curve === "sharpness") return sharpnessSilence(shown, panes[0]) ?? unseen(panes);
  if (curve === "distance" && shown.every(({ trajectory }) => trajectory.distance === null)) {
    return word(testFunction.value?.minima_kind === "continuum" ? "manyMinima" : "noDistance");
  }
  if (curve === "penalty" && shown.every(({ trajectory }) => !trajectory.penalty)) return modelWord("noPenalty");
  const lines = panes.flatMap((pane) => pane.lines);
  if ((curve === "metric" || curve === "evaluation") && !lines.some(({ series }) => series.x.length > 0)) return modelWord("noEvaluation");
  return unseen(panes);
}

/** Why no value can be drawn, null where one can. @param {Pane[]} panes */
function unseen(panes) {
  const values = panes.flatMap(({ lines }) => lines.flatMap(({ series }) => series.y.filter((value) => value !== null)));
  if (values.length === 0) return word("nothingFinite");
  const hidden = panes.every(({ log }) => log) && values.every((value) => value <= 0);
  return hidden ? word("nothingPositive") : null;
}

/** Steps in an epoch, null where that says nothing: for functions, and where each step sees all data. */
export function epochSteps() {
  const { objective } = comparison.value;
  const samples = dataset.value?.train.targets.length ?? 0;
  if (objective.kind !== "model" || objective.batch_size === null || samples === 0) return null;
  return stepsOfEpoch(objective.batch_size, samples);
}
