import assert from "node:assert/strict";
import test, { beforeEach } from "node:test";

import { stops } from "../../static/js/controls/scale.js";
import { Fans, freshFan } from "../../static/js/live/fans.js";
import * as signals from "../../static/js/signals.js";
import * as state from "../../static/js/state.js";
import { A_CATALOG } from "./a-catalog.js";

let frames = [];
globalThis.requestAnimationFrame = (draw) => frames.push(draw);
globalThis.reportError = (error) => {
  throw error;
};

function paint() {
  const due = frames;
  frames = [];
  for (const draw of due) draw();
}

const LR = stops(A_CATALOG.optimizers[1].params[0]);
let sent = [];
let done = 0;
let fanner;

beforeEach(() => {
  sent = [];
  done = 0;
  state.catalog.value = A_CATALOG;
  signals.results.value = new Map();
  signals.fans.value = new Map();
  state.setComparison({ objective: { kind: "function", id: "sphere", start: [1, 1], noise: 0 }, runs: [], steps: 300, seed: 0 });
  state.addRun("Adam");
  state.addRun("SGD");
  fanner = new Fans({ send: (message) => (sent.push(structuredClone(message)), true), onDone: () => (done += 1) });
});

const key = (index) => state.comparison.value.runs[index].key;
const fan = (index, name = "lr") => state.fans.value.get(`${key(index)}/${name}`);
const chunk = (id, index) => fanner.take({ type: "fan_chunk", id, index, value: LR[index], x: [index], y: [0], loss: [1], status: "completed" });

function answer(id) {
  LR.forEach((_, index) => chunk(id, index));
  fanner.take({ type: "finished", id });
  paint();
}

test("a fan is asked for one run alone at the stops of its slider", () => {
  fanner.want(key(1), "lr");
  const [message] = sent;
  assert.deepEqual([message.type, message.run, message.param, message.comparison.runs.length], ["fan", 0, "lr", 1]);
  assert.equal(message.comparison.runs[0].optimizer, "SGD");
  assert.deepEqual(message.values, LR);
});

test("a fan over very many steps has fewer stops, as many as the server records", () => {
  state.catalog.value = { ...A_CATALOG, limits: { ...A_CATALOG.limits, values: 250_000 } };
  state.setSteps(20_000);
  fanner.want(key(1), "lr");
  const { values } = sent[0];
  assert.ok(values.length >= 8 && values.length * 20_001 <= 250_000);
  assert.ok(values.every((value) => LR.includes(value)));
});

test("each path of a fan is there as soon as it arrives", () => {
  fanner.want(key(0), "lr");
  chunk("f1", 30);
  assert.equal(fan(0), undefined);
  paint();
  assert.deepEqual(fan(0).runs[30].x, [30]);
  assert.equal(fan(0).runs[31], null);
  assert.equal(fan(0).values[fan(0).current], 2);
});

test("a hand that comes back finds the fan in memory", () => {
  fanner.want(key(0), "lr");
  fanner.want(key(0), "lr");
  answer("f1");
  fanner.want(key(0), "lr");
  assert.equal(sent.length, 1);
  assert.equal(done, 1);
});

test("a fan holds while its own value moves, and is stale once anything else does", () => {
  fanner.want(key(0), "lr");
  answer("f1");
  state.setParam(key(0), "lr", LR[40]);
  fanner.follow();
  assert.equal(freshFan(key(0), "lr").current, 40);
  state.setStart(2, 2);
  fanner.follow();
  assert.equal(fan(0).stale, true);
  assert.equal(freshFan(key(0), "lr"), null);
  state.setStart(1, 1);
  fanner.follow();
  assert.equal(freshFan(key(0), "lr").current, 40);
  assert.equal(sent.length, 1);
});

test("another run's knob leaves a fan as it is", () => {
  fanner.want(key(0), "lr");
  answer("f1");
  const before = state.fans.value;
  state.setParam(key(1), "lr", 3);
  fanner.follow();
  assert.equal(state.fans.value, before);
});

test("a fan whose question has changed is given up before it is whole", () => {
  fanner.want(key(0), "lr");
  chunk("f1", 0);
  state.setSteps(100);
  fanner.follow();
  assert.deepEqual(sent[1], { type: "cancel", id: "f1" });
  assert.equal(chunk("f1", 1), false);
  fanner.want(key(0), "lr");
  assert.equal(sent[2].comparison.steps, 100);
});

test("the curves are fetched one after another, each shown when it is whole", () => {
  fanner.wantNext();
  fanner.wantNext();
  assert.equal(sent.length, 1);
  chunk("f1", 0);
  paint();
  assert.equal(fan(0), undefined);
  answer("f1");
  assert.equal(fan(0).runs.every(Boolean), true);
  fanner.wantNext();
  assert.equal(sent[1].comparison.runs[0].optimizer, "SGD");
  answer("f2");
  fanner.wantNext();
  assert.equal(sent.length, 2);
});

test("a hand goes before what nobody asked for, and a comparison does too", () => {
  fanner.wantNext();
  fanner.want(key(1), "lr");
  assert.deepEqual(sent.map((message) => `${message.type} ${message.id}`), ["fan f1", "cancel f1", "fan f2"]);
  fanner.yieldTurn();
  assert.equal(sent.length, 3);
});

test("long comparisons are not fanned out before a hand is near", () => {
  state.setSteps(20000);
  fanner.wantNext();
  assert.equal(sent.length, 0);
  fanner.want(key(0), "lr");
  assert.equal(sent.length, 1);
});

test("a refused fan is not asked for again by itself", () => {
  fanner.wantNext();
  fanner.take({ type: "error", id: "f1", error: { code: "out_of_range", message: "no", field: "values[0]" } });
  fanner.wantNext();
  assert.equal(sent[1].comparison.runs[0].optimizer, "SGD");
});

test("a removed run takes its fan along", () => {
  fanner.want(key(0), "lr");
  answer("f1");
  const place = `${key(0)}/lr`;
  state.removeRun(key(0));
  fanner.follow();
  assert.equal(state.fans.value.has(place), false);
});
