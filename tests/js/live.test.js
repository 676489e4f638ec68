import assert from "node:assert/strict";
import test from "node:test";

import { emptyTrajectory, joinChunk, provisionalTrajectory, withOutcome } from "../../static/js/live/join.js";
import { createLane } from "../../static/js/live/lane.js";
import { createMemory } from "../../static/js/live/memory.js";
import { placeOf } from "../../static/js/live/place.js";
import { waitBefore } from "../../static/js/live/socket.js";
import { fanSignature, landscapeKey, runSignature, wireRun } from "../../static/js/live/wire.js";
import { catalog } from "../../static/js/signals.js";
import { A_CATALOG } from "./a-catalog.js";

catalog.value = A_CATALOG;

function aLane(options = {}) {
  const log = [];
  let clock = 0;
  const lane = createLane({
    prefix: "c",
    send: (request, id) => (log.push(`${id}:${request}`), true),
    cancel: (id) => log.push(`cancel ${id}`),
    now: () => clock,
    ...options,
  });
  return { lane, log, wait: (ms) => (clock += ms) };
}

test("only one request is in flight and of those that wait the newest wins", () => {
  const { lane, log } = aLane();
  for (const request of ["a", "b", "c", "d"]) lane.ask(request);
  assert.deepEqual(log, ["c1:a"]);
  lane.finish("c1");
  assert.deepEqual(log, ["c1:a", "c2:d"]);
  lane.finish("c2");
  assert.equal(lane.inFlight(), null);
  assert.deepEqual(log, ["c1:a", "c2:d"]);
});

test("what is in flight already is not asked for again, and what waited before it is dropped", () => {
  const { lane, log } = aLane();
  for (const request of ["a", "b", "a"]) lane.ask(request);
  lane.finish("c1");
  assert.deepEqual(log, ["c1:a"]);
});

test("a drag that never rests still sees every answer it asked for to its end", () => {
  const { lane, log, wait } = aLane({ patience: 600 });
  for (let input = 0; input < 100; input += 1) {
    lane.ask(input);
    wait(10);
    if (input % 5 === 4) lane.finish(lane.inFlight());
  }
  assert.equal(log.filter((line) => line.startsWith("cancel")).length, 0);
  assert.equal(log.length, 21);
});

test("a hand is more patient with a server that is late, until an answer comes", () => {
  const { lane, log, wait } = aLane({ patience: 600 });
  const cancels = () => log.filter((line) => line.startsWith("cancel")).length;
  for (const [pause, given] of [[601, 1], [601, 1], [600, 2], [2399, 2], [2, 3]]) {
    lane.ask(`${log.length} ${pause}`);
    wait(pause);
    lane.ask(`${log.length} after ${pause}`);
    assert.equal(cancels(), given, String(pause));
  }
  lane.finish(lane.inFlight(), false);
  wait(601);
  lane.ask("still patient");
  assert.equal(cancels(), 3);
  lane.finish(lane.inFlight());
  lane.ask("again");
  wait(601);
  lane.ask("as quick as before");
  assert.equal(cancels(), 4);
});

test("a request that takes longer than the patience gives way to a newer one", () => {
  const { lane, log, wait } = aLane({ patience: 600 });
  lane.ask("slow");
  wait(300);
  lane.ask("early");
  wait(301);
  lane.ask("late");
  assert.deepEqual(log, ["c1:slow", "cancel c1", "c2:late"]);
  assert.equal(lane.finish("c1"), false);
  assert.equal(lane.inFlight(), "c2");
  assert.equal(lane.waiting(), false);
});

test("a request that could not be sent does not block the next", () => {
  let connected = false;
  const { lane, log } = aLane({ send: (request, id) => connected && log.push(`${id}:${request}`) > 0 });
  lane.ask("a");
  assert.equal(lane.inFlight(), null);
  connected = true;
  lane.ask("b");
  assert.deepEqual(log, ["c2:b"]);
});

