import assert from "node:assert/strict";
import test, { beforeEach } from "node:test";

import { Comparer } from "../../static/js/live/compare.js";
import { provisionalTrajectory } from "../../static/js/live/join.js";
import * as signals from "../../static/js/signals.js";
import * as state from "../../static/js/state.js";
import { A_CATALOG } from "./a-catalog.js";

const OUTCOME = { status: "completed", diverged_at: null, converged_at: null, summary: { badge: "descending" } };
let sent = [];
let rested = 0;
let comparer;

beforeEach(() => {
  sent = [];
  rested = 0;
  state.catalog.value = A_CATALOG;
  signals.results.value = new Map();
  state.problem.value = null;
  state.refusals.value = new Map();
  state.dragging.value = null;
  state.setComparison({ objective: { kind: "function", id: "sphere", start: [1, 1], noise: 0 }, runs: [], steps: 2, seed: 0 });
  state.addRun("Adam");
  state.addRun("SGD");
  comparer = new Comparer({ send: (message) => (sent.push(structuredClone(message)), true), onRest: () => (rested += 1) });
});

const ask = () => comparer.ask(state.comparison.value);
const lastId = () => sent.at(-1).id;
const keys = () => state.comparison.value.runs.map((run) => run.key);
const shown = (index) => state.results.value.get(keys()[index]);

/** The whole answer to a request: every run stands at `place`. */
function answer(id, place, runs = sent.find((message) => message.id === id).comparison.runs) {
  comparer.take({ type: "started", id });
  runs.forEach((_, run) => comparer.take({ type: "chunk", id, run, from: 0, x: [place, place], y: [0, 0], loss: [1, 1], lr: [1, 1], distance: null }));
  comparer.take({ type: "finished", id, runs: runs.map(() => OUTCOME) });
}

test("what is asked is the comparison in the API's words", () => {
  ask();
  assert.deepEqual(sent[0], {
    type: "compare",
    id: "c1",
    comparison: {
      objective: { kind: "function", id: "sphere", start: [1, 1], noise: 0 },
      runs: [
        { optimizer: "Adam", params: { lr: 2 }, schedule: null, label: "Adam", changes: [] },
        { optimizer: "SGD", params: { lr: 0.5 }, schedule: null, label: "SGD", changes: [] },
      ],
      steps: 2,
      seed: 0,
    },
  });
});

test("a whole answer is shown with its outcome, and then the page is exact and at rest", () => {
  ask();
  assert.equal(comparer.holds(state.comparison.value), false);
  answer("c1", 5);
  assert.deepEqual(shown(1).x, [5, 5]);
  assert.equal(shown(0).complete && !shown(0).provisional && shown(0).summary.badge === "descending", true);
  assert.equal(comparer.holds(state.comparison.value), true);
  assert.equal(rested, 1);
});

test("only the changed run's trajectory is replaced", () => {
  ask();
  answer("c1", 5);
  const [adam, sgd] = [shown(0), shown(1)];
  state.setParam(keys()[1], "lr", 0.1);
  ask();
  answer("c2", 6);
  assert.equal(shown(0), adam);
  assert.notEqual(shown(1), sgd);
  assert.deepEqual(shown(1).x, [6, 6]);
});

test("label, colour and sight do not make an answer old", () => {
  ask();
  answer("c1", 5);
  state.setLabel(keys()[0], "mine");
  state.setVisible(keys()[1], false);
  assert.equal(comparer.holds(state.comparison.value), true);
});

test("an answer to a former question does not replace the exact answer to the present one", () => {
  ask();
  answer("c1", 5);
  state.setParam(keys()[0], "lr", 9);
  ask();
  state.setParam(keys()[0], "lr", 2);
  answer("c2", 6);
  assert.deepEqual(shown(0).x, [5, 5]);
});

test("while a start is dragged the answers are shown although the hand is further already", () => {
  ask();
  answer("c1", 5);
  state.setStart(2, 2, { dragging: true });
  ask();
  state.setStart(3, 3, { dragging: true });
  ask();
  answer("c2", 6);
  assert.deepEqual(shown(0).x, [6, 6]);
  assert.equal(comparer.holds(state.comparison.value), false);
  assert.deepEqual(sent.map((message) => message.comparison.objective.start), [[1, 1], [2, 2], [3, 3]]);
});

test("what is not the answer to the present settings is provisional, and exact again when they come back", () => {
  ask();
  answer("c1", 5);
  const exact = () => [0, 1].map((index) => !shown(index).provisional);
  state.setParam(keys()[1], "lr", 9);
  comparer.follow(state.comparison.value);
  assert.deepEqual(exact(), [true, false]);
  state.setParam(keys()[1], "lr", 0.5);
  comparer.follow(state.comparison.value);
  assert.deepEqual(exact(), [true, true]);
  state.setStart(2, 2, { dragging: true });
  ask();
  state.setStart(3, 3, { dragging: true });
  answer("c2", 6);
  assert.deepEqual(exact(), [false, false]);
});

test("a path out of a fan stays while an answer to a former value comes in", () => {
  ask();
  answer("c1", 5);
  state.setParam(keys()[0], "lr", 9, { dragging: true });
  ask();
  state.setParam(keys()[0], "lr", 8, { dragging: true });
  const path = provisionalTrajectory({ x: [8], y: [8], loss: [8], status: "completed" });
  signals.results.value = new Map(state.results.value).set(keys()[0], path);
  answer("c2", 6);
  assert.equal(shown(0), path);
  ask();
  answer(lastId(), 7);
  assert.deepEqual(shown(0).x, [7, 7]);
});

