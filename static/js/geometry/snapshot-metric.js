// @ts-check
/** The task's metric of the answers in a snapshot, by the same rules as the server's own evaluation. */

import { confusionMatrix, predictedClasses, reportOf } from "./confusion.js";
import { classOf, meanOf, plain, scoresOf } from "./model-plot.js";

/** @import { Dataset, Snapshot } from "../types.js" */

/**
 * A share of right answers, an F1, or an error in the target's units; null where a score is no number.
 * @param {Pick<Dataset, "metric" | "task"> & { validation: Pick<Dataset["validation"], "targets"> }} data
 * @param {Pick<Snapshot, "scores">} snapshot @param {number} threshold @returns {number | null}
 */
export function snapshotMetric({ metric, task, validation: { targets } }, snapshot, threshold) {
  const scores = scoresOf(snapshot);
  if (scores.length === 0 || scores.flat().some((one) => one === null)) return null;
  const single = /** @type {number[]} */ (scores);
  switch (metric) {
    case "rmse":
      return Math.sqrt(meanOver(scores.length, (k) => (/** @type {number} */ (meanOf(scores[k])) - plain(targets[k])) ** 2));
    case "triplet_accuracy":
      return meanOver(single.length, (k) => Number(single[k] > threshold));
    case "pair_accuracy":
      return meanOver(single.length, (k) => Number(single[k] > threshold === plain(targets[k]) > 0));
    case "f1":
      return task === "multilabel" ? labelsF1(/** @type {number[][]} */ (scores), targets, threshold) : f1(single, targets.map(classOf), threshold);
    default: {
      const predicted = predictedClasses(/** @type {any} */ (scores), threshold);
      return meanOver(scores.length, (k) => Number(predicted[k] === classOf(targets[k])));
    }
  }
}

/** @param {number} count @param {(k: number) => number} value */
function meanOver(count, value) {
  let sum = 0;
  for (let k = 0; k < count; k++) sum += value(k);
  return sum / count;
}

/** Of class 1; 0 where there is none of it, neither true nor predicted. @param {number[]} scores @param {number[]} actual @param {number} threshold */
function f1(scores, actual, threshold) {
  return reportOf(confusionMatrix(actual, predictedClasses(scores, threshold), 2)).classes[1].f1 ?? 0;
}

/** The mean over the labels. @param {number[][]} scores @param {number[][]} targets @param {number} threshold */
function labelsF1(scores, targets, threshold) {
  return meanOver(scores[0].length, (label) =>
    f1(scores.map((row) => row[label]), targets.map((row) => Number(row[label] > 0)), threshold),
  );
}
