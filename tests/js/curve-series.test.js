import assert from "node:assert/strict";
import test from "node:test";

import { curveRange, curveSeries, lastPlace, logBase, nearestEntry } from "../../static/js/geometry/curve-series.js";

const run = (loss, more = {}) => ({
  x: loss, y: loss, loss, grad_norm: loss, lr: loss.map(() => 0.1), distance: null,
  evaluations: loss.map((_, k) => 3 * k), seconds: loss.map((_, k) => k / 1000), status: "completed", ...more,
});

test("the horizontal axis counts steps, evaluations or seconds", () => {
  const one = run([4, 2, 1]);
  assert.deepEqual(curveSeries(one, "loss", "steps", 0).x, [0, 1, 2]);
  assert.deepEqual(curveSeries(one, "loss", "evaluations", 0).x, [0, 3, 6]);
  assert.deepEqual(curveSeries(one, "loss", "seconds", 0).x, [0, 0.001, 0.002]);
});

test("a series stays as it was drawn while its run grows", () => {
  const one = run([4, 2, 1]);
  const series = curveSeries(one, "loss", "seconds", 0);
  one.loss.push(0.5);
  one.seconds.push(0.003);
  assert.deepEqual([series.x, series.y], [[0, 0.001, 0.002], [4, 2, 1]]);
});

test("the base is taken from the loss alone, and gaps stay gaps", () => {
  const one = run([4, null, 1]);
  assert.deepEqual(curveSeries(one, "loss", "steps", -1).y, [5, null, 2]);
  assert.deepEqual(curveSeries(one, "grad_norm", "steps", -1).y, [4, null, 1]);
});

test("an unknown distance is an empty curve", () => {
  assert.deepEqual(curveSeries(run([4, 2]), "distance", "steps", 0).y, []);
});

test("the logarithm is of the height above the known minimum", () => {
  assert.deepEqual(logBase([run([1, -2])], [[0, 0, -3]]), { base: -3, known: true });
});

test("without a known minimum, only losses that are not positive ask for a base", () => {
  assert.deepEqual(logBase([run([1, 0.5])], []), { base: 0, known: false });
  assert.deepEqual(logBase([run([1, -2, null])], []), { base: -2, known: false });
});

const series = (y, diverged = false) => ({ x: y.map((_, k) => k), y, diverged });

test("the range holds all values of runs that end, with a margin", () => {
  const [low, high] = curveRange([series([10, 2]), series([10, 40, 0])], false);
  assert.ok(low < 0 && low > -4 && high > 40 && high < 44);
});

test("a run that diverges leaves the picture instead of flattening it", () => {
  const [, high] = curveRange([series([10, 2]), series([10, 1e12, null], true)], false);
  assert.ok(high < 20);
});

test("on a logarithmic axis the range is in exponents, and a divergence is followed further", () => {
  const [low, high] = curveRange([series([10, 0.01]), series([10, 1000, 1e12, null], true)], true);
  assert.ok(low < -2 && low > -2.6 && high > 3 && high < 3.5);
});

test("zeros and negatives have no place on a logarithmic axis, nor has what doubles cannot tell", () => {
  const [low] = curveRange([series([1, 0, -1, 1e-200])], true);
  assert.ok(low > -22 && low < -19);
});

test("where every run diverges at once the start is still shown", () => {
  const [low, high] = curveRange([series([5, 1e9], true)], false);
  assert.ok(low <= 5 && high >= 5 && high < 100);
});

test("no data at all has a range", () => {
  assert.deepEqual(curveRange([], false), [0, 1]);
  assert.deepEqual(curveRange([series([null])], true), [0, 1]);
});

test("the axis ends with the longest run", () => {
  assert.equal(lastPlace([series([1, 2, 3]), series([1])]), 2);
  assert.equal(lastPlace([]), 1);
});

test("the entry nearest to a place is found, also beyond both ends", () => {
  const places = [0, 3, 6, 25];
  assert.deepEqual([-5, 1, 2, 15, 16, 99].map((place) => nearestEntry(places, place)), [0, 0, 1, 2, 3, 3]);
  assert.equal(nearestEntry([7], 0), 0);
});
