import assert from "node:assert/strict";
import test from "node:test";

import { contourLevels, landscapeField } from "../../static/js/geometry/scaling.js";

/** (x - 1)^2 + y^2 - 3 on a grid. */
const bowl = (count) => {
  const axis = Array.from({ length: count }, (_, i) => -2 + (4 * i) / (count - 1));
  return { z: axis.map((y) => axis.map((x) => (x - 1) ** 2 + y ** 2 - 3)) };
};

test("a linear field is the loss itself", () => {
  const { z } = bowl(41);
  const field = landscapeField({ z }, false, [[1, 0, -3]]);
  assert.equal(field.values, z);
  assert.deepEqual([field.low, field.high, field.log, field.base], [-3, 10, false, 0]);
});

test("a logarithmic field is the logarithm of the height above the known minimum", () => {
  const { z } = bowl(40);
  const field = landscapeField({ z }, true, [[1, 0, -3]]);
  assert.equal(field.base, -3);
  assert.ok(field.baseKnown);
  assert.ok(Math.abs(field.values[39][0] - Math.log10(13)) < 1e-12);
  assert.equal(field.high, Math.log10(13));
});

test("without a known minimum the lowest point of the grid is the base, and it is said", () => {
  const { z } = bowl(40);
  const field = landscapeField({ z }, true, []);
  assert.equal(field.base, Math.min(...z.flat()));
  assert.ok(!field.baseKnown);
});

test("a grid point on the minimum itself has a finite colour", () => {
  const field = landscapeField(bowl(41), true, [[1, 0, -3]]);
  assert.ok(field.values.flat().every(Number.isFinite));
  assert.ok(field.low > -3, `${field.low}`);
});

test("rounding noise at the minimum does not stretch the scale", () => {
  const { z } = bowl(41);
  z[20][30] = -3 + 1e-15;
  assert.ok(landscapeField({ z }, true, [[1, 0, -3]]).low > -3);
});

test("the scale of one loss is that of the grid", () => {
  const { z } = bowl(40);
  const field = landscapeField({ z }, true, [[1, 0, -3]]);
  assert.equal(field.scale(z[7][11]), field.values[7][11]);
  assert.equal(field.scale(null), null);
});

test("what is undefined stays undefined", () => {
  const field = landscapeField({ z: [[1, null], [100, 10]] }, true, []);
  assert.equal(field.values[0][1], null);
  assert.ok(Number.isFinite(field.low) && Number.isFinite(field.high));
});

test("a landscape with no finite value at all has a scale nonetheless", () => {
  const field = landscapeField({ z: [[null, null], [null, null]] }, true, []);
  assert.ok(field.high > field.low);
});

test("a flat landscape is shown linearly, with a contour level that Plotly can take", () => {
  const field = landscapeField({ z: [[2, 2], [2, 2]] }, true, []);
  assert.ok(!field.log);
  assert.ok(field.contours.size > 0 && field.contours.end >= field.contours.start);
});

test("contour levels are multiples of a round step strictly inside the range", () => {
  const { start, end, size } = contourLevels(0, 50);
  assert.deepEqual([start, end, size], [5, 45, 5]);
});
