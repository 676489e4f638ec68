import assert from "node:assert/strict";
import test, { beforeEach } from "node:test";

import { Trainer } from "../../static/js/live/train.js";
import * as models from "../../static/js/model-state.js";
import * as signals from "../../static/js/signals.js";
import * as state from "../../static/js/state.js";
import { paramsNow, valueNow } from "../../static/js/steering.js";
import { A_MODEL_CATALOG } from "./a-model-catalog.js";

let frames = [];
globalThis.requestAnimationFrame = (draw) => frames.push(draw);

const OUTCOME = { status: "completed", diverged_at: null, converged_at: null, summary: { badge: "descending" }, checkpoints: { best: "b1", last: "l1" } };
let sent = [];
let trainer;

beforeEach(() => {
  sent = [];
  state.catalog.value = structuredClone(A_MODEL_CATALOG);
  signals.results.value = new Map();
  state.problem.value = null;
  state.refusals.value = new Map();
  state.steering.value = new Map();
  state.training.value = { running: false, paused: false };
  state.setComparison({ objective: { kind: "function", id: "sphere", start: [1, 1], noise: 0 }, runs: [], steps: 300, seed: 0 });
  state.addRun("Adam");
  state.addRun("SGD");
  models.setModelObjective("moons");
  trainer = new Trainer({ send: (message) => (sent.push(structuredClone(message)), true) });
});

const wanted = () => state.comparison.value;
const keys = () => wanted().runs.map((run) => run.key);
/** What the page shows of a run, after the next frame. */
function shown(index) {
  const due = frames;
  frames = [];
  for (const draw of due) draw();
  return state.results.value.get(keys()[index]);
}
const types = () => sent.map(({ type }) => type);
/** As the page does whenever the comparison changes. */
const go = () => {
  trainer.follow(wanted());
  trainer.ask(wanted());
};
const chunk = (id, run, from, loss) => trainer.take({ type: "chunk", id, run, from, loss, grad_norm: loss, lr: loss, evaluations: loss, seconds: loss, distance: null });
const snapshot = (id, run, step) => trainer.take({ type: "snapshot", id, run, step, scores: [0.5], threshold: 0.5, parameters: [] });
const finish = (id, count) => trainer.take({ type: "finished", id, runs: Array(count).fill(OUTCOME) });

function train(id, runs = 2, length = 3) {
  trainer.take({ type: "started", id });
  for (let run = 0; run < runs; run += 1) {
    chunk(id, run, 0, Array(length).fill(run));
    trainer.take({ type: "evaluation", id, run, step: [0], train_loss: [1], validation_loss: [2], metric: "accuracy", train_metric: [0.5], validation_metric: [0.4] });
    snapshot(id, run, length - 1);
  }
  finish(id, runs);
}

test("a training is asked for in the API's words, without what its runs do not have", () => {
  models.setRunLoss(keys()[1], "SoftMarginLoss");
  go();
  assert.equal(sent[0].type, "compare");
  assert.equal(sent[0].comparison.objective.kind, "model");
  const [adam, sgd] = sent[0].comparison.runs;
  assert.deepEqual(Object.keys(adam), ["optimizer", "params", "schedule", "label", "changes"]);
  assert.deepEqual(sgd.loss, { id: "SoftMarginLoss", params: {} });
});

test("what has arrived is shown while it trains, and is exact when it has finished", () => {
  go();
  trainer.take({ type: "started", id: "t1" });
  snapshot("t1", 0, 0);
  assert.deepEqual([shown(0).loss.length, shown(0).snapshot.step], [0, 0]);
  chunk("t1", 0, 0, [3, 2]);
  assert.deepEqual([shown(0).loss, shown(0).x, shown(0).complete], [[3, 2], [], false]);
  assert.deepEqual(state.training.value, { running: true, paused: false });
  chunk("t1", 0, 2, [1]);
  assert.equal(trainer.holds(wanted()), false);
  finish("t1", 2);
  assert.deepEqual([shown(0).complete, shown(0).provisional, shown(0).checkpoints], [true, false, OUTCOME.checkpoints]);
  assert.deepEqual(state.training.value, { running: false, paused: false });
});

