import assert from "node:assert/strict";
import test, { beforeEach } from "node:test";

import { findParameter, lacksSuggestion, say, splitName, suggestedLr, valueOf, withValue } from "../../static/js/catalog.js";
import * as signals from "../../static/js/signals.js";
import * as state from "../../static/js/state.js";
import { A_CATALOG } from "./a-catalog.js";

const runs = () => state.comparison.value.runs;
const onFunction = (id) => ({ kind: "function", id });
const labels = () => runs().map((run) => run.label);

beforeEach(() => {
  state.catalog.value = structuredClone(A_CATALOG);
  signals.results.value = new Map();
  state.dragging.value = null;
  state.ghosts.value = [];
  state.setView(state.FIRST_VIEW);
  state.setComparison({ objective: { kind: "function", id: "sphere", start: [1, 1], noise: 0 }, runs: [], steps: 300, seed: 0 });
});

test("a new run takes the first unused optimizer, its suggested rate, a free colour and label", () => {
  state.addRun();
  state.addRun("Momentum");
  state.addRun("Adam");
  const [adam, momentum, second] = runs();
  assert.deepEqual([adam.optimizer, adam.params, adam.hue, adam.label], ["Adam", { lr: 2 }, 0, "Adam"]);
  assert.deepEqual([momentum.optimizer, momentum.preset], ["SGD", "Momentum"]);
  assert.deepEqual(momentum.params, { lr: 0.4, momentum: 0.9 });
  assert.deepEqual([second.label, second.hue], ["Adam 2", 2]);
});

test("what becomes of gradients stays with another optimizer", () => {
  state.addRun();
  const [{ key, zero_grad, accumulate }] = runs();
  assert.deepEqual([zero_grad, accumulate], [true, 1]);
  state.setBackward(key, { zero_grad: false });
  state.setOptimizer(key, "SGD");
  assert.deepEqual([runs()[0].zero_grad, runs()[0].accumulate], [false, 1]);
});

test("no more runs than the limit of the catalog fit", () => {
  for (let count = 0; count < 9; count += 1) state.addRun("SGD");
  assert.equal(runs().length, 4);
  state.duplicateRun(runs()[0].key);
  assert.equal(runs().length, 4);
});

test("a removed colour is the next to be used", () => {
  for (const id of ["SGD", "Adam", "LBFGS"]) state.addRun(id);
  state.removeRun(runs()[1].key);
  state.addRun("Momentum");
  assert.deepEqual(runs().map((run) => run.hue), [0, 2, 1]);
});

test("a duplicate stands beside its original with settings of its own", () => {
  for (const id of ["Adam", "SGD"]) state.addRun(id);
  state.setParam(runs()[0].key, "betas[0]", 0.5);
  state.duplicateRun(runs()[0].key);
  assert.deepEqual(labels(), ["Adam", "Adam 2", "SGD"]);
  state.setParam(runs()[1].key, "betas[1]", 0.9);
  assert.deepEqual(runs().slice(0, 2).map((run) => run.params.betas), [[0.5, 0.999], [0.5, 0.9]]);
  assert.equal(new Set(runs().map((run) => run.key)).size, 3);
  assert.equal(new Set(runs().map((run) => run.hue)).size, 3);
});

test("another optimizer keeps colour, place and a label of one's own, and drops the old parameters", () => {
  for (const id of ["Adam", "SGD"]) state.addRun(id);
  const { key } = runs()[0];
  state.setParam(key, "betas[0]", 0.5);
  state.setOptimizer(key, "Momentum");
  assert.deepEqual([runs()[0].key, runs()[0].label, runs()[0].hue], [key, "Momentum", 0]);
  assert.deepEqual(runs()[0].params, { lr: 0.4, momentum: 0.9 });
  state.setLabel(key, "mine");
  state.setOptimizer(key, "Adam");
  assert.equal(runs()[0].label, "mine");
  state.setLabel(key, "  ");
  assert.equal(runs()[0].label, "Adam");
});

