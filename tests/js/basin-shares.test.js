import assert from "node:assert/strict";
import test from "node:test";

import { arrivalOf, cellAt, letterOf, medianSteps, percentages, sharesOf } from "../../static/js/geometry/basin-shares.js";

const BASINS = {
  x: [0, 1, 2], y: [0, 1],
  minima: [[0, 0, 0], [2, 1, 0]],
  basin: [[0, 0, 1], [-1, -2, 0]],
  steps: [[4, 8, 3], [null, null, 9]],
};

test("each minimum has the starts that reach it and the middle of their steps; the rest are told apart", () => {
  assert.deepEqual(sharesOf(BASINS), [
    { index: 0, count: 3, percent: 50, median: 8 },
    { index: 1, count: 1, percent: 16.7, median: 3 },
    { index: -2, count: 1, percent: 16.7, median: null },
    { index: -1, count: 1, percent: 16.6, median: null },
  ]);
});

test("percentages sum to 100 whatever is counted", () => {
  for (const counts of [[1, 1, 1], [1, 2, 4, 6], [9999, 1, 0], [7, 7, 7, 7, 7, 7, 7], [25600]]) {
    const tenths = percentages(counts).map((one) => Math.round(10 * one));
    assert.equal(tenths.reduce((sum, one) => sum + one, 0), 1000);
    const all = counts.reduce((sum, one) => sum + one, 0);
    counts.forEach((count, place) => assert.ok(Math.abs(tenths[place] - (1000 * count) / all) < 1));
  }
  assert.deepEqual(percentages([0, 0]), [0, 0]);
});

test("the median is over the starts that arrive, between the two middle ones of an even number", () => {
  assert.equal(medianSteps(BASINS), 6);
  assert.equal(medianSteps({ ...BASINS, steps: [[null]] }), null);
});

test("a path arrives where it stays within reach until its end, not where it passes", () => {
  const domain = [-3, 3, -4, 4];
  const minima = [[0, 0, 0], [2, 2, 0]];
  const through = { x: [2, 0.05, 1, 2.06, 2.01], y: [0, 0, 1, 2, 2] };
  assert.deepEqual(arrivalOf(through, minima, domain), { index: 1, step: 3 });
  assert.deepEqual(arrivalOf({ x: [1], y: [1] }, minima, domain), { index: -2, step: null });
  assert.deepEqual(arrivalOf({ x: [0.1], y: [0] }, minima, domain), { index: 0, step: 0 });
  assert.deepEqual(arrivalOf({ x: [0.1001], y: [0] }, minima, domain), { index: -2, step: null });
  assert.deepEqual(arrivalOf({ x: [0], y: [0], status: "diverged" }, minima, domain), { index: -1, step: null });
});

test("minima are lettered, and beyond the alphabet numbered", () => {
  assert.deepEqual([0, 3, 25, 26].map(letterOf), ["A", "D", "Z", "27"]);
});

test("a row of pixels shows its first and last start at its ends, and each for an equal stretch between", () => {
  const cells = Array.from({ length: 400 }, (_, pixel) => cellAt(pixel, 400, 5));
  assert.deepEqual([cells[0], cells[399]], [0, 4]);
  const counts = [0, 1, 2, 3, 4].map((cell) => cells.filter((one) => one === cell).length);
  assert.deepEqual(counts, [50, 100, 100, 100, 50]);
});
