import assert from "node:assert/strict";
import test from "node:test";

import { snapshotMetric } from "../../static/js/geometry/snapshot-metric.js";

const metric = (name, task, targets, scores, threshold = 0.5) =>
  snapshotMetric({ metric: name, task, validation: { targets } }, { scores }, threshold);

test("accuracy is the share of right classes, and follows the threshold", () => {
  assert.equal(metric("accuracy", "binary", [1, 0, 1, 0], [0.9, 0.2, 0.4, 0.1]), 0.75);
  assert.equal(metric("accuracy", "binary", [1, 0, 1, 0], [0.9, 0.2, 0.4, 0.1], 0.3), 1);
  assert.equal(metric("accuracy", "multiclass", [2, 0], [[0.1, 0.2, 0.7], [0.2, 0.5, 0.3]]), 0.5);
  assert.equal(metric("accuracy", "soft_labels", [[0.2, 0.8], [0.9, 0.1]], [[0.4, 0.6], [0.3, 0.7]]), 0.5);
});

test("the error is in the target's units, of the mean where the model tells its spread too", () => {
  assert.equal(metric("rmse", "regression", [[1], [2]], [4, -2]), Math.sqrt((9 + 16) / 2));
  assert.equal(metric("rmse", "regression", [[1], [2]], [[1, 9], [2, 9]]), 0);
});

test("pairs and triplets are right on the right side of the threshold", () => {
  assert.equal(metric("pair_accuracy", "ranking", [1, -1, 1], [2, -1, -3], 0), 2 / 3);
  assert.equal(metric("triplet_accuracy", "triplets", [[], []], [0.3, -0.2], 0), 0.5);
});

test("F1 is that of class 1, or the mean over labels, and 0 where nothing is found", () => {
  assert.equal(metric("f1", "binary", [1, 1, 0, 0], [0.9, 0.1, 0.8, 0.2]), 0.5);
  assert.equal(metric("f1", "multilabel", [[1, 0], [1, 1]], [[0.9, 0.1], [0.8, 0.2]]), 0.5);
  assert.equal(metric("f1", "binary", [0, 0], [0.1, 0.2]), 0);
});

test("a score that is no number leaves nothing to measure", () => {
  assert.equal(metric("accuracy", "binary", [1], [null]), null);
  assert.equal(metric("rmse", "regression", [], []), null);
});