test("a chosen function brings its own start and learning rates and says so", () => {
  for (const id of ["Adam", "Momentum", "LBFGS"]) state.addRun(id);
  state.setNoise(0.5);
  state.setObjective("rosenbrock");
  const { objective } = state.comparison.value;
  assert.deepEqual(objective, { kind: "function", id: "rosenbrock", start: [-1.5, 2], noise: 0.5 });
  assert.deepEqual(runs().map((run) => run.params.lr), [1, 0.001, 1]);
  assert.equal(state.notice.value, "ownStartAndRates");
  assert.equal(runs()[1].params.momentum, 0.9);
});

test("what a teacher leaves out stays out whatever is chosen, and what was said of the former scene goes", () => {
  state.addRun("Adam");
  state.setView({ hide: ["runs", "table"], present: true, note: "Look", predict: "rank", theme: "dark" });
  state.setObjective("rosenbrock");
  const { hide, present, note, predict, theme } = state.view.value;
  assert.deepEqual({ hide, present, note, predict, theme }, { hide: ["runs", "table"], present: true, note: "", predict: null, theme: "dark" });
  state.setView({ present: false });
  assert.deepEqual(state.PARTS.filter((part) => !state.shows(part)), ["runs", "table"]);
});

test("a presentation leaves stage, legend and timeline, less what is hidden anyway", () => {
  state.setView({ hide: ["legend"], present: true });
  assert.deepEqual(state.PARTS.filter((part) => state.shows(part)), ["timeline"]);
  assert.ok(state.boldness.value > 1);
  state.setView({ hide: [], present: false });
  assert.equal(state.boldness.value, 1);
});

test("the sentence on the function's own start and rates goes with the first of them that is changed", () => {
  for (const id of ["Adam", "SGD"]) state.addRun(id);
  const said = (change) => {
    state.setObjective("rosenbrock");
    change();
    return state.notice.value;
  };
  assert.equal(said(() => state.setParam(runs()[0].key, "betas[0]", 0.5)), "ownStartAndRates");
  assert.equal(said(() => state.setParam(runs()[0].key, "lr", 0.5)), null);
  assert.equal(said(() => state.setStart(0, 0)), null);
  assert.equal(said(() => state.setFormula("x + y", [0, 1, 0, 1])), null);
});

test("a run lacks a suggestion where none is known and its rate is torch's default", () => {
  for (const id of ["Adam", "LBFGS"]) state.addRun(id);
  assert.deepEqual(runs().map((run) => lacksSuggestion(onFunction("sphere"), run)), [false, true]);
  state.setParam(runs()[1].key, "lr", 0.5);
  assert.equal(lacksSuggestion(onFunction("sphere"), runs()[1]), false);
  assert.equal(lacksSuggestion({ kind: "formula" }, { ...runs()[0], params: {} }), true);
});

test("a chosen function is not looked at as a former scene wanted; layout, theme and language stay", () => {
  state.setSteps(120);
  state.setView({ background: "basins", curve: "distance", zScale: "linear", layout: "side", theme: "dark", language: "zh" });
  state.setObjective("rosenbrock");
  assert.deepEqual(state.view.value, { ...state.FIRST_VIEW, layout: "side", theme: "dark", language: "zh" });
  assert.deepEqual([state.comparison.value.steps, state.playhead.value], [300, 300]);
});

test("a basin map can be where there are separate minima", () => {
  assert.equal(state.basinsPossible.value, true);
  state.catalog.value.functions[1].minima_kind = "continuum";
  state.setObjective("rosenbrock");
  assert.equal(state.basinsPossible.value, false);
  state.setFormula("x + y", [0, 1, 0, 1]);
  assert.equal(state.basinsPossible.value, false);
});

test("a duplicate of a hidden run is seen", () => {
  state.addRun("Adam");
  state.setVisible(runs()[0].key, false);
  state.duplicateRun(runs()[0].key);
  assert.deepEqual(runs().map((run) => run.visible), [false, true]);
});

test("what was refused of the former comparison is not said of the next", () => {
  state.problem.value = { code: "out_of_range", message: "no", field: "steps" };
  state.setSteps(100);
  assert.equal(state.problem.value, null);
});

test("an unknown function changes nothing", () => {
  const before = state.comparison.value;
  state.setObjective("nowhere");
  assert.equal(state.comparison.value, before);
});

