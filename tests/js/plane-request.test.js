import assert from "node:assert/strict";
import { test } from "node:test";
import { planeRequest } from "../../static/js/live/plane-request.js";

const run = (key, more) => ({
  key, optimizer: "SGD", preset: null, params: { lr: 0.1 }, schedule: null, label: key, visible: true, hue: 0, changes: [], loss: null,
  start_from: null, frozen: [], groups: [], ...more,
});
const OBJECTIVE = {
  kind: "model", model: { id: "mlp", params: {} }, dataset: { id: "moons", params: {} }, loss: { id: "BCEWithLogitsLoss", params: {} },
  batch_size: 16, penalty: { l1: 0, l2: 0 }, evaluation: null,
};
const RUNS = [run("a", { visible: false }), run("b", { frozen: ["hidden1"] }), run("c")];
const COMPARISON = { objective: OBJECTIVE, runs: RUNS, steps: 200, seed: 7 };
const CHOICE = { kind: "joint_pca", run: null, normalization: "layer", draw: 3, split: "validation", value: "metric", weights: ["x[0]", "y[0]"] };
const HOW = { steps: 120, step: 40, resolution: 25 };
const asked = (more, how = {}) => planeRequest(COMPARISON, RUNS, { ...CHOICE, ...more }, { ...HOW, ...how });

test("a common plane is asked for with the comparison it belongs to, as far as the runs are", () => {
  const { type, objective, plane, resolution, split, value } = asked({});
  assert.deepEqual([type, objective, resolution, split, value], ["landscape", OBJECTIVE, 25, "validation", "metric"]);
  assert.deepEqual([plane.kind, plane.steps, plane.seed, plane.runs.length], ["joint_pca", 120, 7, 3]);
  assert.deepEqual(plane.runs[1].frozen, ["hidden1"]);
});

test("what a kind does not depend on is not said, so that equal pictures are asked for in equal words", () => {
  assert.deepEqual(asked({}), asked({ run: "c", draw: 9, normalization: "none", weights: [] }));
  assert.deepEqual(asked({ kind: "pca", run: "c" }), asked({ kind: "pca", run: "c", draw: 9 }));
});

test("a plane about one run names it by its place, the first that is shown where none is chosen", () => {
  for (const kind of ["pca", "random", "live", "hessian", "optimizer", "weights"]) {
    assert.equal(asked({ kind, run: "c" }).plane.run, 2);
    assert.equal(asked({ kind }).plane.run, 1);
    assert.equal(asked({ kind, run: "gone" }).plane.run, 1);
  }
});

test("the live slice is a random plane through the step that is shown", () => {
  const { plane } = asked({ kind: "live" });
  assert.deepEqual([plane.kind, plane.step, plane.draw, plane.normalization], ["random", 40, 3, "layer"]);
  assert.equal(asked({ kind: "random" }).plane.step ?? null, null);
});

test("a line has neither split nor value, two weights have their names, a part has its domain", () => {
  const line = asked({ kind: "interpolation" });
  assert.ok(!("split" in line) && !("value" in line));
  assert.deepEqual(asked({ kind: "weights" }).plane.weights, ["x[0]", "y[0]"]);
  assert.ok(!("domain" in asked({})));
  assert.deepEqual(asked({}, { domain: [-1, 1, -2, 2] }).domain, [-1, 1, -2, 2]);
});
