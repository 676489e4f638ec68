import assert from "node:assert/strict";
import { test } from "node:test";
import { lossScale, nearestIndex, rankOf, sweepable, sweptValues } from "../../static/js/geometry/sweep-axis.js";

const about = { en: "", zh: "" };
const parameter = (name, more) => ({
  name, kind: "float", default: 0, low: 1e-4, high: 1, scale: "log", about, choices: [], items: [], nullable: false, steerable: true, ...more,
});

test("numbers with a range can be swept, items of tuples too, switches and lists cannot", () => {
  const names = sweepable([
    parameter("lr"),
    parameter("betas", { kind: "tuple", low: null, high: null, items: [parameter("0", { scale: "log_to_one", low: 0, high: 0.999 }), parameter("1")] }),
    parameter("amsgrad", { kind: "bool" }),
    parameter("decay", { low: null, high: null }),
  ]).map(({ name }) => name);
  assert.deepEqual(names, ["lr", "betas[0]", "betas[1]"]);
});

test("swept values are a slider's stops, rising, both ends among them, at most so many", () => {
  const values = sweptValues(parameter("lr"), 9);
  assert.equal(values.length, 9);
  assert.deepEqual([values[0], values[8]], [1e-4, 1]);
  assert.deepEqual(values.toSorted((a, b) => a - b), values);
  assert.deepEqual(sweptValues(parameter("n", { kind: "int", low: 1, high: 4, scale: "linear" }), 9), [1, 2, 3, 4]);
});

test("a value between two has a rank between theirs, by the logarithm where there is one", () => {
  assert.equal(rankOf([0.01, 0.1, 1], 0.1), 1);
  assert.ok(Math.abs(rankOf([0.01, 0.1, 1], Math.sqrt(0.1)) - 1.5) < 1e-9);
  assert.equal(rankOf([0, 1, 2], 0.25), 0.25);
  assert.deepEqual([rankOf([1, 2], 9), rankOf([1, 2], 0.1)], [1, 0]);
  assert.deepEqual([0, 0.02, 0.05, 5].map((value) => nearestIndex([0.01, 0.1, 1], value)), [0, 0, 1, 2]);
});

test("losses over decades stand by their logarithm, others by themselves, and what is not finite nowhere", () => {
  const wide = lossScale([1e-4, 1, null, 100]);
  assert.equal(wide.log, true);
  assert.ok(Math.abs(/** @type {number} */ (wide.place(1)) - 4 / 6) < 1e-12);
  assert.equal(wide.place(null), null);
  const narrow = lossScale([2, 3, 4]);
  assert.deepEqual([narrow.log, narrow.place(3)], [false, 0.5]);
  assert.equal(lossScale([-1, 100]).log, false);
  assert.equal(lossScale([5, 5]).place(5), 0);
  assert.equal(lossScale([null]).place(1), null);
});
