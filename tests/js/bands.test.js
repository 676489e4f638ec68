import assert from "node:assert/strict";
import test from "node:test";

import { bandLimits, bandPixels } from "../../static/js/geometry/bands.js";

const grey = [[0, 0, 0], [100, 100, 100], [200, 200, 200]];
const pixel = (pixels, width, column, row) => [...pixels.slice(4 * (row * width + column), 4 * (row * width + column) + 4)];

test("bands hold equally many points, whatever the range", () => {
  assert.deepEqual(bandLimits([[1, 10, 100], [1000, 1e4, 1e5]], 3), [10, 1000]);
});

test("low ground has the first colour, and the last row of z is at the top", () => {
  const z = [[0, 0, 0], [5, 5, 5], [9, 9, 9]];
  const pixels = bandPixels(z, 9, 9, grey, [255, 0, 0], 0);
  assert.deepEqual(pixel(pixels, 9, 4, 8), [0, 0, 0, 255]);
  assert.deepEqual(pixel(pixels, 9, 4, 0), [200, 200, 200, 255]);
});

test("a line runs where two bands meet, and only there", () => {
  const z = [[0, 0, 0], [5, 5, 5], [9, 9, 9]];
  const pixels = bandPixels(z, 9, 9, grey, [255, 0, 0], 1);
  const red = [...Array(9).keys()].filter((row) => pixel(pixels, 9, 4, row)[0] === 255);
  assert.equal(red.length, 2);
});

test("where the function is undefined nothing is painted", () => {
  const pixels = bandPixels([[null, 1], [1, 1]], 4, 4, grey, [0, 0, 0], 1);
  assert.ok([0, 1, 2, 3].every((column) => pixel(pixels, 4, column, 1)[3] === 0));
});
