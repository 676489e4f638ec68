import assert from "node:assert/strict";
import test from "node:test";

import { leaving, spread } from "../../static/js/geometry/clipping.js";

const box = { left: 0, top: 0, width: 100, height: 50 };

test("a path that is inside has not left", () => {
  assert.equal(leaving([10, 20], [10, 20], 1, box), null);
});

test("the exit is where the path crosses the edge", () => {
  const exit = leaving([10, 50, 150], [25, 25, 25], 2, box);
  assert.deepEqual([exit.x, exit.y, exit.angle], [100, 25, 0]);
});

test("the last exit counts, not the first", () => {
  const exit = leaving([50, 50, 50, 50], [25, -30, 25, 90], 3, box);
  assert.deepEqual([exit.x, exit.y], [50, 50]);
  assert.equal(exit.angle, Math.PI / 2);
});

test("a path that came back in has not left", () => {
  assert.equal(leaving([50, 150, 60], [25, 25, 25], 2, box), null);
});

test("only the path up to the given point counts", () => {
  assert.equal(leaving([50, 150], [25, 25], 0, box), null);
});

test("a path that was never inside is marked towards its point", () => {
  const exit = leaving([200, 300], [25, 25], 1, box);
  assert.deepEqual([exit.x, exit.y], [100, 25]);
});

test("a point near the largest float, or beyond it, still has an exit on the edge", () => {
  for (const far of [1.7e308, Infinity]) {
    const exit = leaving([50, -far], [25, far], 1, box);
    assert.ok(Math.abs(exit.x - 25) < 1e-9 && Math.abs(exit.y - 50) < 1e-9, `${exit.x} ${exit.y}`);
  }
});

test("marks that would overlap move apart, in their order", () => {
  const places = spread([50, 52, 10], [20, 20, 20], 0, 100, 4);
  assert.ok(places[2] === 10 && places[1] - places[0] >= 24);
});

test("marks stay within their edge", () => {
  const places = spread([2, 1, 99], [20, 20, 20], 0, 100, 4);
  assert.ok(Math.min(...places) >= 10 && Math.max(...places) <= 90);
  assert.ok(places[0] - places[1] >= 24);
});

test("marks that have room stay where they are", () => {
  assert.deepEqual(spread([20, 60], [10, 10], 0, 100, 4), [20, 60]);
});
