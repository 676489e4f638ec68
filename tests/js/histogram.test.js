import assert from "node:assert/strict";
import test from "node:test";

import { histogram, spanOf, withRoom } from "../../static/js/geometry/histogram.js";

test("every value is in one bin of its own group, the ends included", () => {
  const counts = histogram([0, 0.1, 0.5, 1, 2, null], [0, 1, 0, 1, 1, 0], 2, [0, 1], 4);
  assert.deepEqual(counts, [[1, 0, 1, 0], [1, 0, 0, 2]]);
});

test("a span holds the finite values and is never empty", () => {
  assert.deepEqual(spanOf([3, null, -1, Infinity]), [-1, 3]);
  assert.deepEqual(spanOf([2, 2]), [1.5, 2.5]);
  assert.deepEqual(spanOf([]), [0, 1]);
  assert.deepEqual(spanOf([1], [0]), [0, 1]);
  assert.deepEqual(withRoom([0, 10], 0.1), [-1, 11]);
});
