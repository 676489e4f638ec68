import assert from "node:assert/strict";
import { test } from "node:test";
import { nearestEntry, wantsLog } from "../../static/js/geometry/plane-path.js";

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