test("chunks join into columns, an unknown distance stays unknown", () => {
  const trajectory = emptyTrajectory();
  joinChunk(trajectory, { from: 0, x: [1, 2], y: [3, 4], loss: [5, null], distance: null, lr: [0.1, 0.1] });
  joinChunk(trajectory, { from: 2, x: [6], y: [7], loss: [8], distance: null, lr: [0.05] });
  assert.deepEqual(trajectory.x, [1, 2, 6]);
  assert.deepEqual(trajectory.loss, [5, null, 8]);
  assert.deepEqual(trajectory.lr, [0.1, 0.1, 0.05]);
  assert.equal(trajectory.distance, null);
  assert.equal(trajectory.complete, false);
  assert.equal("momentum" in trajectory, false);
});

test("a chunk that leaves a gap or overlaps is an error, not a wrong picture", () => {
  const trajectory = emptyTrajectory();
  joinChunk(trajectory, { from: 0, x: [1], y: [1], loss: [1] });
  assert.throws(() => joinChunk(trajectory, { from: 2, x: [1], y: [1], loss: [1] }), /expected a chunk from 1, got one from 2/);
  assert.throws(() => joinChunk(trajectory, { from: 0, x: [1], y: [1], loss: [1] }));
});

test("an outcome completes a trajectory and a fan's path stands in for one", () => {
  const outcome = { status: "diverged", diverged_at: 4, converged_at: null, summary: { badge: "diverged" } };
  const whole = withOutcome(emptyTrajectory(), outcome);
  assert.equal(whole.complete && !whole.provisional, true);
  assert.equal(whole.diverged_at, 4);
  const path = provisionalTrajectory({ x: [1], y: [2], loss: [3], status: "completed" });
  assert.equal(path.provisional, true);
  assert.deepEqual(path.x, [1]);
  assert.equal(path.summary, undefined);
});

const COMPARISON = {
  objective: { kind: "function", id: "sphere", start: [1, 2], noise: 0 },
  runs: [
    { key: "r1", optimizer: "SGD", preset: null, params: { lr: 0.1, momentum: 0.9 }, schedule: null, label: "a", visible: true, hue: 0, changes: [] },
    { key: "r2", optimizer: "Adam", preset: null, params: { lr: 0.1 }, schedule: null, label: "b", visible: true, hue: 1, changes: [] },
  ],
  steps: 300,
  seed: 0,
};
const [sgd, adam] = COMPARISON.runs;

test("a trajectory does not depend on label, colour, sight or the order of its params", () => {
  const same = { ...sgd, key: "x", label: "z", hue: 5, visible: false, params: { momentum: 0.9, lr: 0.1 } };
  assert.equal(runSignature(COMPARISON, same), runSignature(COMPARISON, sgd));
  assert.notEqual(runSignature(COMPARISON, { ...sgd, params: { ...sgd.params, lr: 0.2 } }), runSignature(COMPARISON, sgd));
  assert.notEqual(runSignature({ ...COMPARISON, seed: 1 }, sgd), runSignature(COMPARISON, sgd));
});

test("a run whose gradients add up or are gathered is another run, and only then the server hears of it", () => {
  const usual = { ...sgd, zero_grad: true, accumulate: 1 };
  assert.deepEqual(Object.keys(wireRun(usual)), Object.keys(wireRun(sgd)));
  for (const other of [{ zero_grad: false }, { accumulate: 4 }]) {
    assert.notEqual(runSignature(COMPARISON, { ...usual, ...other }), runSignature(COMPARISON, usual));
    const [name] = Object.keys(other);
    assert.equal(wireRun({ ...usual, ...other })[name], other[name]);
  }
});

test("a fan holds while its own value moves and falls when anything else does", () => {
  const fan = fanSignature(COMPARISON, sgd, "lr");
  assert.equal(fanSignature(COMPARISON, { ...sgd, params: { ...sgd.params, lr: 5 } }, "lr"), fan);
  assert.notEqual(fanSignature(COMPARISON, { ...sgd, params: { ...sgd.params, momentum: 0.5 } }, "lr"), fan);
  assert.notEqual(fanSignature({ ...COMPARISON, steps: 10 }, sgd, "lr"), fan);
  assert.notEqual(fanSignature(COMPARISON, sgd, "momentum"), fan);
});

