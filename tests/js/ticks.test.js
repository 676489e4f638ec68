import assert from "node:assert/strict";
import test from "node:test";

import { exponentTicks, niceStep, niceTicks, powerText } from "../../static/js/geometry/ticks.js";

test("steps are 1, 2, 2.5 or 5 times a power of ten", () => {
  assert.deepEqual([niceStep(10, 5), niceStep(1, 4), niceStep(3, 6), niceStep(7000, 5)], [2, 0.25, 0.5, 2000]);
});

test("ticks are round, inside, and hold the ends where those are round", () => {
  assert.deepEqual(niceTicks(-1, 3, 4), [-1, 0, 1, 2, 3]);
  assert.deepEqual(niceTicks(0.13, 0.49, 4), [0.2, 0.3, 0.4]);
});

test("a span of nothing has one tick", () => {
  assert.deepEqual(niceTicks(5, 5, 4), [5]);
});

test("exponents are whole, and thinned out evenly", () => {
  assert.deepEqual(exponentTicks(-1.3, 3.2, 5), [-1, 0, 1, 2, 3]);
  assert.deepEqual(exponentTicks(-17, 4, 6), [-16, -12, -8, -4, 0, 4]);
});

test("powers are written with superscripts", () => {
  assert.deepEqual([-12, -1, 0, 1, 3].map(powerText), ["10⁻¹²", "0.1", "1", "10", "10³"]);
});
