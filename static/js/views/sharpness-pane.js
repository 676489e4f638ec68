// @ts-check
/** The sharpness curve: the largest eigenvalue of the Hessian along each run, beside the run's line of stability. */

import { labelOf, say } from "../catalog.js";
import { formatNumber } from "../format.js";
import { curveRange } from "../geometry/curve-series.js";
import { curvatureSeries, extended, lineOf, sharpnessOf } from "../geometry/curvature.js";
import { sayProblem } from "../sentences.js";
import { comparison, curvatureWork, curvatures, isModel, view } from "../state.js";
import { curvatureWord } from "../strings.js";

/** @import { Run, RunCurvature, Trajectory, View } from "../types.js" */
/** @import { Line, Pane, Shown } from "./curve-panes.js" */

const TITLES = /** @type {const} */ ({ raw: "rawTitle", normalised: "normalisedTitle", preconditioned: "preconditionedTitle" });

/** What can be chosen here: runs that nothing preconditions have no third, functions no layers to normalise by. @returns {View["sharpness"][]} */
export function sharpnessChoices() {
  const known = [...curvatures.value.values()];
  /** @type {View["sharpness"][]} */
  const choices = ["raw"];
  if (isModel.value) choices.push("normalised");
  if (known.some(({ preconditioned }) => preconditioned)) choices.push("preconditioned");
  return choices;
}

/** The choice that is shown. @returns {View["sharpness"]} */
export function shownSharpness() {
  const { sharpness } = view.value;
  const choices = sharpnessChoices();
  return choices.includes(sharpness) ? sharpness : (choices.find((one) => one === "preconditioned") ?? "raw");
}

/** @param {Shown[]} shown @returns {Pane} */
export function sharpnessPane(shown) {
  const { axis, curveScale } = view.value;
  const choice = shownSharpness();
  const log = curveScale === "log";
  const measured = shown.flatMap((one) => {
    const curvature = curvatures.value.get(one.run.key);
    return curvature ? [{ ...one, curvature }] : [];
  });
  const values = measured.map(({ run, trajectory, curvature }) => ({
    run, role: /** @type {const} */ ("value"), series: curvatureSeries(curvature, sharpnessOf(curvature, choice), trajectory, axis),
  }));
  const edges = measured.map(({ run, trajectory, curvature }) => ({
    run, role: /** @type {const} */ ("line"), series: edgeSeries(run, curvatureSeries(curvature, lineOf(curvature, choice), trajectory, axis)),
  }));
  const lines = [...edges, ...values].filter(({ series }) => series.x.length > 0);
  const labels = edges.flatMap((edge, index) => labelOfLine(edge, measured[index].trajectory));
  return {
    title: curvatureWord(TITLES[choice]), short: curvatureWord("value"), name: "", lines, log, labels,
    range: curveRange(lines.map(({ series }) => series), log),
  };
}

/** @param {Run} run @param {ReturnType<typeof curvatureSeries>} series */
const edgeSeries = (run, series) =>
  view.value.axis === "steps" ? extended(series, run.schedule === null && run.changes.length === 0, comparison.value.steps) : series;

/** What a line of stability is, at its beginning. @param {Line} line @param {Trajectory} trajectory */
function labelOfLine({ run, series }, trajectory) {
  const at = series.y.findIndex((value) => value !== null);
  if (at < 0) return [];
  const text = lineText(series.y[at], trajectory.lr[series.step?.[at] ?? 0]);
  return [{ text, run, x: series.x[at], y: /** @type {number} */ (series.y[at]) }];
}

/** A line of stability as a multiple of 1/lr, and as a number. @param {number | null | undefined} threshold @param {number | null | undefined} lr */
export function lineText(threshold, lr) {
  if (threshold === null || threshold === undefined) return "–";
  return lr ? `${formatNumber(threshold * lr, 3)}/lr = ${formatNumber(threshold, 3)}` : formatNumber(threshold, 3);
}

/** Why there is nothing to see yet, or at all. @param {Shown[]} shown @param {Pane} pane */
export function sharpnessSilence(shown, pane) {
  const { busy, problem } = curvatureWork.value;
  if (problem) return sayProblem(problem);
  if (pane.lines.some(({ series }) => series.y.some((value) => value !== null))) return null;
  const reasons = shown.flatMap(({ run }) => curvatures.value.get(run.key)?.available === false ? [say(curvatures.value.get(run.key)?.reason)] : []);
  if (shown.length > 0 && reasons.length === shown.length) return [...new Set(reasons)].join(" ");
  return busy || shown.some(({ run }) => !curvatures.value.has(run.key)) ? curvatureWord("measuring") : null;
}

/** What is to be known of the lines, and whose is missing, and why. @param {Shown[]} shown */
export function sharpnessNotes(shown) {
  const choice = shownSharpness();
  const notes = [curvatureWord(choice === "normalised" ? "noLineNormalised" : "dashedLine")];
  /** @type {Map<string, Run[]>} */
  const missing = new Map();
  for (const { run } of shown) {
    const why = whyNoLine(curvatures.value.get(run.key), choice);
    if (why) missing.set(why, [...(missing.get(why) ?? []), run]);
  }
  return [...notes, ...[...missing].map(([why, runs]) => curvatureWord("whose", { runs: runs.map(labelOf).join(curvatureWord("and")), why }))];
}

/** @param {RunCurvature | undefined} curvature @param {View["sharpness"]} choice */
export function whyNoLine(curvature, choice) {
  if (curvature?.reason) return choice === "normalised" && curvature.available ? null : say(curvature.reason);
  return choice === "raw" && curvature?.preconditioned ? curvatureWord("lineElsewhere") : null;
}
