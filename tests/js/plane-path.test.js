import assert from "node:assert/strict";
import { test } from "node:test";
import { mirroredDomain, mirroredGrid, mirroredPath, nearestEntry, turnedOver, wantsLog } from "../../static/js/geometry/plane-path.js";

/** A valley whose walls rise as a power of the distance from its floor. */
const valley = (power) => Array.from({ length: 21 }, (_, j) => Array.from({ length: 21 }, (_, i) => 0.1 + Math.hypot(i - 10, j - 10) ** power));

test("colours are logarithmic where the highest point stands a thousand times above a tenth of all", () => {
  assert.equal(wantsLog(valley(2)), false);
  assert.equal(wantsLog(valley(9)), true);
});

test("the rule knows neither which way the axes point nor points without a value", () => {
  const steep = valley(9);
  assert.equal(wantsLog(steep.toReversed()), true);
  assert.equal(wantsLog(steep.map((row) => row.toReversed())), true);
  steep[0][0] = null;
  assert.equal(wantsLog(steep), true);
});

test("flat ground, a plateau and no ground at all have linear colours", () => {
  assert.equal(wantsLog([[2, 2], [2, 2]]), false);
  assert.equal(wantsLog([[0, 0, 0], [0, 0, 0], [0, 0, 1e9]]), false);
  assert.equal(wantsLog([[null, null]]), false);
});

test("the playhead stands at the kept step that is nearest to it", () => {
  const steps = [0, 1, 2, 10, 100];
  assert.deepEqual([0, 2, 5, 7, 54, 56, 300].map((step) => nearestEntry(steps, step)), [0, 2, 2, 3, 3, 4, 4]);
  assert.equal(nearestEntry([], 3), -1);
});

/** A path of a few steps. */
const path = (x, y, step = x.map((_, k) => 10 * k)) => ({ run: 0, step, x, y, residual: [], relative: [], explained: null });

test("an axis whose sign came out otherwise is found, also between paths of different lengths and beginnings", () => {
  const former = path([5, 6, 8], [0, -1, -4]);
  assert.deepEqual(turnedOver([[former, path([-1, -2, -4, -7], [3, 2, -1, -2])]]), [true, false]);
  assert.deepEqual(turnedOver([[former, path([1, 2, 4, 7], [3, 4, 7, 8])]]), [false, true]);
  assert.deepEqual(turnedOver([[former, former]]), [false, false]);
  assert.deepEqual(turnedOver([]), [false, false]);
});

test("a plane drawn the other way shows the same value at the same weights, and turned back it is as it was", () => {
  const grid = { x: [-1, 0, 3], y: [2, 4], z: [[1, 2, 3], [4, 5, null]] };
  for (const mirrored of [[true, false], [false, true], [true, true]]) {
    const [flipX, flipY] = mirrored;
    const turned = mirroredGrid(mirrored, grid);
    grid.y.forEach((y, j) => grid.x.forEach((x, i) => {
      const [at, row] = [turned.x.findIndex((one) => one === (flipX ? -x : x) || (x === 0 && one === 0)), turned.y.indexOf(flipY ? -y : y)];
      assert.equal(turned.z[row][at], grid.z[j][i]);
    }));
    assert.ok(turned.x[0] < turned.x[1] && turned.y[0] < turned.y[1]);
    const domain = mirroredDomain(mirrored, [-1, 3, 2, 4]);
    assert.deepEqual([turned.x[0], turned.x[2], turned.y[0], turned.y[1]], domain);
    assert.deepEqual(mirroredDomain(mirrored, domain), [-1, 3, 2, 4]);
    assert.deepEqual(mirroredPath(mirrored, mirroredPath(mirrored, path([1, 2], [3, 4]))), path([1, 2], [3, 4]));
  }
});
