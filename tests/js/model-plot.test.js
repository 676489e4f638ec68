import assert from "node:assert/strict";
import test from "node:test";

import {
  classOf, curveRangeOf, equalRange, pictureColumns, plotKind, roundedUp, sheetOf, sidesOf,
} from "../../static/js/geometry/model-plot.js";

const data = (more) => ({ kind: "vector", task: "binary", domain: null, projection: null, ...more });

test("the picture follows from the data", () => {
  assert.equal(plotKind(data({ kind: "image", task: "multiclass" }), null), "images");
  assert.equal(plotKind(data({ domain: [0, 1, 0, 1] }), null), "field");
  assert.equal(plotKind(data({ task: "multilabel", domain: [0, 1, 0, 1] }), null), "labels");
  assert.equal(plotKind(data({ task: "ranking", domain: [0, 1, 0, 1] }), null), "pairs");
  assert.equal(plotKind(data({ task: "regression", domain: [0, 1] }), null), "curve");
  assert.equal(plotKind(data({ task: "regression", projection: {} }), null), "against");
  assert.equal(plotKind(data({ task: "multiclass", projection: {} }), null), "projection");
  assert.equal(plotKind(data({ kind: "bag" }), null), "scores");
});

test("embeddings in more than two dimensions are shown by their scores", () => {
  const pairs = data({ task: "similarity", domain: [0, 1, 0, 1] });
  assert.equal(plotKind(pairs, { points: [] }), "embedding");
  assert.equal(plotKind(pairs, { points: null }), "scores");
});

test("a class is an index, or the largest share", () => {
  assert.deepEqual([2, [1], [0.1, 0.7, 0.2]].map(classOf), [2, 1, 1]);
});

test("the range of a curve is that of the data on both sides of the split", () => {
  const split = (targets) => ({ inputs: [], targets });
  const [x0, x1, y0, y1] = curveRangeOf({ domain: [-1, 1], train: split([[0], [10]]), validation: split([[-10]]) });
  assert.deepEqual([x0, x1], [-1, 1]);
  assert.ok(Math.abs(y0 + 11.6) < 1e-9 && Math.abs(y1 - 11.6) < 1e-9);
});

test("a unit is as long across as upwards, and every point is inside", () => {
  const points = [[0, 0], [4, 1], [-3, 0.2]];
  for (const aspect of [0.5, 1, 2.5]) {
    const [x0, x1, y0, y1] = equalRange(points, aspect);
    assert.ok(Math.abs((x1 - x0) / (y1 - y0) - aspect) < 1e-9);
    for (const [x, y] of points) assert.ok(x > x0 && x < x1 && y > y0 && y < y1, `${aspect}`);
  }
});

test("widths are round, and points that fell together still have one", () => {
  assert.deepEqual([0.9, 1.2, 42, 0, NaN].map(roundedUp), [1, 1.5, 50, 1, 1]);
  assert.ok(equalRange([[3, 3], [3, 3]], 1).every(Number.isFinite));
});

test("scores fall on the sides of their targets", () => {
  const of = (task, targets) => ({ task, validation: { targets } });
  assert.deepEqual(sidesOf(of("binary", [1, 0]), [0.8, 0.3]), { values: [0.8, 0.3], groups: [1, 0], sides: 2 });
  assert.deepEqual(sidesOf(of("ranking", [1, -1]), [2, -2]).groups, [1, 0]);
  assert.deepEqual(sidesOf(of("multilabel", [[1, 0]]), [[0.9, 0.2]]), { values: [0.9, 0.2], groups: [1, 0], sides: 2 });
  assert.deepEqual(sidesOf(of("multiclass", [2, 0]), [[0.1, 0.2, 0.7], [0.5, 0.3, 0.2]]).values, [0.7, 0.5]);
  assert.equal(sidesOf(of("triplets", [[], []]), [0.4, -0.1]).sides, 1);
});

test("panels stand in columns that leave their pictures near to 4:3", () => {
  const columns = (count, width, height) => pictureColumns(count, { width, height }, 62);
  assert.equal(columns(1, 900, 400), 1);
  assert.equal(columns(3, 900, 400), 3);
  assert.equal(columns(3, 500, 290), 3);
  assert.equal(columns(2, 375, 390), 1);
  assert.equal(columns(4, 375, 390), 2);
  assert.equal(columns(6, 900, 700), 3);
  assert.equal(columns(4, 680, 340), 2, "four would cut their words");
});

test("tiles fill a sheet row by row", () => {
  assert.deepEqual(sheetOf({ width: 100, height: 50 }, { width: 20, height: 20, gap: 5 }), { columns: 4, rows: 2, count: 8 });
  assert.equal(sheetOf({ width: 5, height: 5 }, { width: 20, height: 20, gap: 5 }).count, 1);
});
