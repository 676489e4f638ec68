import assert from "node:assert/strict";
import test from "node:test";

import { bandScale, basinField, basinShares } from "../../static/js/geometry/basin-field.js";

const basins = {
  x: [0, 1, 2], y: [0, 1], minima: [[0, 0, 0], [1, 1, 0]],
  basin: [[0, 0, 1], [-1, -2, 1]],
  steps: [[5, 50, 20], [null, null, 100]],
};

test("each start lies in the band of what it reached", () => {
  const { values, bands } = basinField(basins);
  assert.equal(bands, 4);
  assert.deepEqual(values.map((row) => row.map(Math.floor)), [[2, 2, 3], [0, 1, 3]]);
});

test("a quicker start has a lower place in its band, and none crosses into the next", () => {
  const { values } = basinField(basins);
  assert.ok(values[0][0] < values[0][1]);
  assert.ok(values[0][2] < values[1][2]);
  assert.ok(values.flat().every((value) => value % 1 > 0.01 && value % 1 < 0.99));
});

test("a map where all arrive at the same step is one shade", () => {
  const { values } = basinField({ ...basins, basin: [[0, 0]], steps: [[7, 7]] });
  assert.equal(values[0][0], values[0][1]);
});

test("the colour scale ends each band where the next begins", () => {
  assert.deepEqual(bandScale([["#a", "#b"], ["#c", "#d"]]), [[0, "#a"], [0.5, "#b"], [0.5, "#c"], [1, "#d"]]);
});

test("shares are in the order of the bands and make a whole", () => {
  const shares = basinShares(basins);
  assert.deepEqual(shares, [1 / 6, 1 / 6, 2 / 6, 2 / 6]);
});
