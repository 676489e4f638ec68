import assert from "node:assert/strict";
import test, { beforeEach, mock } from "node:test";

import { Comparer } from "../../static/js/live/compare.js";
import { Trainer } from "../../static/js/live/train.js";
import * as models from "../../static/js/model-state.js";
import * as signals from "../../static/js/signals.js";
import * as state from "../../static/js/state.js";
import { A_CATALOG } from "./a-catalog.js";
import { A_MODEL_CATALOG } from "./a-model-catalog.js";

const BUSY = { code: "busy", message: "the server is busy", field: null };
let sent = [];
const send = (message) => (sent.push(structuredClone(message)), true);

beforeEach(() => {
  sent = [];
  state.problem.value = null;
  signals.results.value = new Map();
  state.refusals.value = new Map();
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
});

function comparerOfTwo() {
  state.catalog.value = A_CATALOG;
  state.setComparison({ objective: { kind: "function", id: "sphere", start: [1, 1], noise: 0 }, runs: [], steps: 2, seed: 0 });
  state.addRun("Adam");
  const comparer = new Comparer({ send, onRest: () => {} });
  comparer.ask(state.comparison.value);
  return comparer;
}

test("a busy server is asked again by itself, after a while and not before", () => {
  const comparer = comparerOfTwo();
  comparer.take({ type: "error", id: "c1", error: BUSY });
  assert.equal(state.problem.value.code, "busy");
  mock.timers.tick(150);
  assert.equal(sent.length, 1);
  mock.timers.tick(300);
  assert.deepEqual(sent[1], sent[0]);
});

test("each refusal lengthens the wait, and an answer ends it", () => {
  const comparer = comparerOfTwo();
  const waits = [];
  for (let refusal = 0; refusal < 6; refusal += 1) {
    comparer.take({ type: "error", id: "c1", error: BUSY });
    const before = sent.length;
    let waited = 0;
    while (sent.length === before) {
      mock.timers.tick(100);
      waited += 100;
    }
    waits.push(waited);
  }
  assert.ok(waits[5] > 8 * waits[0], `${waits}`);
  comparer.take({ type: "started", id: "c1", resume: "t", spec: {} });
  comparer.take({ type: "error", id: "c1", error: BUSY });
  const before = sent.length;
  mock.timers.tick(450);
  assert.equal(sent.length, before + 1);
});

test("what is newest by then is asked for instead", () => {
  const comparer = comparerOfTwo();
  comparer.take({ type: "error", id: "c1", error: BUSY });
  state.setComparison({ ...state.comparison.value, steps: 3 });
  comparer.ask(state.comparison.value);
  assert.equal(sent.length, 1);
  mock.timers.tick(450);
  assert.deepEqual(sent.map(({ id }) => id), ["c1", "c2"]);
  assert.equal(sent[1].comparison.steps, 3);
});

function trainer() {
  state.catalog.value = structuredClone(A_MODEL_CATALOG);
  state.setComparison({ objective: { kind: "function", id: "sphere", start: [1, 1], noise: 0 }, runs: [], steps: 2, seed: 0 });
  state.addRun("Adam");
  models.setModelObjective("moons");
  const training = new Trainer({ send });
  training.ask(state.comparison.value);
  return training;
}

test("a training waits for a busy server too, and then says nothing of it any more", () => {
  const training = trainer();
  assert.equal(sent.length, 1);
  training.take({ type: "error", id: "t1", error: BUSY });
  assert.equal(training.inFlight(), true);
  mock.timers.tick(450);
  assert.equal(sent.filter(({ type }) => type === "compare").length, 2);
  training.take({ type: "started", id: "t1", resume: "t", spec: sent[0].comparison });
  assert.equal(state.problem.value, null);
});

test("a training under way is not begun again because a command was refused", () => {
  const training = trainer();
  training.take({ type: "started", id: "t1", resume: "t", spec: sent[0].comparison });
  training.take({ type: "error", id: "t1", error: BUSY });
  mock.timers.tick(60_000);
  assert.equal(sent.length, 1);
  assert.equal(training.inFlight(), true);
});

const last = () => sent.findLast(({ type }) => type !== "continue");

test("more steps for a training that has ended are asked for again too", () => {
  const training = trainer();
  training.take({ type: "started", id: "t1", resume: "t", spec: sent[0].comparison });
  training.take({ type: "finished", id: "t1", runs: [{ status: "completed", diverged_at: null, converged_at: null, summary: {} }] });
  models.extend(100);
  training.ask(state.comparison.value);
  assert.equal(last().type, "extend");
  training.take({ type: "error", id: "t1", error: BUSY });
  mock.timers.tick(450);
  assert.equal(last().type, "compare");
  assert.equal(last().comparison.steps, state.comparison.value.steps);
  assert.equal(training.inFlight(), true);
});

test("a training whose change the server does not remember is asked for anew", () => {
  const training = trainer();
  const spec = sent[0].comparison;
  training.take({ type: "started", id: "t1", resume: "t", spec });
  training.hold();
  const changed = [{ step: 5, params: { lr: 0.5 } }];
  state.setComparison({ ...state.comparison.value, runs: state.comparison.value.runs.map((run) => ({ ...run, changes: changed })) });
  const anew = new Trainer({ send });
  anew.ask(state.comparison.value);
  const id = sent.at(-1).id;
  anew.take({ type: "started", id, resume: "t", spec: last().comparison });
  anew.comeBack(state.comparison.value);
  assert.equal(last().type, "resume");
  anew.take({ type: "started", id, resume: "t", spec });
  assert.equal(last().type, "compare");
  assert.deepEqual(last().comparison.runs[0].changes, changed);
});
