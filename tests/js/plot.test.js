import assert from "node:assert/strict";
import test from "node:test";

import { draw, rangeOf } from "../../static/js/plot.js";

test("a pan tells both ends of both axes", () => {
  const event = { "xaxis.range[0]": -1, "xaxis.range[1]": 2, "yaxis.range[0]": 0, "yaxis.range[1]": 5 };
  assert.deepEqual(rangeOf(event), { x: [-1, 2], y: [0, 5] });
});

test("a pan in the third panel tells the same of its own axes", () => {
  assert.deepEqual(rangeOf({ "xaxis3.range[0]": -1, "xaxis3.range[1]": 2 }), { x: [-1, 2], y: null });
});

test("a whole range may come as a list", () => {
  assert.deepEqual(rangeOf({ "xaxis.range": [-2, 2], "yaxis.range": [-1, 3] }), { x: [-2, 2], y: [-1, 3] });
});

test("an event of something else tells nothing", () => {
  assert.deepEqual(rangeOf({ width: 400, "xaxis.rangeslider.visible": true }), { x: null, y: null });
});

test("a page without Plotly says so", () => {
  assert.throws(() => draw({}, [], {}), /plotly\.min\.js must be loaded/);
});
