import assert from "node:assert/strict";
import test from "node:test";

import { magnification, stepArrows } from "../../static/js/geometry/arrows.js";

/** A hundred pixels a unit, y upwards. */
const projection = { toX: (x) => 100 * x, toY: (y) => 300 - 100 * y };

/** Room for arrows of 28 pixels about the height `y`. */
const panel = (y) => ({ left: -200, top: y - 50, width: 500, height: 100 });

test("the summands lead from tip to tip to where the update leads", () => {
  const terms = [{ part: "gradient", value: [0.5, 0.25] }, { part: "momentum", value: [0.5, -0.5] }];
  const { arrows, update, factor } = stepArrows([1, 1], terms, [1, -0.25], projection, panel(200));
  assert.equal(factor, 1);
  assert.deepEqual(arrows[0].from, { x: 100, y: 200 });
  assert.deepEqual(arrows[1].from, arrows[0].to);
  assert.deepEqual(arrows[1].to, update.to);
});

test("a short step is drawn larger, by a number that one can say", () => {
  const { update, factor } = stepArrows([0, 0], [], [0.001, 0], projection, panel(300));
  assert.equal(factor, 200);
  assert.ok(Math.abs(update.to.x - 20) < 1e-9);
});

test("the longest arrow decides how much larger", () => {
  const terms = [{ part: "gradient", value: [0.01, 0] }, { part: "momentum", value: [-0.009, 0] }];
  assert.equal(stepArrows([0, 0], terms, [0.001, 0], projection, panel(300)).factor, 20);
});

test("what is long enough, or nothing at all, is drawn as it is", () => {
  assert.equal(magnification(50, 28), 1);
  assert.equal(magnification(0, 28), 1);
  assert.equal(magnification(9, 28), 2);
  assert.equal(magnification(0.5, 28), 50);
});

test("near the edge arrows are drawn so much smaller that their tips stay in sight", () => {
  const { update, factor } = stepArrows([2.8, 0], [], [0.001, 0], projection, panel(300));
  assert.equal(factor, 100);
  assert.ok(Math.abs(update.to.x - 290) < 1e-9);
  const tipsInside = ({ x, y }) => x <= 290 && x >= -190 && y >= 260 && y <= 340;
  const terms = [{ part: "gradient", value: [0.02, 0.003] }, { part: "momentum", value: [-0.025, 0.003] }];
  const several = stepArrows([2.7, 0.2], terms, [-0.005, 0.006], projection, panel(300));
  for (const { to } of [...several.arrows, several.update]) assert.ok(tipsInside(to));
});

test("a step that leads out of the plot is drawn in part, and by which part is told", () => {
  const { update, factor } = stepArrows([0, 0], [], [40, 0], projection, panel(300));
  assert.equal(factor, 0.05);
  assert.ok(Math.abs(update.to.x - 200) < 1e-6);
});

test("a step that is out of every proportion does not keep anyone waiting", () => {
  assert.ok(stepArrows([0, 0], [], [1e300, 1e300], projection, panel(300)).factor > 0);
});