test("evaluations are appended and a snapshot replaces the former one", () => {
  go();
  const evaluation = (step, value) => ({ type: "evaluation", id: "t1", run: 0, step: [step], train_loss: [value], validation_loss: [value], metric: "f1", train_metric: [null], validation_metric: [value] });
  trainer.take(evaluation(0, 3));
  snapshot("t1", 0, 0);
  const former = shown(0).evaluation;
  trainer.take(evaluation(20, 2));
  snapshot("t1", 0, 20);
  assert.deepEqual([shown(0).evaluation.step, shown(0).evaluation.validation_loss, shown(0).evaluation.metric], [[0, 20], [3, 2], "f1"]);
  assert.deepEqual(former.step, [0]);
  assert.deepEqual(Object.keys(shown(0).snapshot).sort(), ["parameters", "scores", "step", "threshold"]);
});

test("looking around, naming and hiding leave a training alone", () => {
  go();
  state.setLabel(keys()[0], "mine");
  state.setVisible(keys()[1], false);
  state.setView({ layout: "side" });
  go();
  assert.deepEqual(types(), ["compare"]);
});

test("only the run that changed is trained again", () => {
  go();
  train("t1");
  const first = shown(0);
  state.setParam(keys()[1], "lr", 0.7);
  go();
  assert.deepEqual(sent[1].comparison.runs.map((run) => run.params.lr), [0.7]);
  assert.equal(shown(1).provisional, true);
  train("t2", 1);
  assert.equal(shown(0), first);
  assert.equal(shown(1).provisional, false);
});

test("a loss of the comparison is not one of a run that has its own", () => {
  models.setRunLoss(keys()[0], "SoftMarginLoss");
  go();
  train("t1");
  models.setLoss("SoftMarginLoss");
  go();
  assert.deepEqual(sent[1].comparison.runs.map((run) => run.optimizer), ["SGD"]);
});

test("a run that is added waits until the others have learned", () => {
  go();
  state.addRun("LBFGS");
  go();
  assert.deepEqual(types(), ["compare"]);
  train("t1");
  assert.deepEqual(sent[1].comparison.runs.map((run) => run.optimizer), ["LBFGS"]);
});

test("a change of what is learned begins anew, and what another model answered goes at once", () => {
  go();
  chunk("t1", 0, 0, [3, 2, 1]);
  assert.equal(shown(0).provisional, false);
  models.setLossParam("pos_weight", [3]);
  go();
  assert.deepEqual(types(), ["compare", "cancel", "compare"]);
  assert.deepEqual([shown(0).loss, shown(0).provisional], [[3, 2, 1], true]);
  chunk("t2", 0, 0, [9]);
  assert.deepEqual([shown(0).loss, shown(0).provisional], [[9], false]);
  models.setModelParam("dropout", 0.5);
  go();
  assert.equal(shown(0), undefined);
});

test("the chunks of a training that was given up are nobody's", () => {
  go();
  models.setBatchSize(null);
  go();
  assert.equal(trainer.take({ type: "chunk", id: "t1", run: 0, from: 0, loss: [1] }), false);
});

test("more steps extend a training under way", () => {
  go();
  chunk("t1", 0, 0, [3, 2]);
  models.setPaused(true);
  trainer.sendPaused(true);
  models.extend(100);
  go();
  assert.deepEqual(sent.slice(1), [{ type: "pause", id: "t1" }, { type: "extend", id: "t1", steps: 100 }]);
  assert.deepEqual(state.training.value, { running: true, paused: true });
  chunk("t1", 0, 2, [1]);
  assert.deepEqual(shown(0).loss, [3, 2, 1]);
});

