import assert from "node:assert/strict";
import test from "node:test";

import { firstAfter, lonelyEntries, polyline, trace } from "../../static/js/geometry/polyline.js";

const same = { toX: (x) => x, toY: (y) => y };
const drawn = (line, from, to) => {
  const points = [];
  trace(line, from, to, { moveTo: (x, y) => points.push(["M", x, y]), lineTo: (x, y) => points.push(["L", x, y]) });
  return points;
};

test("every entry keeps its pixel, the drawn line only those that show", () => {
  const x = Array.from({ length: 1001 }, (_, k) => k / 100);
  const line = polyline(x, x.map(() => 0), same);
  assert.equal(line.x.length, 1001);
  assert.ok(line.kept.length < 40);
  assert.deepEqual([line.kept[0], line.kept.at(-1)], [0, 1000]);
});

test("no point of the path is further from the drawn line than the eye can tell", () => {
  const x = Array.from({ length: 2000 }, (_, k) => 100 * Math.cos(k / 40));
  const y = x.map((_, k) => 100 * Math.sin(k / 40));
  const { kept } = polyline(x, y, same);
  for (let i = 1; i < kept.length; i++)
    for (let k = kept[i - 1]; k < kept[i]; k++) {
      const gap = Math.min(Math.hypot(x[k] - x[kept[i]], y[k] - y[kept[i]]), Math.hypot(x[k] - x[kept[i - 1]], y[k] - y[kept[i - 1]]));
      assert.ok(gap < 0.7);
    }
});

test("a line drawn in two parts meets at the playhead exactly", () => {
  const line = polyline([0, 0.1, 0.2, 0.3, 10, 20], [0, 0, 0, 0, 0, 0], same);
  const [first, second] = [drawn(line, 0, 2), drawn(line, 2, 5)];
  assert.deepEqual(first.at(-1), ["L", 0.2, 0]);
  assert.deepEqual(second[0], ["M", 0.2, 0]);
  assert.deepEqual(second.at(-1), ["L", 20, 0]);
});

test("a playhead beyond the path's end draws to the end", () => {
  assert.deepEqual(drawn(polyline([0, 10], [0, 0], same), 0, 99).at(-1), ["L", 10, 0]);
});

test("the far point of a divergence is drawn at a distance a canvas can take", () => {
  const [, [, x]] = drawn(polyline([0, 1e300], [0, 0], same), 0, 1);
  assert.ok(x > 1e5 && x < 1e7);
});

test("a path of one point draws nothing wrong", () => {
  assert.deepEqual(drawn(polyline([5], [6], same), 0, 0), [["M", 5, 6], ["L", 5, 6]]);
  assert.deepEqual(drawn(polyline([], [], same), 0, 0), []);
});

test("the first number above a value is found", () => {
  assert.deepEqual([0, 1, 4, 9].map((value) => firstAfter([1, 3, 5], value)), [0, 1, 2, 3]);
});

test("only steps that stand apart on both sides get a dot", () => {
  const line = polyline([0, 20, 40, 41, 42, 70, 100], [0, 0, 0, 0, 0, 0, 0], same);
  assert.deepEqual(lonelyEntries(line, 6, 9), [1, 5]);
  assert.deepEqual(lonelyEntries(line, 3, 9), [1]);
});
