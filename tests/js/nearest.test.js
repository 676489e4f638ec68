import assert from "node:assert/strict";
import test from "node:test";

import { nearestPoint } from "../../static/js/geometry/nearest.js";

const box = { left: 0, top: 0, width: 100, height: 100 };
const paths = [
  { key: "a", x: [10, 20, 30], y: [10, 10, 10] },
  { key: "b", x: [10, 20, 30], y: [20, 20, 20] },
];

test("the nearest entry of the nearest path is meant", () => {
  assert.deepEqual(nearestPoint(paths, 21, 12, 15, box), { key: "a", step: 1, x: 20, y: 10 });
  assert.deepEqual(nearestPoint(paths, 29, 18, 15, box), { key: "b", step: 2, x: 30, y: 20 });
});

test("nothing is meant from afar", () => {
  assert.equal(nearestPoint(paths, 80, 80, 15, box), null);
});

test("of two that are equally near, the one on top is meant", () => {
  assert.equal(nearestPoint(paths, 20, 15, 15, box).key, "b");
});

test("of a path that rests, the first of its equal steps is meant", () => {
  assert.equal(nearestPoint([{ key: "a", x: [5, 9, 9, 9], y: [5, 9, 9, 9] }], 9, 9, 5, box).step, 1);
});

test("a point outside the panel cannot be meant", () => {
  assert.equal(nearestPoint([{ key: "a", x: [104], y: [50] }], 99, 50, 15, box), null);
});
