import assert from "node:assert/strict";
import test from "node:test";

import { pictureOf } from "../../static/js/geometry/loss-curves.js";
import { MOST_ROWS, lossOfEach, outputFor, rowsAround, targetFor, worstOf } from "../../static/js/geometry/loss-rows.js";
import { valueAt } from "../../static/js/panels/model/inspector/curve.js";

const loss = (id, params = {}) => ({ id, params });
const dataOf = (task, targets) => ({ task, validation: { inputs: null, targets } });
const near = (one, other) => assert.ok(Math.abs(one - other) < 1e-9, `${one} is not ${other}`);

test("each loss has targets in its own form", () => {
  assert.deepEqual(targetFor(loss("BCEWithLogitsLoss"), "binary", 1), [1]);
  assert.deepEqual(targetFor(loss("SoftMarginLoss"), "binary", 0), [-1]);
  assert.deepEqual(targetFor(loss("formula"), "regression", [0.5]), [0.5]);
  assert.equal(targetFor(loss("CrossEntropyLoss"), "binary", 1), 1);
  assert.equal(targetFor(loss("CosineSimilarity"), "multiclass", 2), 2);
  assert.deepEqual(targetFor(loss("MultiLabelMarginLoss"), "multilabel", [0, 1, 1]), [1, 2, -1]);
  assert.deepEqual(targetFor(loss("BCELoss"), "multilabel", [0, 1, 1]), [0, 1, 1]);
  assert.equal(targetFor(loss("MarginRankingLoss"), "ranking", -1), -1);
  const [low, high] = targetFor(loss("KLDivLoss", { log_target: true }), "soft_labels", [0, 1]);
  assert.ok(low < -80 && Number.isFinite(low));
  assert.equal(high, 0);
});

test("outputs lie as the server reads them", () => {
  assert.deepEqual(outputFor("similarity", 0.5), [0.5]);
  assert.deepEqual(outputFor("ranking", [[1], [2]]), [1, 2]);
  assert.deepEqual(outputFor("triplets", [[1, 2], [3, 4], [5, 6]]), [[1, 2], [3, 4], [5, 6]]);
});

test("a sample is asked about among those beside it, as many as the server takes", () => {
  const count = MOST_ROWS + 10;
  const snapshot = { outputs: Array.from({ length: count }, (_, k) => [k]) };
  const data = dataOf("regression", Array.from({ length: count }, () => [0]));
  const first = rowsAround(loss("MSELoss"), data, snapshot, 3);
  assert.deepEqual([first.output.length, first.target.length, first.sample, first.first], [MOST_ROWS, MOST_ROWS, 3, 0]);
  const last = rowsAround(loss("MSELoss"), data, snapshot, MOST_ROWS + 4);
  assert.deepEqual([last.output.length, last.sample, last.output[last.sample]], [10, 4, [MOST_ROWS + 4]]);
});

test("wide rows are asked about in fewer at once, so that a body stays small", () => {
  const snapshot = { outputs: Array.from({ length: 500 }, () => Array(49).fill(0)) };
  const rows = rowsAround(loss("CrossEntropyLoss"), dataOf("multiclass", Array(500).fill(0)), snapshot, 120);
  assert.deepEqual([rows.first, rows.output.length, rows.sample], [100, 100, 20]);
});

test("a model without a finite answer is not asked about", () => {
  const data = dataOf("regression", [[0]]);
  for (const outputs of [null, [], [[null]]]) assert.equal(rowsAround(loss("MSELoss"), data, { outputs }, 0), null);
});

test("triplets have no target", () => {
  const snapshot = { outputs: [[[1, 2], [3, 4], [5, 6]]] };
  assert.deepEqual(rowsAround(loss("TripletMarginLoss"), dataOf("triplets", [null]), snapshot, 0).target, []);
});

test("the worst sample is the one whose outputs cost most together", () => {
  assert.equal(worstOf([1, 3, 2]), 1);
  assert.equal(worstOf([[1, 1], [0, 1.5], [0, 0]]), 0);
  assert.equal(worstOf([null, 1]), 1);
  assert.equal(worstOf([]), -1);
  assert.equal(lossOfEach([1, 2]), 3);
});

test("losses of a difference share one axis, the run's own with its own hyperparameters", () => {
  const picture = pictureOf(loss("HuberLoss", { delta: 2, reduction: "mean" }), "regression", [5], [3], [1]);
  assert.equal(picture.axis, "difference");
  assert.equal(picture.at, 2);
  assert.deepEqual(picture.curves.map(({ name }) => name).sort(), ["HuberLoss", "L1Loss", "MSELoss", "SmoothL1Loss"]);
  assert.deepEqual(picture.curves[0].rows.loss.params, { delta: 2, reduction: "none" });
  picture.xs.forEach((x, k) => near(picture.curves[1].rows.output[k][0] - 3, x));
});

test("losses of two sides lie over the logit, each with its own target", () => {
  const { axis, at, xs, curves } = pictureOf(loss("BCELoss"), "binary", [0.9], [0], [1]);
  assert.equal(axis, "logit");
  near(at, Math.log(9));
  const byName = Object.fromEntries(curves.map((curve) => [curve.name, curve.rows]));
  assert.deepEqual(Object.keys(byName).sort(), ["BCELoss", "BCEWithLogitsLoss", "SoftMarginLoss", "hinge"]);
  near(byName.BCELoss.output[7][0], 1 / (1 + Math.exp(-xs[7])));
  assert.deepEqual([byName.SoftMarginLoss.target[0], byName.hinge.target[0], byName.BCEWithLogitsLoss.target[0]], [[-1], [-1], [0]]);
});

test("of several classes the right one's logit varies and the others stay", () => {
  const { axis, index, xs, curves } = pictureOf(loss("CrossEntropyLoss"), "multiclass", [1, 2, 3], 1, [0, 0, 0]);
  assert.deepEqual([axis, index], ["class", [1]]);
  assert.deepEqual(curves[0].rows.output[4], [1, xs[4], 3]);
  const shares = pictureOf(loss("NLLLoss"), "multiclass", [-1, -1, -1], 0, [0, 0, 0]).curves[0].rows.output;
  for (const row of shares) near(row.reduce((sum, one) => sum + Math.exp(one), 0), 1);
});

test("otherwise the number varies that the loss feels most, within what the loss takes", () => {
  const pair = [[1, 2], [3, 4]];
  const { index, at, curves, xs } = pictureOf(loss("CosineEmbeddingLoss"), "similarity", pair, 1, [[0.1, 0], [0, -0.5]]);
  assert.deepEqual([index, at], [[1, 1], 4]);
  assert.deepEqual(curves[0].rows.output[0], [[1, 2], [3, xs[0]]]);
  assert.equal(pictureOf(loss("HingeEmbeddingLoss"), "similarity", [0.5], 1, [1]).xs[0], 0);
});

test("a point lies on the drawn line", () => {
  assert.equal(valueAt([0, 1, 2], [0, 10, 40], 1.5), 25);
  assert.equal(valueAt([0, 1], [3, 4], 0), 3);
  assert.equal(valueAt([0, 1], [], 0.5), null);
});
