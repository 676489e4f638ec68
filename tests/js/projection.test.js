import assert from "node:assert/strict";
import test from "node:test";

import { inside, panelBoxes, panelColumns, project } from "../../static/js/geometry/projection.js";

const box = { left: 40, top: 10, width: 400, height: 200 };

test("the corners of the range lie on the corners of the box, y upwards", () => {
  const { toX, toY } = project([-2, 2, -1, 3], box);
  assert.deepEqual([toX(-2), toX(2), toY(3), toY(-1)], [40, 440, 10, 210]);
});

test("pixels lead back to the numbers they came from", () => {
  const { toX, toY, fromX, fromY } = project([-512, 512, 0.001, 0.002], box);
  assert.ok(Math.abs(fromX(toX(123.4)) - 123.4) < 1e-9);
  assert.ok(Math.abs(fromY(toY(0.00137)) - 0.00137) < 1e-12);
});

test("the edge of a box belongs to it", () => {
  assert.ok(inside(40, 10, box) && inside(440, 210, box));
  assert.ok(!inside(39.9, 10, box) && !inside(440, 210.1, box));
});

for (const [count, width, height, columns] of [[1, 900, 500, 1], [2, 1400, 600, 2], [6, 1500, 520, 3], [6, 360, 700, 2], [12, 1500, 600, 4]]) {
  test(`${count} panels stand in ${columns} columns on ${width} x ${height}`, () => {
    assert.equal(panelColumns(count, width / height), columns);
  });
}

test("panels fill the area without overlap, each below its title", () => {
  const area = { left: 40, top: 10, width: 1000, height: 500 };
  const boxes = panelBoxes(5, area, { gap: 10, head: 24 });
  assert.equal(boxes.length, 5);
  for (const [index, one] of boxes.entries()) {
    assert.ok(one.width > 0 && one.height > 0);
    assert.ok(one.left >= area.left && one.left + one.width <= area.left + area.width + 1e-9);
    assert.ok(one.top >= area.top + 24 && one.top + one.height <= area.top + area.height + 1e-9);
    for (const other of boxes.slice(0, index)) {
      const apart = one.left >= other.left + other.width + 10 - 1e-9 || one.top >= other.top + other.height + 34 - 1e-9 || other.left >= one.left + one.width + 10 - 1e-9;
      assert.ok(apart);
    }
  }
});
