import assert from "node:assert/strict";
import test from "node:test";

import { contourSegments, leadOf, smoothed } from "../../static/js/geometry/contour.js";

const grid = (count, low, high) => Array.from({ length: count }, (_, k) => low + ((high - low) * k) / (count - 1));
const pointsOf = (segments) => Array.from({ length: segments.length / 2 }, (_, k) => segments.slice(2 * k, 2 * k + 2));

test("the crossing of a slope is the straight line where the slope has that height", () => {
  const [x, y] = [grid(7, 0, 3), grid(5, -1, 1)];
  const segments = contourSegments(x, y, y.map((b) => x.map((a) => 2 * a + b)), 3.1);
  assert.equal(segments.length % 4, 0);
  assert.ok(segments.length > 0);
  for (const [a, b] of pointsOf(segments)) assert.ok(Math.abs(2 * a + b - 3.1) < 1e-12);
});

test("the crossing of a bowl is a closed circle", () => {
  const x = grid(60, -2, 2);
  const segments = contourSegments(x, x, x.map((b) => x.map((a) => a * a + b * b)), 1);
  const ends = new Map();
  for (const [a, b] of pointsOf(segments)) {
    assert.ok(Math.abs(Math.hypot(a, b) - 1) < 0.01);
    const key = `${a.toFixed(9)} ${b.toFixed(9)}`;
    ends.set(key, (ends.get(key) ?? 0) + 1);
  }
  assert.ok([...ends.values()].every((count) => count === 2));
});

test("each of the two segments of a saddle cuts off a corner on the other side of the level", () => {
  for (const [corners, middle] of [[[1, -1, 1, -1], 0.4], [[1, -1, 1, -1], -0.4]]) {
    const [a, b, c, d] = corners.map((value) => value + middle);
    const segments = contourSegments([0, 1], [0, 1], [[a, b], [d, c]], 0);
    assert.equal(segments.length, 8);
    // Bilinear in between: the middle of the cell must not be parted from the corners of its own sign.
    const [x0, y0, x1, y1] = segments;
    const around = middle > 0 ? [[1, 0], [0, 1]] : [[0, 0], [1, 1]];
    const [mx, my] = [(x0 + x1) / 2, (y0 + y1) / 2];
    assert.ok(Math.min(...around.map(([p, q]) => Math.hypot(p - mx, q - my))) < 0.5);
  }
});

test("unknown values and a level that is never reached give no line", () => {
  assert.deepEqual(contourSegments([0, 1], [0, 1], [[0, null], [1, 1]], 0.5), []);
  assert.deepEqual(contourSegments([0, 1], [0, 1], [[0, 0], [0, 0]], 0.5), []);
});

test("smoothing keeps a plane away from its edges and levels a single peak", () => {
  const plane = grid(5, 0, 4).map((b) => grid(5, 0, 4).map((a) => 2 * a - b));
  assert.ok(Math.abs(smoothed(plane)[2][2] - plane[2][2]) < 1e-12);
  assert.equal(smoothed([[0, 0, 0], [0, 9, 0], [0, 0, 0]])[1][1], 1);
});

test("a class leads where it is the chosen one, by how sure the model is", () => {
  assert.deepEqual(leadOf([[0, 1]], [[0.75, 0.9]], 0), [[0.5, -0.8]]);
});