/** The server refuses the second run of what was asked last. */
function refuse(field = "runs[1].params.lr") {
  comparer.take({ type: "error", id: lastId(), error: { code: "out_of_range", message: "Invalid learning rate: -1", field } });
}
/** What the page does when a person changes something. */
function edit(change) {
  change();
  comparer.follow(state.comparison.value);
  if (!comparer.holds(state.comparison.value)) ask();
}
const refusedKeys = () => [...state.refusals.value.keys()];

test("a refused run holds up no other: they are asked without it, and it keeps its last good path as a former one", () => {
  edit(() => {});
  answer("c1", 5);
  edit(() => state.setParam(keys()[1], "lr", -1));
  refuse();
  assert.deepEqual(refusedKeys(), [keys()[1]]);
  edit(() => state.setStart(2, 2));
  assert.deepEqual(sent.at(-1).comparison.runs.map((run) => run.label), ["Adam"]);
  answer(lastId(), 7);
  assert.deepEqual([shown(0).x, shown(0).provisional, shown(1).x, shown(1).provisional], [[7, 7], false, [5, 5], true]);
  assert.equal(comparer.holds(state.comparison.value), true);
  edit(() => state.setParam(keys()[0], "lr", 0.5));
  assert.deepEqual(sent.at(-1).comparison.runs.map((run) => run.label), ["Adam"]);
});

test("a refused run is asked again as soon as it is edited", () => {
  edit(() => state.setParam(keys()[1], "lr", -1));
  refuse();
  answer(lastId(), 5);
  edit(() => state.setParam(keys()[1], "lr", 0.5));
  assert.deepEqual(refusedKeys(), []);
  assert.deepEqual(sent.at(-1).comparison.runs.map((run) => run.label), ["Adam", "SGD"]);
});

test("where several runs are refused each says why, and nothing is asked where all are", () => {
  edit(() => {});
  refuse();
  refuse("runs[0].params.lr");
  assert.deepEqual(refusedKeys(), keys());
  assert.equal(sent.length, 2);
  assert.deepEqual([comparer.inFlight(), rested], [false, 1]);
});

test("paths of another landscape are let go, a refused run's too", () => {
  edit(() => {});
  answer("c1", 5);
  edit(() => state.setParam(keys()[1], "momentum", 9));
  refuse("runs[1].params.momentum");
  assert.deepEqual(shown(1).x, [5, 5]);
  edit(() => state.setFormula("x + y", [0, 1, 0, 1]));
  assert.deepEqual([shown(0), shown(1)], [undefined, undefined]);
});

test("a schedule that does not fit the budget is asked again under another", () => {
  edit(() => state.setSchedule(keys()[1], { id: "StepLR", params: { step_size: 9 } }));
  refuse("runs[1].schedule.params.step_size");
  assert.deepEqual(sent.at(-1).comparison.runs.length, 1);
  answer(lastId(), 5);
  edit(() => state.setSteps(50));
  assert.deepEqual(sent.at(-1).comparison.runs.length, 2);
});

test("a refusal of what all runs share is told once", () => {
  edit(() => state.setSteps(99999999));
  refuse("steps");
  assert.deepEqual([state.problem.value.name, refusedKeys(), sent.length], ["steps", [], 1]);
});

test("a refusal is shown at its control and the last good picture stays", () => {
  ask();
  answer("c1", 5);
  const before = shown(0);
  state.setParam(keys()[1], "lr", -1);
  ask();
  comparer.take({ type: "error", id: "c2", error: { code: "out_of_range", message: "Invalid learning rate: -1", field: "runs[1].params.lr" } });
  assert.equal(state.refusals.value.get(keys()[1]).name, "lr");
  assert.equal(shown(0), before);
  assert.equal(comparer.inFlight(), false);
  state.setParam(keys()[1], "lr", 1);
  comparer.follow(state.comparison.value);
  ask();
  answer("c3", 7);
  assert.equal(state.refusals.value.size, 0);
});

test("the refusal of a value that was left behind is not shown", () => {
  state.setParam(keys()[1], "lr", -1);
  ask();
  state.setParam(keys()[1], "lr", 1);
  ask();
  comparer.take({ type: "error", id: "c1", error: { code: "out_of_range", message: "no", field: "runs[1].params.lr" } });
  assert.equal(state.refusals.value.size, 0);
  answer("c2", 5);
  assert.deepEqual(shown(1).x, [5, 5]);
});

test("a removed run does not come back with a late answer, a new one is asked for", () => {
  ask();
  const gone = keys()[0];
  state.removeRun(gone);
  state.addRun("LBFGS");
  comparer.follow(state.comparison.value);
  answer("c1", 5);
  assert.equal(state.results.value.has(gone), false);
  assert.equal(comparer.holds(state.comparison.value), false);
});

test("a message of another request belongs to nobody here", () => {
  ask();
  assert.equal(comparer.take({ type: "chunk", id: "f1", run: 0, from: 0, x: [1], y: [1], loss: [1] }), false);
});

test("once what was asked is dropped the next question is sent at once", () => {
  ask();
  comparer.drop();
  ask();
  assert.deepEqual(sent.map((message) => message.id), ["c1", "c2"]);
  assert.equal(comparer.take({ type: "finished", id: "c1", runs: [] }), false);
});