test("a training that has ended is extended from its beginning, and stays in sight until that has come as far", () => {
  go();
  train("t1");
  models.extend(100);
  go();
  assert.deepEqual(sent[1], { type: "extend", id: "t1", steps: 100 });
  assert.equal(state.training.value.running, true);
  trainer.take({ type: "started", id: "t1" });
  chunk("t1", 0, 0, [0, 0]);
  assert.equal(shown(0).loss.length, 3);
  chunk("t1", 0, 2, [0, 0]);
  assert.equal(shown(0).loss.length, 4);
});

test("a budget that is refused is told and leaves the training's result in place", () => {
  go();
  train("t1");
  models.extend(100);
  go();
  trainer.take({ type: "error", id: "t1", error: { code: "limit", message: "no", field: "steps" } });
  assert.deepEqual([state.problem.value.name, shown(0).loss.length], ["steps", 3]);
  assert.equal(state.training.value.running, false);
});

test("a budget that is refused under way lets the training go on to the end that it had", () => {
  go();
  chunk("t1", 0, 0, [3, 2]);
  models.extend(100);
  go();
  trainer.take({ type: "error", id: "t1", error: { code: "limit", message: "no", field: "steps" } });
  assert.equal(state.training.value.running, true);
  chunk("t1", 0, 2, [1]);
  finish("t1", 2);
  assert.deepEqual(shown(0).loss, [3, 2, 1]);
  assert.deepEqual([types(), state.training.value.running], [["compare", "extend"], false]);
});

test("a run under way is steered, which is recorded where the server says it holds", () => {
  go();
  chunk("t1", 0, 0, [3, 2, 1]);
  const [adam] = wanted().runs;
  state.setParam(adam.key, "lr", 0.5);
  trainer.sendSteering({ dragging: false });
  assert.deepEqual(sent.at(-1), { type: "steer", id: "t1", run: 0, params: { lr: 0.5 } });
  assert.deepEqual([valueNow(adam, "lr"), adam.params.lr], [0.5, 0.01]);
  trainer.take({ type: "steered", id: "t1", run: 0, step: 120 });
  const [steered] = wanted().runs;
  assert.deepEqual([steered.changes, steered.params.lr], [[{ step: 120, params: { lr: 0.5 } }], 0.01]);
  assert.equal(valueNow(steered, "lr"), 0.5);
  assert.equal(state.steering.value.size, 0);
  go();
  assert.deepEqual(types(), ["compare", "steer"]);
  chunk("t1", 0, 3, [0]);
  finish("t1", 2);
  assert.deepEqual([shown(0).provisional, trainer.holds(wanted())], [false, true]);
  assert.equal(valueNow(wanted().runs[0], "lr"), 0.01);
});

test("an item of a tuple is steered with the whole tuple", () => {
  go();
  state.setParam(keys()[0], "betas[0]", 0.5);
  trainer.sendSteering({ dragging: false });
  assert.deepEqual(sent.at(-1).params, { betas: [0.5, 0.999] });
});

test("a moving hand is heard at its pace, and where it rests", async () => {
  go();
  for (const lr of [0.2, 0.3, 0.4]) {
    state.setParam(keys()[0], "lr", lr, { dragging: true });
    trainer.sendSteering({ dragging: true });
  }
  assert.deepEqual(sent.filter(({ type }) => type === "steer").map(({ params }) => params.lr), [0.2]);
  trainer.sendSteering({ dragging: false });
  assert.deepEqual(sent.filter(({ type }) => type === "steer").map(({ params }) => params.lr), [0.2, 0.4]);
  trainer.take({ type: "steered", id: "t1", run: 0, step: 5 });
  assert.deepEqual(state.steering.value.get(keys()[0]), { lr: 0.4 });
  trainer.take({ type: "steered", id: "t1", run: 0, step: 5 });
  assert.deepEqual(wanted().runs[0].changes, [{ step: 5, params: { lr: 0.4 } }]);
});

