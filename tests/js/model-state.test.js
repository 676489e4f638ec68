import assert from "node:assert/strict";
import test, { beforeEach } from "node:test";

import { lossOf, startOf } from "../../static/js/catalog.js";
import * as models from "../../static/js/model-state.js";
import { offers } from "../../static/js/offers.js";
import * as signals from "../../static/js/signals.js";
import * as state from "../../static/js/state.js";
import { A_MODEL_CATALOG } from "./a-model-catalog.js";

const objective = () => state.comparison.value.objective;
const runs = () => state.comparison.value.runs;

beforeEach(() => {
  state.catalog.value = structuredClone(A_MODEL_CATALOG);
  signals.results.value = new Map();
  state.steering.value = new Map();
  state.training.value = { running: false, paused: false };
  state.setView(state.FIRST_VIEW);
  state.setComparison({ objective: { kind: "function", id: "sphere", start: [1, 1], noise: 0.5 }, runs: [], steps: 300, seed: 0 });
  state.addRun("Adam");
  state.addRun("SGD");
  models.setModelObjective("moons");
});

test("a dataset brings its model, loss, batches and steps, and the model its learning rates", () => {
  assert.deepEqual(objective(), {
    kind: "model",
    model: { id: "mlp", params: { hidden: [16] } },
    dataset: { id: "moons", params: {} },
    loss: { id: "BCEWithLogitsLoss", params: {} },
    batch_size: 32,
    penalty: { l1: 0, l2: 0 },
    evaluation: null,
  });
  assert.deepEqual(runs().map((run) => run.params.lr), [0.01, 0.1]);
  assert.deepEqual([state.comparison.value.steps, state.playhead.value, state.notice.value], [400, 400, "ownSetup"]);
  assert.deepEqual([state.isModel.value, state.hasPlane.value, startOf(objective())], [true, false, null]);
});

test("what is chosen of a dataset does not change the catalog's own suggestion", () => {
  models.setModelParam("hidden", [8, 8]);
  assert.deepEqual(objective().model.params.hidden, [8, 8]);
  models.setModelObjective("moons");
  assert.deepEqual(objective().model.params.hidden, [16]);
});

test("model and loss stay with another dataset where they fit, and are replaced with a word where they do not", () => {
  models.setModel("two_weight");
  models.setDataset("line");
  assert.deepEqual([objective().model.id, objective().loss], ["two_weight", { id: "HuberLoss", params: { delta: 0.5 } }]);
  assert.deepEqual(state.notice.value, { instead: [{ what: "loss", from: "BCEWithLogitsLoss", to: "HuberLoss" }] });
  models.setDataset("moons");
  assert.deepEqual([objective().model.id, objective().loss.id], ["two_weight", "BCEWithLogitsLoss"]);
});

test("a run's own loss is the one it descends, and goes where it does not fit the data", () => {
  models.setRunLoss(runs()[0].key, "SoftMarginLoss");
  assert.deepEqual(runs().map((run) => lossOf(run).id), ["SoftMarginLoss", "BCEWithLogitsLoss"]);
  models.setDataset("line");
  assert.equal(runs()[0].loss, null);
  assert.ok(state.notice.value.instead.some(({ from, to }) => from === "SoftMarginLoss" && to === null));
});

test("the parameters of data, model and losses are set one by one", () => {
  const { key } = runs()[0];
  models.setDatasetParam("noise", 0.4);
  models.setModelParam("dropout", 0.1);
  models.setLossParam("pos_weight", [2]);
  models.setRunLoss(key, "SoftMarginLoss");
  models.setRunLossParam(key, "reduction", "sum");
  models.setPenalty("l2", 0.01);
  models.setBatchSize(null);
  models.setEvaluation({ every: 10 });
  assert.deepEqual(objective().dataset.params, { noise: 0.4 });
  assert.deepEqual(objective().model.params, { hidden: [16], dropout: 0.1 });
  assert.deepEqual([objective().loss.params, runs()[0].loss.params], [{ pos_weight: [2] }, { reduction: "sum" }]);
  assert.deepEqual([objective().penalty, objective().batch_size, objective().evaluation], [{ l1: 0, l2: 0.01 }, null, { every: 10 }]);
});

