import assert from "node:assert/strict";
import test from "node:test";

import { lastUpTo, modelRange, modelSeries, stepsOfEpoch } from "../../static/js/geometry/model-series.js";

const run = (more) => ({
  x: [], y: [], loss: [5, 4, 3, 2, 1], grad_norm: [1, 1, 1, 1, 1], lr: [0.1, 0.1, 0.1, 0.1, 0.1], distance: null,
  evaluations: [0, 2, 4, 6, 8], seconds: [0, 0.1, 0.2, 0.3, 0.4], snapshot: null, complete: true, provisional: false,
  evaluation: {
    step: [0, 2, 4], train_loss: [5, 3, 1], validation_loss: [6, 4, null], metric: "accuracy",
    train_metric: [0.1, 0.5, 0.9], validation_metric: [0.1, 0.4, 0.8],
  },
  ...more,
});

test("a loss has the batches below and what was evaluated above", () => {
  const lines = modelSeries(run(), "loss", "steps");
  assert.deepEqual(lines.map(({ role }) => role), ["batch", "train", "validation"]);
  assert.deepEqual(lines[0].series.y, [5, 4, 3, 2, 1]);
  assert.deepEqual([lines[2].series.x, lines[2].series.y], [[0, 2, 4], [6, 4, null]]);
});

test("an evaluation stands at the time and the gradients of its step", () => {
  assert.deepEqual(modelSeries(run(), "metric", "evaluations")[0].series.x, [0, 4, 8]);
  assert.deepEqual(modelSeries(run(), "metric", "seconds")[1].series.x, [0, 0.2, 0.4]);
});

test("an evaluation whose step has not arrived waits", () => {
  assert.deepEqual(modelSeries(run({ seconds: [0, 0.1, 0.2] }), "evaluation", "seconds")[0].series.x, [0, 0.2]);
});

test("other curves are one line, and a run without an evaluation has none evaluated", () => {
  assert.deepEqual(modelSeries(run(), "lr", "steps").map(({ role }) => role), ["value"]);
  assert.deepEqual(modelSeries(run({ evaluation: null }), "metric", "steps"), []);
  assert.deepEqual(modelSeries(run({ penalty: [1, 2, 3, 4, 5] }), "penalty", "steps")[0].series.y, [1, 2, 3, 4, 5]);
});

test("rare outliers among batches do not flatten the rest, but an evaluation is always in sight", () => {
  const y = Array.from({ length: 400 }, (_, k) => (k === 200 ? 1e6 : 1 + (k % 7) / 7));
  const series = (values) => ({ x: values.map((_, k) => k), y: values, diverged: false });
  assert.ok(modelRange([{ role: "batch", series: series(y) }], false)[1] < 3);
  assert.ok(modelRange([{ role: "batch", series: series(y) }, { role: "train", series: series([9, 1]) }], false)[1] > 9);
});

test("an epoch has as many steps as batches cover the data", () => {
  assert.deepEqual([stepsOfEpoch(null, 100), stepsOfEpoch(32, 100), stepsOfEpoch(100, 100), stepsOfEpoch(1, 7)], [1, 4, 1, 7]);
});

test("the newest evaluation at a step is the last that is not after it", () => {
  assert.deepEqual([-1, 0, 3, 4, 99].map((step) => lastUpTo([0, 2, 4], step)), [-1, 0, 1, 2, 2]);
});
