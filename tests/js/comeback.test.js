import assert from "node:assert/strict";
import test, { beforeEach } from "node:test";

import { Comparer } from "../../static/js/live/compare.js";
import { Trainer } from "../../static/js/live/train.js";
import * as models from "../../static/js/model-state.js";
import * as signals from "../../static/js/signals.js";
import * as state from "../../static/js/state.js";
import { A_CATALOG } from "./a-catalog.js";
import { A_MODEL_CATALOG } from "./a-model-catalog.js";

let frames = [];
globalThis.requestAnimationFrame = (draw) => frames.push(draw);

const OUTCOME = { status: "completed", diverged_at: null, converged_at: null, summary: { badge: "descending" } };
const FORGOTTEN = { code: "unknown_comparison", message: "gone", field: "token" };
let sent = [];
let open = true;
let comparer;
let trainer;

const send = (message) => open && sent.push(structuredClone(message)) > 0;
const wanted = () => state.comparison.value;
const keys = () => wanted().runs.map((run) => run.key);
const last = () => sent.at(-1);
const types = () => sent.map(({ type }) => type);

function draw() {
  const due = frames;
  frames = [];
  for (const one of due) one();
}

beforeEach(() => {
  sent = [];
  open = true;
  frames = [];
  signals.results.value = new Map();
  state.problem.value = null;
  state.refusals.value = new Map();
  state.dragging.value = null;
  state.steering.value = new Map();
  state.training.value = { running: false, paused: false };
});

function aFunction() {
  state.catalog.value = A_CATALOG;
  state.setComparison({ objective: { kind: "function", id: "sphere", start: [1, 1], noise: 0 }, runs: [], steps: 5, seed: 0 });
  state.addRun("Adam");
  state.addRun("SGD");
  comparer = new Comparer({ send, onRest: () => {} });
  comparer.ask(wanted());
  comparer.take({ type: "started", id: "c1", resume: "token", spec: {} });
  for (const run of [0, 1]) point("c1", run, 0, [3, 2]);
}

const point = (id, run, from, x) => comparer.take({ type: "chunk", id, run, from, x, y: x, loss: x, lr: x, distance: null });

test("a comparison goes on by its token with what lies beyond what it has", () => {
  aFunction();
  point("c1", 0, 2, [1]);
  comparer.hold();
  comparer.comeBack(wanted());
  assert.deepEqual(last(), { type: "resume", id: "c1", token: "token", entries: [3, 2], evaluated: [null, null] });
  comparer.take({ type: "started", id: "c1", resume: "token", spec: {} });
  point("c1", 1, 2, [1]);
  comparer.take({ type: "finished", id: "c1", runs: [OUTCOME, OUTCOME] });
  for (const key of keys()) assert.deepEqual(state.results.value.get(key).x, [3, 2, 1]);
  assert.equal(comparer.holds(wanted()), true);
});

test("a comparison that has not begun when the connection is lost is asked again", () => {
  aFunction();
  comparer.drop();
  comparer.ask(wanted());
  comparer.comeBack(wanted());
  assert.deepEqual([last().type, last().id], ["compare", "c2"]);
});

test("what is forgotten is asked anew, and what had arrived stays in sight until it has come again", async () => {
  aFunction();
  await new Promise((resolve) => setTimeout(resolve, 90));
  point("c1", 0, 2, [1]);
  draw();
  assert.deepEqual(state.results.value.get(keys()[0]).x, [3, 2, 1]);
  comparer.comeBack(wanted());
  comparer.take({ type: "error", id: "c1", error: FORGOTTEN });
  assert.deepEqual([last().type, last().id, state.problem.value], ["compare", "c1", null]);
  comparer.take({ type: "started", id: "c1", resume: "another", spec: {} });
  point("c1", 0, 0, [3, 2]);
  draw();
  assert.deepEqual(state.results.value.get(keys()[0]).x, [3, 2, 1]);
  point("c1", 0, 2, [1, 0]);
  draw();
  assert.deepEqual(state.results.value.get(keys()[0]).x, [3, 2, 1, 0]);
});

test("what is no longer wanted is not gone on with, and neither is what has finished", () => {
  aFunction();
  state.setParam(keys()[0], "lr", 0.123);
  comparer.comeBack(wanted());
  assert.deepEqual(types(), ["compare"]);
  comparer.ask(wanted());
  comparer.take({ type: "finished", id: "c2", runs: [OUTCOME, OUTCOME] });
  comparer.comeBack(wanted());
  assert.deepEqual(types(), ["compare", "compare"]);
});

function aTraining() {
  state.catalog.value = structuredClone(A_MODEL_CATALOG);
  state.setComparison({ objective: { kind: "function", id: "sphere", start: [1, 1], noise: 0 }, runs: [], steps: 300, seed: 0 });
  state.addRun("Adam");
  models.setModelObjective("moons");
  trainer = new Trainer({ send });
  go();
  trainer.take({ type: "started", id: "t1", resume: "token", spec: {} });
  learned(0, [3, 2]);
  trainer.take({ type: "evaluation", id: "t1", run: 0, step: [0, 1], train_loss: [1, 1], validation_loss: [2, 2], metric: "f1", train_metric: [0, 0], validation_metric: [0, 0] });
  draw();
}

