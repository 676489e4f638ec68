// @ts-check
/** What a model's numbers and names are called. */

import { findLoss, lossOf, say } from "../../catalog.js";
import { formatNumber } from "../../format.js";
import { scoresOf } from "../../geometry/model-plot.js";
import { snapshotMetric } from "../../geometry/snapshot-metric.js";
import { dataset, results } from "../../state.js";
import { modelWord } from "../../strings.js";
import { thresholdOf } from "./threshold.js";

/** @import { Dataset, Metric, Run } from "../../types.js" */

/** Whether a metric is a share of right answers, 1 at best. @param {Metric} metric */
export const isShare = (metric) => metric !== "rmse";

/** @param {Metric} metric @param {number | null | undefined} value */
export function metricValue(metric, value) {
  if (value === null || value === undefined || !isShare(metric)) return formatNumber(value, 3);
  return metric === "f1" ? formatNumber(value, 3) : `${formatNumber(100 * value, 3)} %`;
}

/**
 * The metric of what a panel shows, which is newer than the last evaluation and follows the threshold; the last
 * evaluation's where a snapshot has not all samples, null before there is anything to show. @param {Run} run
 */
export function shownMetric(run) {
  const trajectory = results.value.get(run.key);
  const [data, snapshot] = [dataset.value, trajectory?.snapshot];
  if (!data || !snapshot) return null;
  const whole = scoresOf(snapshot).length === data.validation.targets.length;
  return whole ? snapshotMetric(data, snapshot, thresholdOf(run, snapshot)) : (trajectory?.evaluation?.validation_metric.at(-1) ?? null);
}

/** The classes' names in the language of the page; numbers where they have none. @param {Dataset} data */
export function classNames(data) {
  if (data.classes) return data.classes.map(say);
  const most = Math.max(1, ...data.validation.targets.flat(3).map(Number).filter(Number.isInteger));
  return data.task === "multiclass" ? Array.from({ length: Math.min(most, 99) + 1 }, (_, index) => String(index)) : ["0", "1"];
}

/** The loss that a run descends, as torch calls it. @param {Run} run */
export function lossClass(run) {
  const loss = lossOf(run);
  return loss?.id === "formula" ? modelWord("formulaLoss") : (loss?.id ?? "");
}

/** What is set in the loss that a run descends, as torch is given it. @param {Run} run */
export const lossSettings = (run) =>
  Object.entries(lossOf(run)?.params ?? {})
    .map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(", ");

/** The loss that a run descends, by name. @param {Run} run */
export function lossName(run) {
  const loss = lossOf(run);
  if (!loss) return "";
  return loss.id === "formula" ? modelWord("formulaLoss") : say(findLoss(loss.id)?.name) || loss.id;
}
