import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import * as predict from "../../static/js/predict.js";
import * as signals from "../../static/js/signals.js";
import * as state from "../../static/js/state.js";
import { A_CATALOG } from "./a-catalog.js";

const stored = new Map();
globalThis.localStorage = { getItem: (name) => stored.get(name) ?? null, setItem: (name, text) => stored.set(name, text) };
globalThis.matchMedia = () => ({ matches: true });

const SPHERE = { kind: "formula", expression: "x**2 + y**2", domain: [-3, 3, -4, 4], start: [1, 1], noise: 0 };

/** Runs that end with these losses; null for one that diverges. */
function open(losses, kind, objective = SPHERE) {
  const keys = Object.keys(losses);
  const runs = keys.map((key, hue) => ({
    key, hue, optimizer: "SGD", preset: null, params: { lr: 0.1 + hue }, schedule: null, label: key, visible: true, pinned: false, changes: [],
  }));
  state.setComparison({ objective, runs, steps: 2, seed: 0 });
  state.setView({ predict: kind });
  signals.results.value = new Map(
    keys.map((key, place) => [
      key,
      {
        x: [1, 0.5, place], y: [1, 0.5, 0], loss: [2, 1, losses[key]], complete: true, provisional: false,
        status: losses[key] === null ? "diverged" : "completed", summary: { final_loss: losses[key] },
      },
    ]),
  );
  predict.beginPrediction();
}

beforeEach(() => {
  stored.clear();
  signals.catalog.value = A_CATALOG;
  signals.refusals.value = new Map();
});

test("what is asked first is on no view until it is revealed", () => {
  open({ a: 1, b: 2 }, "rank");
  assert.equal(state.results.value.size, 0);
  assert.equal(signals.results.value.size, 2);
  predict.reveal();
  assert.equal(state.results.value.size, 2);
});

test("a ranking is scored by final losses, and a run that diverged belongs last", () => {
  open({ a: null, b: 0.5, c: 0.1 }, "rank");
  predict.rankAt("c", 0);
  assert.deepEqual(predict.ranking.value.map(({ key }) => key), ["c", "a", "b"]);
  predict.reveal();
  const { rows, right } = predict.rankScore.value;
  assert.deepEqual(rows.map(({ run }) => run.key), ["c", "b", "a"]);
  assert.deepEqual(rows.map(({ said }) => said), [0, 2, 1]);
  assert.equal(right, 1);
});

test("runs that end alike can be told apart by nobody, so either order is right", () => {
  open({ a: 0.5, b: 0.1, c: 0.1 }, "rank");
  for (const [place, key] of ["c", "b", "a"].entries()) predict.rankAt(key, place);
  predict.reveal();
  assert.equal(predict.rankScore.value.right, 3);
});

test("a mark is scored by its distance from the end, also as a share of the diagonal", () => {
  open({ a: 1 }, "end");
  assert.equal(predict.question.value, "end");
  predict.markEnd(3, 4);
  predict.reveal();
  const { end, distance, share } = predict.endScore.value;
  assert.deepEqual(end, [0, 0]);
  assert.equal(distance, 5);
  assert.equal(share, 0.5);
});

test("a run that diverged has no end to be near to", () => {
  open({ a: null }, "end");
  predict.markEnd(0, 0);
  predict.reveal();
  assert.equal(predict.endScore.value.distance, null);
});

test("where a model has no plane, its runs are ranked instead", () => {
  const choice = { id: "mlp", params: {} };
  const objective = { kind: "model", model: choice, dataset: choice, loss: choice, batch_size: null, penalty: { l1: 0, l2: 0 }, evaluation: null };
  open({ a: 1, b: 2 }, "end", objective);
  assert.equal(predict.question.value, "rank");
});

test("a scene that is opened again remembers what was predicted, another does not", () => {
  open({ a: 1, b: 2 }, "rank");
  predict.rankAt("b", 0);
  predict.reveal();
  open({ a: 1, b: 2 }, "rank");
  assert.equal(signals.asking.value, false);
  assert.deepEqual(predict.ranking.value.map(({ key }) => key), ["b", "a"]);
  open({ a: 1, b: 2, c: 3 }, "rank");
  assert.equal(signals.asking.value, true);
});

test("after a second try the scene asks again when it is opened", () => {
  open({ a: 1, b: 2 }, "rank");
  predict.reveal();
  predict.tryAgain();
  assert.equal(signals.asking.value, true);
  open({ a: 1, b: 2 }, "rank");
  assert.equal(signals.asking.value, true);
});

test("a page that sets the question for others shows all, and opened anew it asks", () => {
  open({ a: 1, b: 2 }, null);
  predict.askFirst("rank");
  assert.equal(signals.asking.value, false);
  assert.equal(predict.rankScore.value, null);
  open({ a: 1, b: 2 }, "rank");
  assert.equal(signals.asking.value, true);
});

test("at most fifty scenes are kept, and what cannot be read is nothing", () => {
  for (let runs = 1; runs <= 60; runs += 1) {
    open({ [`only ${runs}`]: 1 }, "rank");
    predict.reveal();
  }
  assert.equal(JSON.parse(stored.get("thalweg.predictions")).length, 50);
  for (const broken of ["", "{", "7", "[[1]]", '[["a", 3]]']) {
    stored.set("thalweg.predictions", broken);
    open({ a: 1 }, "rank");
    assert.equal(signals.asking.value, true);
  }
});

test("a browser that keeps nothing still asks and tells", () => {
  const kept = globalThis.localStorage;
  delete globalThis.localStorage;
  open({ a: 1, b: 2 }, "rank");
  predict.reveal();
  assert.equal(predict.rankScore.value.right, 2);
  globalThis.localStorage = kept;
});