const go = () => {
  trainer.follow(wanted());
  trainer.ask(wanted());
};
const learned = (from, loss) => trainer.take({ type: "chunk", id: "t1", run: 0, from, loss, grad_norm: loss, lr: loss, evaluations: loss, seconds: loss, distance: null });
const shown = () => (draw(), state.results.value.get(keys()[0]));
const spec = (patch = {}, changes = []) => ({ steps: wanted().steps, ...patch, runs: [{ changes }] });
const back = () => {
  open = false;
  trainer.hold();
  open = true;
  trainer.comeBack(wanted());
};

test("a training goes on by its token, its last evaluation and its pause", () => {
  aTraining();
  state.training.value = { running: true, paused: true };
  back();
  assert.deepEqual(sent.slice(-2), [
    { type: "resume", id: "t1", token: "token", entries: [2], evaluated: [1] },
    { type: "pause", id: "t1" },
  ]);
  trainer.take({ type: "started", id: "t1", resume: "token", spec: spec() });
  learned(2, [1]);
  assert.deepEqual(shown().loss, [3, 2, 1]);
  assert.deepEqual(state.training.value, { running: true, paused: true });
});

test("a steer whose answer was lost is found in what the server goes on with", () => {
  aTraining();
  state.steering.value = new Map([[keys()[0], { lr: 0.5 }]]);
  trainer.sendSteering({ dragging: false });
  back();
  trainer.take({ type: "started", id: "t1", resume: "token", spec: spec({}, [{ step: 7, params: { lr: 0.5 } }]) });
  assert.deepEqual(wanted().runs[0].changes, [{ step: 7, params: { lr: 0.5 } }]);
  assert.equal(state.steering.value.size, 0);
  assert.deepEqual(types().slice(-2), ["resume", "continue"]);
  go();
  assert.deepEqual(types().slice(-2), ["resume", "continue"], "the page must not take it for another training");
});

test("a steer that did not reach the server is sent again, once it has said how the training stands", () => {
  aTraining();
  state.steering.value = new Map([[keys()[0], { lr: 0.5 }]]);
  trainer.sendSteering({ dragging: false });
  back();
  trainer.sendSteering({ dragging: false });
  assert.equal(types().filter((type) => type === "steer").length, 1);
  trainer.take({ type: "started", id: "t1", resume: "token", spec: spec() });
  assert.deepEqual(last(), { type: "steer", id: "t1", run: 0, params: { lr: 0.5 } });
});

test("more steps that did not reach the server are asked for again", () => {
  aTraining();
  const { steps } = wanted();
  state.setSteps(steps + 100);
  go();
  assert.equal(last().type, "extend");
  back();
  trainer.take({ type: "started", id: "t1", resume: "token", spec: spec({ steps }) });
  assert.deepEqual(last(), { type: "extend", id: "t1", steps: 100 });
});

test("more steps that are wanted while there is no connection wait until it is known how the training stands", () => {
  aTraining();
  const { steps } = wanted();
  open = false;
  trainer.hold();
  state.setSteps(steps + 100);
  open = true;
  trainer.comeBack(wanted());
  go();
  assert.deepEqual(types().slice(-2), ["resume", "continue"]);
  trainer.take({ type: "started", id: "t1", resume: "token", spec: spec({ steps }) });
  assert.deepEqual(last(), { type: "extend", id: "t1", steps: 100 });
});

test("a training that is forgotten is asked anew by itself, and stays in sight until it has come as far", () => {
  aTraining();
  back();
  trainer.take({ type: "error", id: "t1", error: FORGOTTEN });
  assert.deepEqual([sent.at(-2).type, sent.at(-2).id, state.problem.value], ["compare", "t1", null]);
  trainer.take({ type: "started", id: "t1", resume: "another", spec: spec() });
  learned(0, [3]);
  assert.deepEqual(shown().loss, [3, 2]);
  learned(1, [2, 1]);
  assert.deepEqual(shown().loss, [3, 2, 1]);
});

test("a training that has ended is not asked for again, one that changed meanwhile begins anew", () => {
  aTraining();
  trainer.take({ type: "finished", id: "t1", runs: [OUTCOME] });
  back();
  go();
  assert.deepEqual(types(), ["compare"]);
  state.setParam(keys()[0], "lr", 0.3);
  go();
  assert.deepEqual(types(), ["compare", "compare"]);
  back();
  state.setParam(keys()[0], "lr", 0.4);
  trainer.hold();
  trainer.comeBack(wanted());
  go();
  assert.deepEqual(types().filter((type) => type === "compare").length, 4);
});
