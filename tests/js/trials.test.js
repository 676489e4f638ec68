import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { speakThrough, takeAnalysis } from "../../static/js/live/analysis.js";
import { bestOf } from "../../static/js/panels/experiments/sweep.js";
import { medianOf } from "../../static/js/panels/experiments/tuning.js";
import * as state from "../../static/js/state.js";
import { applyBest, startSweep, startTuning, stopSweep, sweep, sweepAbout, tuning } from "../../static/js/trials.js";
import { A_CATALOG } from "./a-catalog.js";

/** @type {any[]} */
let said = [];

beforeEach(() => {
  said = [];
  speakThrough((message) => said.push(message) > 0);
  state.catalog.value = A_CATALOG;
  state.setComparison({
    objective: { kind: "function", id: "rosenbrock", start: [-1.5, 2], noise: 0 },
    runs: state.runsFromWire({ runs: [{ optimizer: "SGD", params: { lr: 0.001 } }, { optimizer: "SGD", params: { lr: 0.002 } }] }),
    steps: 50,
    seed: 3,
  });
});

const runs = () => state.comparison.value.runs;

test("a sweep is asked for in the API's words and gathers its cells in whatever order they come", () => {
  startSweep(runs()[0], ["lr"], [[0.1, 0.2, 0.3]], 1);
  const { id, ...request } = said.at(-1);
  assert.deepEqual([request.type, request.params, request.steps, request.seed, request.seeds], ["sweep", { lr: [0.1, 0.2, 0.3] }, 50, 3, undefined]);
  takeAnalysis({ type: "sweep_cell", id, index: [2], final_loss: null, best_loss: 4, status: "diverged", quartiles: null });
  takeAnalysis({ type: "sweep_cell", id, index: [0], final_loss: 2, best_loss: 1, status: "completed", quartiles: null });
  assert.deepEqual([...sweep.value.cells.keys()], ["2", "0"]);
  stopSweep();
  assert.equal(said.at(-1).type, "cancel");
  takeAnalysis({ type: "cancelled", id });
  assert.deepEqual([sweep.value.how, sweep.value.cells.size], ["cancelled", 2]);
  assert.deepEqual(bestOf(sweep.value, "final_loss"), { value: 2, params: { lr: 0.1 } });
});

test("a sweep holds while its own values move, and is of former settings once anything else does", () => {
  const [run] = runs();
  const about = sweepAbout(state.comparison.value, run, ["lr"]);
  state.setParam(run.key, "lr", 0.5);
  assert.equal(sweepAbout(state.comparison.value, runs()[0], ["lr"]), about);
  state.setSteps(60);
  assert.notEqual(sweepAbout(state.comparison.value, runs()[0], ["lr"]), about);
});

test("the best of a tuning is the lowest trial that did not diverge, and each run takes its own", () => {
  startTuning(runs(), { params: ["lr"], method: "random", trials: 2, goal: "final_loss" });
  const { id, trials, method } = said.at(-1);
  assert.deepEqual([trials, method, said.at(-1).runs.length], [2, "random", 2]);
  const trial = (run, number, lr, value, status = "completed") => takeAnalysis({ type: "trial", id, run, number, params: { lr }, value, status });
  trial(0, 0, 0.5, null, "diverged");
  trial(0, 1, 0.25, 3);
  trial(1, 0, 0.125, 2);
  trial(1, 1, 0.75, 9);
  takeAnalysis({ type: "finished", id });
  assert.deepEqual(tuning.value.best.map((one) => one.params.lr), [0.25, 0.125]);
  assert.equal(tuning.value.how, "finished");
  applyBest();
  assert.deepEqual(runs().map((run) => run.params.lr), [0.25, 0.125]);
});

test("a diverged trial is worse than any other in a median", () => {
  const trial = (value, status = "completed") => ({ run: 0, number: 0, params: {}, value, status });
  assert.equal(medianOf([trial(1), trial(null, "diverged"), trial(2)]), 2);
  assert.equal(medianOf([trial(1), trial(null, "diverged")]), Infinity);
  assert.equal(medianOf([]), null);
});
