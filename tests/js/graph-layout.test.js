import assert from "node:assert/strict";
import test from "node:test";

import { NODE, edgePath, layOut, lowered } from "../../static/js/geometry/graph-layout.js";

/** (1 - x)^2 + 100 (y - x^2)^2 */
const DEPTHS = [0, 0, 1, 2, 1, 2, 3, 4, 5];
const EDGES = [[0, 2], [2, 3], [0, 4], [1, 5], [4, 5], [5, 6], [6, 7], [3, 8], [7, 8]].map(([from, to]) => ({ from, to, gradient: 1 }));
const graph = { nodes: DEPTHS.map((depth, id) => ({ id, depth })), edges: EDGES };

test("what is made stands to the right of what it is made of", () => {
  const { places } = layOut(graph);
  for (const { from, to } of EDGES) assert.ok(places.get(from).x + NODE.width < places.get(to).x);
});

test("no node stands over another, and all are within the picture", () => {
  const { places, width, height } = layOut(graph);
  const all = [...places.values()];
  for (const [place, one] of all.entries()) {
    assert.ok(one.x - NODE.width / 2 >= 0 && one.x + NODE.width / 2 <= width);
    assert.ok(one.y - NODE.height / 2 >= 0 && one.y + NODE.height / 2 <= height);
    for (const other of all.slice(place + 1)) {
      assert.ok(Math.abs(one.x - other.x) >= NODE.width || Math.abs(one.y - other.y) >= NODE.height);
    }
  }
});

test("a single operand is at the height of what is made of it", () => {
  const { places } = layOut(graph);
  assert.equal(places.get(6).y, places.get(7).y);
});

test("an edge that passes a column goes between its nodes", () => {
  const { places, ways } = layOut(graph);
  EDGES.forEach(({ from, to }, edge) => {
    assert.equal(ways[edge].length, DEPTHS[to] - DEPTHS[from] - 1);
    for (const point of ways[edge]) {
      const column = [...places.values()].filter(({ x }) => x === point.x);
      assert.ok(column.length > 0 && column.every(({ y }) => Math.abs(y - point.y) > NODE.height / 2));
    }
  });
});

test("an edge leaves on the right and arrives on the left", () => {
  const path = edgePath({ x: 100, y: 50 }, [{ x: 300, y: 80 }], { x: 500, y: 20 });
  assert.ok(path.startsWith("M155 50C") && path.includes("245 80L355 80C") && path.endsWith("445 20"));
});

test("the numbers of names are set low, other numbers are not", () => {
  assert.deepEqual(lowered("v12 + 3 · v4²"), [
    { part: "v", low: false }, { part: "12", low: true }, { part: " + 3 · v", low: false }, { part: "4", low: true }, { part: "²", low: false },
  ]);
  assert.deepEqual(lowered("2^x"), [{ part: "2^x", low: false }]);
});
