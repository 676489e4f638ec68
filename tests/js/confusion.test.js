import assert from "node:assert/strict";
import test from "node:test";

import { confusionMatrix, largest, predictedClasses, reportOf } from "../../static/js/geometry/confusion.js";

test("rows of the matrix are true classes, columns predicted ones, and what has no prediction is not counted", () => {
  assert.deepEqual(confusionMatrix([0, 0, 1, 2, 2], [0, 1, 1, 0, null], 3), [[1, 1, 0], [0, 1, 0], [1, 0, 0]]);
});

test("precision, recall and F1 are those of the textbook", () => {
  // 40 true positives, 10 false positives, 20 false negatives, 30 true negatives.
  const { accuracy, classes, total } = reportOf([[30, 10], [20, 40]]);
  assert.equal(total, 100);
  assert.equal(accuracy, 0.7);
  assert.equal(classes[1].precision, 0.8);
  assert.equal(classes[1].recall, 2 / 3);
  assert.ok(Math.abs(classes[1].f1 - 8 / 11) < 1e-12);
  assert.equal(classes[1].count, 60);
});

test("a class that is never predicted has no precision, and nothing at all has no accuracy", () => {
  const { classes, macroF1 } = reportOf([[5, 0], [5, 0]]);
  assert.equal(classes[1].precision, null);
  assert.equal(classes[1].recall, 0);
  assert.ok(Math.abs(macroF1 - 1 / 3) < 1e-12);
  assert.equal(reportOf([[0, 0], [0, 0]]).accuracy, null);
});

test("the threshold decides what a probability means, and a list means its largest", () => {
  assert.deepEqual(predictedClasses([0.2, 0.5, 0.8, null], 0.5), [0, 0, 1, null]);
  assert.deepEqual(predictedClasses([0.2, 0.5, 0.8], 0.4), [0, 1, 1]);
  assert.deepEqual(predictedClasses([[0.1, 0.7, 0.2], [null, 0.5, 0.5]], 0.5), [1, null]);
  assert.equal(largest([3, 7, 7]), 1);
});
