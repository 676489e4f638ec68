import assert from "node:assert/strict";
import test from "node:test";

import { readLink, writeLink } from "../../static/js/link.js";
import { FIRST_VIEW, catalog } from "../../static/js/signals.js";
import { A_MODEL_CATALOG } from "./a-model-catalog.js";

catalog.value = A_MODEL_CATALOG;

const CHECKPOINT = "12345678901234567890123456789012345678901234567890123456789012e4";
const run = (more) => ({
  key: "k", optimizer: "Adam", preset: null, params: { lr: 0.05 }, schedule: null, label: "Adam", visible: true, pinned: false, hue: 0, changes: [],
  loss: null, start_from: null, frozen: [], groups: [], zero_grad: true, accumulate: 1, ...more,
});
const FIRST = {
  comparison: { objective: { kind: "function", id: "sphere", start: [1, 2], noise: 0 }, runs: [run({ label: "first" })], steps: 300, seed: 0 },
  view: FIRST_VIEW,
};
const OBJECTIVE = {
  kind: "model",
  model: { id: "mlp", params: { hidden: [16, 8], bias: false } },
  dataset: { id: "moons", params: { noise: 0.3 } },
  loss: { id: "BCEWithLogitsLoss", params: { pos_weight: [2.5] } },
  batch_size: 16,
  penalty: { l1: 0, l2: 1e-7 },
  evaluation: { every: 25 },
};
const RUNS = [
  run({ changes: [{ step: 120, params: { lr: 0.01, betas: [0.5, 0.9] } }], start_from: { checkpoint: CHECKPOINT, replace_head: true } }),
  run({
    label: "Adam 2", hue: 1, loss: { id: "SoftMarginLoss", params: { reduction: "sum" } }, frozen: ["hidden1", "output.bias"],
    groups: [{ parameters: ["output"], params: { lr: 1 } }], accumulate: 4,
  }),
];
const scene = (objective = OBJECTIVE, runs = RUNS, view = {}) => ({
  comparison: { objective, runs, steps: 1200, seed: 3 }, view: { ...FIRST_VIEW, ...view }, playhead: 40, speed: 1,
});
const withoutKeys = (comparison) => ({ ...comparison, runs: comparison.runs.map(({ key, ...rest }) => rest) });

test("a link gives back what is learned, with what each run has of its own and what was changed on the way", () => {
  const given = scene(OBJECTIVE, RUNS, { curve: "metric", modelView: "landscape" });
  const { scene: found, ignored } = readLink(`#${writeLink(given)}`, FIRST);
  assert.deepEqual(ignored, []);
  assert.deepEqual(withoutKeys(found.comparison), withoutKeys(given.comparison));
  assert.deepEqual([found.view, found.playhead], [given.view, 40]);
});

test("full batches, single samples and seconds between evaluations come back too", () => {
  for (const [batch_size, evaluation] of [[null, null], [1, { seconds: 0.5 }]]) {
    const objective = { ...OBJECTIVE, batch_size, evaluation, penalty: { l1: 0, l2: 0 } };
    assert.deepEqual(readLink(writeLink(scene(objective)), FIRST).scene.comparison.objective, objective);
  }
});

test("two weights travel with their start, and a typed loss with its formula", () => {
  const objective = {
    ...OBJECTIVE,
    model: { id: "two_weight", params: { start: [0.25, -1e-7] } },
    dataset: { id: "line", params: {} },
    loss: { id: "formula", params: { expression: "abs(prediction - target)*2, it's" } },
  };
  const plain = [run({})];
  assert.deepEqual(readLink(writeLink(scene(objective, plain)), FIRST).scene.comparison.objective, objective);
});

test("a dataset alone brings what it suggests, with learning rates that suit its model", () => {
  const { scene: found, own } = readLink("#data=(use:moons)&run=(use:Adam)&run=(use:Momentum)", FIRST);
  assert.equal(own, true);
  assert.deepEqual(found.comparison.objective.loss, { id: "BCEWithLogitsLoss", params: {} });
  assert.deepEqual([found.comparison.objective.batch_size, found.comparison.steps], [32, 300]);
  assert.deepEqual(found.comparison.runs.map((one) => one.params.lr), [0.01, 0.05]);
  assert.equal(readLink("#data=(use:moons)", FIRST).scene.comparison.runs[0].params.lr, 0.01);
});

test("what does not fit the data, or is of no model, is left out and quoted", () => {
  const cases = [
    ["#data=(use:nowhere)", "data=(use:nowhere)"],
    ["#data=(use:moons,set:(colour:1))", "data=(use:moons,set:(colour:1))"],
    ["#data=(use:moons)&loss=(use:HuberLoss)", "loss=(use:HuberLoss)"],
    ["#data=(use:line)&model=(use:mlp)", "model=(use:mlp)"],
    ["#data=(use:moons)&batch=0", "batch=0"],
    ["#data=(use:moons)&batch=some", "batch=some"],
    ["#data=(use:moons)&penalty=(l1:-1)", "penalty=(l1:-1)"],
    ["#data=(use:moons)&penalty=(l1:x)", "penalty=(l1:x)"],
    ["#data=(use:moons)&evaluate=(seconds:0)", "evaluate=(seconds:0)"],
    ["#data=(use:moons)&start=(1,2)", "start=(1,2)"],
    ["#data=(use:moons)&run=(use:Adam,loss:(use:HuberLoss))", "run=(use:Adam,loss:(use:HuberLoss))"],
    ["#data=(use:moons)&run=(use:Adam,frozen:(1))", "run=(use:Adam,frozen:(1))"],
    ["#data=(use:moons)&run=(use:Adam,groups:((of:1)))", "run=(use:Adam,groups:((of:1)))"],
    ["#f=sphere&batch=4", "batch=4"],
    ["#f=sphere&run=(use:Adam,frozen:(output))", "run=(use:Adam,frozen:(output))"],
  ];
  for (const [hash, part] of cases) assert.deepEqual(readLink(hash, FIRST).ignored, [part], hash);
});

test("no text about a model makes reading a link throw", () => {
  for (const part of ["data=1", "data=null", "data=(use:moons)&loss=null", "data=(use:moons)&evaluate=null", "data=(use:moons)&penalty=7", "model=x", "data=(use:moons)&run=(use:Adam,from:7)", "data=(use:moons)&run=(use:Adam,groups:7)"]) {
    assert.doesNotThrow(() => readLink(`#${part}`, FIRST), part);
  }
});
