import assert from "node:assert/strict";
import test from "node:test";

import { fanShape } from "../../static/js/geometry/fan-shape.js";

const place = (value) => (Math.log10(value) + 3) / 3;
const ends = (...losses) => losses.map((final) => (final === null ? null : { x: [], y: [], loss: [100, final], status: final === Infinity ? "diverged" : "completed" }));
const fan = (values, runs) => ({ values, runs, current: 0, stale: false });

test("a lower final loss lies lower, the best lowest", () => {
  const { lines, best } = fanShape(fan([0.001, 0.01, 0.1], ends(50, 0.001, 3)), place, [[0, 0, 0]]);
  const [[[, slow], [, good], [, late]]] = lines;
  assert.ok(good < late && late < slow);
  assert.equal(best, 1);
});

test("values stand at their places on the slider", () => {
  const { lines } = fanShape(fan([0.001, 0.1], ends(50, 3)), place, []);
  assert.deepEqual(lines[0].map(([at]) => Number(at.toFixed(6))), [0, 0.666667]);
});

test("a run that ends worse than it began stays within the top", () => {
  const { lines } = fanShape(fan([0.001, 0.01], ends(1e30, 1)), place, [[0, 0, 0]]);
  assert.ok(lines[0][0][1] <= 1 && lines[0][0][1] > 0.86);
});

test("divergence is a shaded span up to half way to its neighbours, and breaks the curve", () => {
  const { lines, diverged } = fanShape(fan([0.001, 0.01, 0.1, 1], ends(50, 1, Infinity, Infinity)), place, []);
  assert.equal(lines.length, 1);
  assert.equal(lines[0].length, 2);
  assert.equal(diverged.length, 1);
  assert.ok(Math.abs(diverged[0][0] - 0.5) < 1e-9 && Math.abs(diverged[0][1] - 1) < 1e-9);
});

test("a final loss that is not finite counts as divergence", () => {
  const runs = [{ x: [], y: [], loss: [100, null], status: "completed" }];
  assert.equal(fanShape(fan([0.1], runs), place, []).diverged.length, 1);
});

test("values that have not arrived leave a gap and are not called diverged", () => {
  const { lines, diverged } = fanShape(fan([0.001, 0.01, 0.1], ends(50, null, 3)), place, []);
  assert.equal(lines.length, 2);
  assert.equal(diverged.length, 0);
});

test("values may come in any order", () => {
  const { lines, best } = fanShape(fan([0.1, 0.001], ends(3, 50)), place, []);
  assert.ok(lines[0][0][0] < lines[0][1][0]);
  assert.equal(best, 0);
});

test("a fan with nothing in it has no curve and no best", () => {
  assert.deepEqual(fanShape(fan([0.1], [null]), place, []), { lines: [], diverged: [], best: null });
});
