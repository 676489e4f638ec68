import assert from "node:assert/strict";
import test from "node:test";

import {
  NO_CURVATURE, conditionOf, crossOf, curvatureSeries, extended, joinCurvature, lineOf, measuredAt, sharpnessOf, standing,
} from "../../static/js/geometry/curvature.js";

const message = (step, sharpness, more = {}) => ({
  type: "curvature", run: 0, step, sharpness, normalised: sharpness.map((value) => 2 * value), preconditioned: null,
  threshold: sharpness.map(() => 40), available: true, reason: null, ...more,
});
const joined = (...messages) => messages.reduce(joinCurvature, NO_CURVATURE);

test("measurements of answers about more and more steps join in the order of the steps", () => {
  const known = joined(message([0, 10, 20], [1, 2, 3]), message([0, 15, 30], [1.5, 2.5, 4]));
  assert.deepEqual(known.step, [0, 10, 15, 20, 30]);
  assert.deepEqual(known.sharpness, [1.5, 2, 2.5, 3, 4]);
  assert.deepEqual(known.normalised, [3, 4, 5, 6, 8]);
  assert.equal(known.preconditioned, null);
  assert.equal(known.smallest, null);
});

test("a column that comes later has gaps where it was not known", () => {
  const known = joined(message([0], [1]), message([5], [2], { preconditioned: [7], threshold: [38] }));
  assert.deepEqual(known.preconditioned, [null, 7]);
  assert.deepEqual(known.threshold, [40, 38]);
});

test("a run without a second derivative keeps the reason alone", () => {
  const reason = { en: "no second derivative", zh: "没有二阶导数" };
  const known = joined({ type: "curvature", run: 0, available: false, reason });
  assert.deepEqual([known.available, known.reason, known.step], [false, reason, []]);
});

test("the newest measurement up to a step is the one that is shown", () => {
  const known = joined(message([0, 10, 20], [1, 2, 3]));
  assert.deepEqual([-1, 0, 9, 10, 99].map((step) => measuredAt(known, step)), [-1, 0, 0, 1, 2]);
});

test("what nothing divides is its own preconditioned sharpness, and each line belongs to one of the three", () => {
  const plain = joined(message([0], [3]));
  assert.deepEqual(sharpnessOf(plain, "preconditioned"), [3]);
  assert.deepEqual([lineOf(plain, "raw"), lineOf(plain, "preconditioned"), lineOf(plain, "normalised")], [[40], [40], null]);
  const divided = joined(message([0], [3], { preconditioned: [30] }));
  assert.deepEqual(sharpnessOf(divided, "preconditioned"), [30]);
  assert.deepEqual([lineOf(divided, "raw"), lineOf(divided, "preconditioned")], [null, [40]]);
});

test("a run stands below, at or above its line, or nobody knows", () => {
  const known = joined(message([0, 1, 2, 3], [20, 39, 41, 43]), message([4], [9], { threshold: [null] }));
  assert.deepEqual([0, 1, 2, 3, 4, -1].map((entry) => standing(known, entry)), ["below", "at", "at", "above", null, null]);
  const divided = joined(message([0], [100], { preconditioned: [20] }));
  assert.equal(standing(divided, 0), "below");
});

const run = { loss: [4, 3, 2], evaluations: [0, 2, 4], seconds: [0, 0.5, 1], status: "completed" };

test("measurements stand where their steps are on the axis, and wait for steps that have not arrived", () => {
  const known = joined(message([0, 2, 6], [1, 2, 3]));
  assert.deepEqual(curvatureSeries(known, known.sharpness, run, "steps"), { x: [0, 2], y: [1, 2], step: [0, 2], diverged: false });
  assert.deepEqual(curvatureSeries(known, known.sharpness, run, "evaluations").x, [0, 4]);
  assert.deepEqual(curvatureSeries(known, null, run, "steps").y, []);
});

test("a line goes on to the end only where nothing changes the rate", () => {
  const line = (y, diverged = false) => ({ x: y.map((_, k) => k), y, diverged });
  assert.deepEqual(extended(line([null, 40, 40]), true, 9), { x: [0, 1, 2, 9], y: [null, 40, 40, 40], diverged: false });
  assert.deepEqual(extended(line([40, 40]), false, 9).x, [0, 1]);
  assert.deepEqual(extended(line([40, 41]), true, 9).x, [0, 1]);
  assert.deepEqual(extended(line([40, 40], true), true, 9).x, [0, 1]);
  assert.deepEqual(extended(line([40, 40]), true, 1).x, [0, 1]);
});

test("the condition number is of a loss that curves upwards every way", () => {
  assert.equal(conditionOf(1000, 2), 500);
  assert.deepEqual([conditionOf(3, -1), conditionOf(3, 0), conditionOf(null, 1)], [null, null, null]);
});

const near = (value, expected) => assert.ok(Math.abs(value - expected) < 1e-9, `${value} is not ${expected}`);

test("the arms are the half axes of the ellipse on which a parabola rises equally", () => {
  // f = (100 x² + y²) / 2 rises by 1/2 at (0.1, 0) and at (0, 1).
  const [first, second] = crossOf({ largest: 100, smallest: 1, direction: [1, 0] }, [1, 1], 40);
  near(Math.hypot(second.x, second.y), 40);
  near(Math.abs(second.y), 40);
  near(Math.abs(first.x), 4);
  near(first.y, 0);
  assert.deepEqual([first.falls, second.falls], [false, false]);
});

test("the arms keep to the axes' own zoom, with y upwards", () => {
  const [first, second] = crossOf({ largest: 1, smallest: 1, direction: [Math.SQRT1_2, Math.SQRT1_2] }, [10, 20], 50);
  near(first.y / first.x, -2);
  near(second.y / second.x, 2);
  near(Math.hypot(first.x, first.y), 50);
});

test("a loss falls along the arms whose eigenvalue is negative; a flat direction has the longer arm", () => {
  assert.deepEqual(crossOf({ largest: 2, smallest: -2, direction: [1, 0] }, [1, 1], 10).map(({ falls }) => falls), [false, true]);
  const [steep, flat] = crossOf({ largest: 5, smallest: 0, direction: [1, 0] }, [1, 1], 10);
  near(Math.hypot(flat.x, flat.y), 10);
  near(Math.hypot(steep.x, steep.y), 0);
});

test("where a Hessian is not known or nothing curves, there is no cross", () => {
  assert.equal(crossOf({ largest: 0, smallest: 0, direction: [1, 0] }, [1, 1], 10), null);
  assert.equal(crossOf({ largest: NaN, smallest: 1, direction: [1, 0] }, [1, 1], 10), null);
});