test("a hand that was steering when the training ended does not begin it anew", () => {
  go();
  state.setParam(keys()[0], "lr", 0.2, { dragging: true });
  trainer.sendSteering({ dragging: true });
  trainer.take({ type: "steered", id: "t1", run: 0, step: 5 });
  train("t1");
  state.setParam(keys()[0], "lr", 0.3, { dragging: true });
  go();
  assert.equal(wanted().runs[0].params.lr, 0.01);
  state.setDragging(null);
  state.setParam(keys()[0], "lr", 0.3, { dragging: true });
  assert.equal(wanted().runs[0].params.lr, 0.3);
});

test("what cannot be steered is said at its control, and the training goes on", () => {
  go();
  state.setParam(keys()[1], "lr", -1);
  trainer.sendSteering({ dragging: false });
  trainer.take({ type: "error", id: "t1", error: { code: "out_of_range", message: "no", field: "params.lr" } });
  const { run, name } = state.problem.value;
  assert.deepEqual([run, name, state.refusals.value.size], [keys()[1], "lr", 0]);
  assert.deepEqual([state.steering.value.size, state.training.value.running], [0, true]);
  chunk("t1", 1, 0, [1]);
  assert.deepEqual(shown(1).loss, [1]);
});

test("a change that a link names holds from its step on", () => {
  const [{ key }] = wanted().runs;
  state.comparison.value = { ...wanted(), runs: wanted().runs.map((run) => (run.key === key ? { ...run, changes: [{ step: 2, params: { lr: 9 } }] } : run)) };
  go();
  chunk("t1", 0, 0, [3, 2]);
  assert.equal(shown(0).loss.length, 2);
  assert.equal(paramsNow(wanted().runs[0]).lr, 0.01);
  chunk("t1", 0, 2, [1]);
  assert.equal(shown(0).loss.length, 3);
  assert.equal(paramsNow(wanted().runs[0]).lr, 9);
});

test("a refused run is said at its control and the others are trained", () => {
  models.setFrozen(keys()[0], ["nowhere"]);
  go();
  trainer.take({ type: "error", id: "t1", error: { code: "unknown_layer", message: "no", field: "comparison.runs[0].frozen[0]" } });
  assert.equal(state.refusals.value.get(keys()[0]).name, "frozen");
  assert.deepEqual(sent.at(-1).comparison.runs.map((run) => run.optimizer), ["SGD"]);
});

test("what is refused as a whole is not asked for again until it changes", () => {
  go();
  trainer.take({ type: "error", id: "t1", error: { code: "misfit", message: "no", field: "comparison.objective.loss.id" } });
  assert.deepEqual([state.problem.value.name, state.training.value.running], ["loss", false]);
  go();
  assert.deepEqual(types(), ["compare"]);
  models.setLoss("SoftMarginLoss");
  go();
  assert.deepEqual(types(), ["compare", "compare"]);
});

test("to start over trains everything again, without what was changed on the way", () => {
  go();
  train("t1");
  models.startOver();
  trainer.startOver(wanted());
  assert.deepEqual(types(), ["compare", "compare"]);
  assert.equal(sent[1].comparison.runs.length, 2);
});

test("a training that was dropped begins anew with what was changed", () => {
  go();
  chunk("t1", 0, 0, [1, 1]);
  state.setParam(keys()[0], "lr", 0.5);
  trainer.sendSteering({ dragging: false });
  trainer.take({ type: "steered", id: "t1", run: 0, step: 1 });
  trainer.drop();
  assert.deepEqual(state.training.value, { running: false, paused: false });
  go();
  assert.deepEqual(sent.at(-1).comparison.runs[0].changes, [{ step: 1, params: { lr: 0.5 } }]);
});

test("a run that is removed under way ends nothing but itself; the last one ends the training", () => {
  go();
  state.removeRun(keys()[0]);
  go();
  assert.deepEqual(types(), ["compare"]);
  trainer.leave();
  assert.deepEqual(types(), ["compare", "cancel"]);
});
