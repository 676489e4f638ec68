import assert from "node:assert/strict";
import test from "node:test";

import { magnification, stepArrows } from "../../static/js/geometry/arrows.js";

/** A hundred pixels a unit, y upwards. */
const projection = { toX: (x) => 100 * x, toY: (y) => 300 - 100 * y };

test("the summands lead from tip to tip to where the update leads", () => {
  const terms = [{ part: "gradient", value: [0.5, 0.25] }, { part: "momentum", value: [0.5, -0.5] }];
  const { arrows, update, factor } = stepArrows([1, 1], terms, [1, -0.25], projection, 100);
  assert.equal(factor, 1);
  assert.deepEqual(arrows[0].from, { x: 100, y: 200 });
  assert.deepEqual(arrows[1].from, arrows[0].to);
  assert.deepEqual(arrows[1].to, update.to);
});

test("a short step is drawn larger, by a number that one can say", () => {
  const { update, factor } = stepArrows([0, 0], [], [0.001, 0], projection, 100);
  assert.equal(factor, 200);
  assert.ok(Math.abs(update.to.x - 20) < 1e-9);
});

test("the longest arrow decides how much larger", () => {
  const terms = [{ part: "gradient", value: [0.01, 0] }, { part: "momentum", value: [-0.009, 0] }];
  assert.equal(stepArrows([0, 0], terms, [0.001, 0], projection, 100).factor, 20);
});

test("what is long enough, or nothing at all, is drawn as it is", () => {
  assert.equal(magnification(50, 28), 1);
  assert.equal(magnification(0, 28), 1);
  assert.equal(magnification(9, 28), 2);
  assert.equal(magnification(0.5, 28), 50);
});