test("what the stage shows follows the objective", () => {
  assert.deepEqual(state.domain.value, [-5, 5, -5, 5]);
  assert.deepEqual(state.minima.value, [[0, 0, 0]]);
  state.setObjective("rosenbrock");
  assert.equal(state.zScale.value, "log");
  state.setView({ zScale: "linear" });
  assert.equal(state.zScale.value, "linear");
  state.setFormula("x + y", [0, 2, -4, 0]);
  assert.deepEqual(state.domain.value, [0, 2, -4, 0]);
  assert.deepEqual(state.comparison.value.objective.start, [1, -2]);
  assert.deepEqual(state.minima.value, []);
});

test("a picture that stands at its end stays at the end when the budget changes", () => {
  state.setSteps(500);
  assert.equal(state.playhead.value, 500);
  state.setPlayhead(100);
  state.setSteps(400);
  assert.equal(state.playhead.value, 100);
  state.setSteps(50);
  assert.equal(state.playhead.value, 50);
});

test("the playhead stays within the steps and a step by hand pauses", () => {
  state.togglePlay();
  assert.deepEqual([state.playing.value, state.playhead.value], [true, 0]);
  state.stepBy(-10);
  assert.deepEqual([state.playing.value, state.playhead.value], [false, 0]);
  state.stepBy(100000);
  assert.equal(state.playhead.value, 300);
});

test("the path that a hand begins to change stays as a ghost, a provisional one does not", () => {
  state.addRun("Adam");
  const { key } = runs()[0];
  const path = { x: [1], y: [2], loss: [3], complete: true, provisional: false };
  signals.results.value = new Map([[key, path]]);
  state.setParam(key, "lr", 0.5, { dragging: true });
  assert.deepEqual(state.ghosts.value.map(({ run, trajectory }) => [run.key, trajectory]), [[key, path]]);
  assert.deepEqual(state.dragging.value, { what: "param", key, name: "lr" });
  signals.results.value = new Map([[key, { ...path, x: [9], provisional: true }]]);
  state.setParam(key, "lr", 0.6, { dragging: true });
  assert.deepEqual(state.ghosts.value[0].trajectory.x, [1]);
  state.setParam(key, "lr", 0.7);
  assert.equal(state.dragging.value, null);
});

test("runs of a document of the API find their presets and get labels", () => {
  const found = state.runsFromWire({
    runs: [{ optimizer: "SGD", params: { lr: 0.1, momentum: 0.9 } }, { optimizer: "SGD", params: { lr: 0.1 } }, { optimizer: "SGD", params: {}, label: "bare" }],
  });
  assert.deepEqual(found.map((run) => [run.preset, run.label, run.hue]), [["Momentum", "Momentum", 0], [null, "SGD", 1], [null, "bare", 2]]);
});

test("a value is what was set, else torch's default, for items of a tuple too", () => {
  state.addRun("Adam");
  const { key } = runs()[0];
  assert.equal(valueOf(runs()[0], "betas[1]"), 0.999);
  state.setParam(key, "betas[1]", 0.9);
  assert.deepEqual(runs()[0].params.betas, [0.9, 0.9]);
  assert.deepEqual(splitName("betas[1]"), { name: "betas", index: 1 });
  const { params } = A_CATALOG.optimizers[1];
  assert.equal(findParameter(params, "betas[0]").name, "beta1");
  assert.equal(findParameter(params, "nothing"), null);
  assert.deepEqual(withValue(params, {}, "betas[0]", 0.1), { betas: [0.1, 0.999] });
});

test("the catalog's default never changes under an edit", () => {
  state.addRun("Adam");
  state.setParam(runs()[0].key, "betas[0]", 0.1);
  assert.deepEqual(state.catalog.value.optimizers[1].params[1].default, [0.9, 0.999]);
});

test("a suggestion is for the preset where there is one, else torch's default rate", () => {
  assert.equal(suggestedLr(onFunction("sphere"), { optimizer: "SGD", preset: "Momentum" }), 0.4);
  assert.equal(suggestedLr(onFunction("sphere"), { optimizer: "LBFGS", preset: null }), 1);
  assert.equal(suggestedLr({ kind: "formula" }, { optimizer: "SGD", preset: null }), 0.001);
});

test("the catalog speaks the language of the page", () => {
  assert.equal(say({ en: "bowl", zh: "碗" }), "bowl");
  state.setView({ language: "zh" });
  assert.equal(say({ en: "bowl", zh: "碗" }), "碗");
  assert.equal(say(null), "");
});
