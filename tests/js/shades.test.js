import assert from "node:assert/strict";
import test from "node:test";

import { classPixels, mixed, onScale, rgbOf, sidesPixels, valuePixels } from "../../static/js/geometry/shades.js";

const WHITE = [255, 255, 255];
const [BLUE, RED] = [[0, 0, 255], [255, 0, 0]];
const at = ({ data, width }, row, column) => [...data.slice(4 * (row * width + column), 4 * (row * width + column) + 4)];

test("colours are read and mixed by shares", () => {
  assert.deepEqual(rgbOf("#24668f"), [0x24, 0x66, 0x8f]);
  assert.deepEqual(mixed([0, 0, 0], [10, 20, 30], 0.5), [5, 10, 15]);
});

test("the first row of a grid lies at the bottom of the picture", () => {
  const picture = sidesPixels([[0], [1]], 0.5, WHITE, [BLUE, RED]);
  const [top, bottom] = [at(picture, 0, 0), at(picture, 1, 0)];
  assert.ok(top[0] > top[2] && bottom[2] > bottom[0]);
});

test("a side is fainter near the threshold, and the threshold decides the side", () => {
  const picture = sidesPixels([[0.55, 0.99, 0.7]], 0.5, WHITE, [BLUE, RED]);
  assert.ok(at(picture, 0, 0)[1] > at(picture, 0, 1)[1]);
  const moved = at(sidesPixels([[0.7]], 0.8, WHITE, [BLUE, RED]), 0, 0);
  assert.ok(moved[2] > moved[0]);
});

test("what is not known is clear", () => {
  assert.equal(at(sidesPixels([[null]], 0.5, WHITE, [BLUE, RED]), 0, 0)[3], 0);
  assert.equal(at(classPixels([[1]], [[null]], WHITE, [BLUE, RED]), 0, 0)[3], 0);
});

test("the leading class is fainter where the model is less sure", () => {
  const picture = classPixels([[0, 0]], [[0.4, 0.95]], WHITE, [BLUE, RED, [0, 255, 0]]);
  assert.ok(at(picture, 0, 0)[0] > at(picture, 0, 1)[0]);
});

test("a scale gives its ends beyond them and mixes between its stops", () => {
  const stops = [[0, [0, 0, 0]], [0.5, [100, 0, 0]], [1, [100, 200, 0]]];
  assert.deepEqual([-1, 0, 0.25, 0.75, 1, 9].map((place) => onScale(stops, place)[0] + onScale(stops, place)[1]), [0, 0, 50, 200, 300, 300]);
  assert.deepEqual(at(valuePixels([[1, 3]], [1, 3], [[0, "#000000"], [1, "#ffffff"]]), 0, 1), [255, 255, 255, 255]);
});