test("a fan of one item of a tuple holds when the drag first writes the tuple's default down", () => {
  const fan = fanSignature(COMPARISON, adam, "betas[0]");
  assert.equal(fanSignature(COMPARISON, { ...adam, params: { lr: 0.1, betas: [0.5, 0.999] } }, "betas[0]"), fan);
  assert.notEqual(fanSignature(COMPARISON, { ...adam, params: { lr: 0.1, betas: [0.5, 0.99] } }, "betas[0]"), fan);
});

test("a landscape does not depend on start and noise", () => {
  const { objective } = COMPARISON;
  assert.equal(landscapeKey({ ...objective, start: [0, 0], noise: 1 }), landscapeKey(objective));
  const formula = { kind: "formula", expression: "x", domain: [0, 1, 0, 1], start: [0, 0], noise: 0 };
  assert.notEqual(landscapeKey({ ...formula, domain: [0, 2, 0, 1] }), landscapeKey(formula));
});

test("a refusal finds the control that caused it", () => {
  const at = (field) => {
    const { run, name } = placeOf({ code: "x", message: "m", field }, COMPARISON);
    return [run, name];
  };
  assert.deepEqual(at("runs[1].params.lr"), ["r2", "lr"]);
  assert.deepEqual(at("runs[0].params.betas[0]"), ["r1", "betas[0]"]);
  assert.deepEqual(at("runs[0].params"), ["r1", "optimizer"]);
  assert.deepEqual(at("runs[0].optimizer"), ["r1", "optimizer"]);
  assert.deepEqual(at("runs[1].schedule.params.step_size"), ["r2", "schedule.step_size"]);
  assert.deepEqual(at("runs[1].schedule.params.schedulers[0].params.gamma"), ["r2", "schedule.schedulers[0].gamma"]);
  assert.deepEqual(at("runs[1].schedule.params"), ["r2", "schedule"]);
  assert.deepEqual(at("runs[1].schedule.id"), ["r2", "schedule.id"]);
  assert.deepEqual(at("comparison.runs[0].params.lr"), ["r1", "lr"]);
  assert.deepEqual(at("objective.start[1]"), [null, "start"]);
  assert.deepEqual(at("objective.expression"), [null, "expression"]);
  assert.deepEqual(at("steps"), [null, "steps"]);
  assert.deepEqual(at("runs[7].params.lr"), [null, "lr"]);
  assert.deepEqual(at(null), [null, null]);
  assert.deepEqual(at("somewhere.else"), [null, null]);
});

test("a refusal of what is learned finds its control too", () => {
  const at = (field) => {
    const { run, name } = placeOf({ code: "x", message: "m", field }, COMPARISON);
    return [run, name];
  };
  assert.deepEqual(at("comparison.objective.loss.id"), [null, "loss"]);
  assert.deepEqual(at("comparison.objective.loss.params.delta"), [null, "loss.delta"]);
  assert.deepEqual(at("objective.model.params.hidden[1]"), [null, "model.hidden"]);
  assert.deepEqual(at("objective.dataset.params.noise"), [null, "dataset.noise"]);
  assert.deepEqual(at("objective.batch_size"), [null, "batch_size"]);
  assert.deepEqual(at("objective.penalty.l1"), [null, "penalty.l1"]);
  assert.deepEqual(at("runs[1].loss.params.margin"), ["r2", "loss.margin"]);
  assert.deepEqual(at("runs[1].loss.params.weight[2]"), ["r2", "loss.weight"]);
  assert.deepEqual(at("runs[0].start_from.checkpoint"), ["r1", "start_from"]);
  assert.deepEqual(at("runs[0].frozen[2]"), ["r1", "frozen"]);
  assert.deepEqual(at("runs[0].groups[0].params.lr"), ["r1", "groups"]);
});

test("the memory forgets what was used longest ago", () => {
  const memory = createMemory(2);
  memory.set("a", 1);
  memory.set("b", 2);
  memory.get("a");
  memory.set("c", 3);
  assert.equal(memory.get("a"), 1);
  assert.equal(memory.get("b"), undefined);
  assert.equal(memory.get("c"), 3);
});

test("the waits between attempts double with jitter and have an end", () => {
  for (const [failures, most] of [[1, 400], [2, 800], [3, 1600], [20, 15000]]) {
    assert.equal(waitBefore(failures, 1), most);
    assert.equal(waitBefore(failures, 0), most / 2);
  }
});