test("another model brings its own learning rates and forgets layers that it does not have", () => {
  const { key } = runs()[1];
  models.setFrozen(key, ["hidden1"]);
  models.setGroups(key, [{ parameters: ["output"], params: { lr: 1 } }]);
  models.startFrom(key, { checkpoint: "ab12", replace_head: false });
  models.setModel("two_weight");
  assert.deepEqual([runs()[1].frozen, runs()[1].groups, runs()[1].start_from], [[], [], null]);
  assert.equal(runs()[1].params.lr, 0.5);
});

test("two weights begin where the handle is put, and at their own start again", () => {
  models.setModelObjective("line");
  assert.deepEqual([startOf(objective()), state.domain.value], [[-2.5, 2], [-4, 4, -3, 3]]);
  state.setStart(1, -1);
  assert.deepEqual([startOf(objective()), objective().model.params], [[1, -1], { start: [1, -1] }]);
  state.resetStart();
  assert.deepEqual(startOf(objective()), [-2.5, 2]);
});

test("Muon is offered to a model of matrices alone and SparseAdam to a bag of words", () => {
  const entry = (id) => state.catalog.value.optimizers.find((one) => one.id === id);
  const offered = (id) => offers(entry(id), objective());
  assert.deepEqual([offered("Muon"), offered("SparseAdam"), offered("Adam")], [false, false, true]);
  models.setModelParam("bias", false);
  assert.equal(offered("Muon"), true);
  models.setModelParam("batch_norm", true);
  assert.equal(offered("Muon"), false);
  models.setModelObjective("words");
  assert.deepEqual([offered("Muon"), offered("SparseAdam")], [true, true]);
  assert.equal(offers(entry("SparseAdam"), { kind: "function", id: "sphere" }), false);
});

test("an optimizer that a model cannot have gives way to another, and that is said", () => {
  models.setModelObjective("words");
  state.addRun("SparseAdam");
  models.setModelObjective("moons");
  assert.equal(runs().some((run) => run.optimizer === "SparseAdam"), false);
  assert.equal(state.notice.value.instead[0].from, "SparseAdam");
});

test("a function takes nothing with it that only a model's run can have", () => {
  const { key } = runs()[0];
  models.setRunLoss(key, "SoftMarginLoss");
  models.setFrozen(key, ["output"]);
  state.setBackward(key, { accumulate: 4, zero_grad: false });
  state.setObjective("rosenbrock");
  assert.deepEqual(objective(), { kind: "function", id: "rosenbrock", start: [-1.5, 2], noise: 0 });
  assert.deepEqual([runs()[0].loss, runs()[0].frozen], [null, []]);
  assert.deepEqual([runs()[0].accumulate, runs()[0].zero_grad], [1, false]);
  assert.equal(state.isModel.value, false);
});

test("what was changed on the way can be taken back one by one, or all at once", () => {
  const [{ key }] = runs();
  const changes = [{ step: 10, params: { lr: 1, betas: [0.5, 0.9] } }, { step: 20, params: { lr: 2 } }];
  state.comparison.value = { ...state.comparison.value, runs: runs().map((run) => (run.key === key ? { ...run, changes } : run)) };
  models.removeChange(key, 10, "lr");
  assert.deepEqual(runs()[0].changes, [{ step: 10, params: { betas: [0.5, 0.9] } }, { step: 20, params: { lr: 2 } }]);
  models.removeChange(key, 20, "lr");
  assert.equal(runs()[0].changes.length, 1);
  const before = state.beginnings.value;
  models.startOver();
  assert.deepEqual([runs()[0].changes, state.beginnings.value], [[], before + 1]);
});

test("more steps are added up to the server's limit", () => {
  models.extend(100);
  assert.deepEqual([state.comparison.value.steps, state.playhead.value], [500, 500]);
  models.extend(1e9);
  assert.equal(state.comparison.value.steps, 20000);
});

test("only a training can be paused", () => {
  models.setPaused(true);
  assert.equal(state.training.value.paused, false);
  state.training.value = { running: true, paused: false };
  models.setPaused(true);
  assert.deepEqual(state.training.value, { running: true, paused: true });
});
