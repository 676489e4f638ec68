import assert from "node:assert/strict";
import test from "node:test";

import { groupsWithRate, layersOf, rateOf } from "../../static/js/layers.js";

test("layers are what stands before the dot, in order, and what only a link names comes last", () => {
  const parameters = ["hidden1.weight", "hidden1.bias", "output.weight", "scale"].map((name) => ({ name }));
  assert.deepEqual(layersOf(parameters, ["output.bias", "hidden1"]), ["hidden1", "output", "scale", "output.bias"]);
});

test("layers of one rate are one group, and a group that nobody is left in goes", () => {
  let groups = groupsWithRate([], "output", 0.1);
  groups = groupsWithRate(groups, "hidden1", 0.1);
  assert.deepEqual(groups, [{ parameters: ["output", "hidden1"], params: { lr: 0.1 } }]);
  groups = groupsWithRate(groups, "output", 0.5);
  assert.deepEqual([rateOf(groups, "hidden1"), rateOf(groups, "output"), rateOf(groups, "hidden2")], [0.1, 0.5, null]);
  groups = groupsWithRate(groups, "hidden1", null);
  assert.deepEqual(groups, [{ parameters: ["output"], params: { lr: 0.5 } }]);
});

test("what else a group has stays with its layer", () => {
  const groups = [{ parameters: ["output"], params: { lr: 1, momentum: 0.5 } }];
  assert.deepEqual(groupsWithRate(groups, "output", null), [{ parameters: ["output"], params: { momentum: 0.5 } }]);
  assert.deepEqual(groupsWithRate(groups, "output", 2), [{ parameters: ["output"], params: { momentum: 0.5, lr: 2 } }]);
});
