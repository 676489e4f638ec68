import assert from "node:assert/strict";
import test from "node:test";

import { healthOf } from "../../static/js/geometry/health.js";

const range = (count, value) => Array.from({ length: count }, (_, k) => value(k));
const evaluation = (train, validation = train) => ({
  step: train.map((_, k) => 20 * k), train_loss: train, validation_loss: validation,
  metric: "accuracy", train_metric: [], validation_metric: [],
});
const run = (more) => ({ loss: [1, 1], evaluation: null, ...more });

/** A sequence of numbers in [0, 1) that looks random and never changes. */
const noise = (k) => {
  const one = Math.sin(12.9898 * k + 78.233) * 43758.5453;
  return one - Math.floor(one);
};

test("a loss that falls and goes on falling has nothing to say against it", () => {
  assert.equal(healthOf(run({ evaluation: evaluation(range(30, (k) => 0.95 ** k)) })), null);
});

test("a batch loss that is noisy but falls is healthy", () => {
  const loss = range(600, (k) => Math.exp(-k / 300) + 0.2 * noise(k));
  assert.equal(healthOf(run({ loss })), null);
});

test("a loss that arrived near zero may rest there", () => {
  assert.equal(healthOf(run({ evaluation: evaluation(range(30, (k) => 0.5 ** k)) })), null);
});

test("a value that is no number is told with its step", () => {
  assert.deepEqual(healthOf(run({ loss: [1, 2, null] })), { kind: "nan", step: 2 });
  assert.deepEqual(healthOf(run({ loss: [1, 2], status: "diverged", diverged_at: 2 })), { kind: "nan", step: 2 });
});

test("a loss that ends above its beginning rises", () => {
  assert.equal(healthOf(run({ evaluation: evaluation(range(20, (k) => 1 + 0.1 * k)) })).kind, "rising");
});

test("a loss that swings without getting anywhere oscillates", () => {
  const train = range(40, (k) => (k < 4 ? 2 - k * 0.3 : 0.7 + 0.25 * (k % 2 ? 1 : -1)));
  assert.equal(healthOf(run({ evaluation: evaluation(train) })).kind, "oscillating");
});

test("small ripples on the way down are no oscillation", () => {
  const train = range(40, (k) => 2 * 0.93 ** k + 0.005 * (k % 2));
  assert.notEqual(healthOf(run({ evaluation: evaluation(train) }))?.kind, "oscillating");
});

test("validation that rises while training falls is overfitting since its best step", () => {
  const train = range(30, (k) => 0.9 ** k);
  const validation = range(30, (k) => (k < 10 ? 1 - 0.05 * k : 0.55 + 0.02 * (k - 10)));
  assert.deepEqual(healthOf(run({ evaluation: evaluation(train, validation) })), { kind: "overfitting", step: 180 });
});

test("validation a little above its best is no overfitting", () => {
  const train = range(30, (k) => 0.9 ** k);
  const validation = range(30, (k) => Math.max(0.5, 1 - 0.05 * k) + (k === 29 ? 0.01 : 0));
  assert.equal(healthOf(run({ evaluation: evaluation(train, validation) })), null);
});

test("a loss that hardly moved at all is stuck", () => {
  assert.equal(healthOf(run({ evaluation: evaluation(range(30, (k) => 0.6931 - 0.0001 * k)) })).kind, "stuck");
});

test("a loss that fell and then rests well above zero is flat", () => {
  const train = range(30, (k) => Math.max(0.4, 1 - 0.1 * k));
  assert.deepEqual(healthOf(run({ evaluation: evaluation(train) })), { kind: "flat", step: 400 });
});

test("a loss below zero may go on falling", () => {
  assert.equal(healthOf(run({ evaluation: evaluation(range(30, (k) => 1 - 0.1 * k)) })), null);
});

test("a few values say nothing yet", () => {
  assert.equal(healthOf(run({ loss: [1, 1, 1], evaluation: evaluation([1, 1, 1]) })), null);
});

test("what the server calls descending is not said to have stopped falling", () => {
  const train = range(30, (k) => Math.max(0.4, 1 - 0.1 * k));
  assert.equal(healthOf(run({ evaluation: evaluation(train), summary: { badge: "descending" } })), null);
  assert.equal(healthOf(run({ evaluation: evaluation(train), summary: { badge: "stalled" } })).kind, "flat");
});
