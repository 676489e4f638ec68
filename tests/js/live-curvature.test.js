import assert from "node:assert/strict";
import test from "node:test";

import { speakThrough, takeAnalysis } from "../../static/js/live/analysis.js";
import { followCurvature } from "../../static/js/live/curvature.js";
import { FIRST_VIEW, catalog, comparison, connection, curvatures, curvatureWork, results, training, view } from "../../static/js/signals.js";
import { A_CATALOG } from "./a-catalog.js";

catalog.value = A_CATALOG;

const run = (key, lr) => ({
  key, optimizer: "SGD", preset: null, params: { lr }, schedule: null, label: key, visible: true, hue: 0, changes: [],
  loss: null, start_from: null, frozen: [], groups: [],
});
const MODEL = {
  kind: "model", model: { id: "mlp", params: {} }, dataset: { id: "moons", params: {} }, loss: { id: "MSELoss", params: {} },
  batch_size: null, penalty: { l1: 0, l2: 0 }, evaluation: null,
};
const trajectory = (entries, complete) => ({ loss: Array.from({ length: entries }, () => 1), complete, provisional: false });
const rest = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** @type {any[]} */
let sent = [];
speakThrough((message) => sent.push(message));
const asked = () => sent.filter(({ type }) => type === "curvature");
const know = (entries, complete) => (results.value = new Map(comparison.value.runs.map(({ key }) => [key, trajectory(entries, complete)])));

/** A page with two runs of an objective, nothing of which is shown yet. */
function begin(objective) {
  sent = [];
  view.value = { ...FIRST_VIEW };
  connection.value = "open";
  training.value = { running: false, paused: false };
  comparison.value = { objective, runs: [run("a", 0.1), run("b", 0.2)], steps: 400, seed: 0 };
  results.value = new Map();
}

followCurvature();

test("nothing is asked while nothing shows curvature, nor before the runs are there", async () => {
  begin({ kind: "function", id: "sphere", start: [1, 1], noise: 0 });
  know(401, true);
  await rest(200);
  assert.equal(asked().length, 0);
  results.value = new Map();
  view.value = { ...view.value, curve: "sharpness" };
  await rest(200);
  assert.equal(asked().length, 0);
  know(401, true);
  await rest(200);
  assert.equal(asked().length, 1);
  assert.equal(asked()[0].comparison.steps, 400);
});

test("while models learn, what all of them have reached is asked, although each step comes before the hand has rested", async () => {
  begin(MODEL);
  training.value = { running: true, paused: false };
  view.value = { ...view.value, curve: "sharpness" };
  for (let step = 1; step <= 20; step++) {
    results.value = new Map([["a", trajectory(10 * step + 1, false)], ["b", trajectory(10 * step + 6, false)]]);
    await rest(15);
  }
  assert.equal(asked().length, 1);
  const [{ id, comparison: first }] = asked();
  assert.ok(first.steps >= 10 && first.steps <= 200 && first.steps % 10 === 0, String(first.steps));
  // What is answered is kept, and the next question is about more.
  takeAnalysis({ type: "curvature", id, run: 1, step: [0, 10], sharpness: [3, 4], normalised: [1, 1], preconditioned: null, threshold: [10, 10] });
  assert.deepEqual([...curvatures.value.keys()], ["b"]);
  assert.deepEqual(curvatures.value.get("b").sharpness, [3, 4]);
  takeAnalysis({ type: "finished", id });
  await rest(200);
  assert.equal(asked().length, 2);
  assert.equal(asked()[1].comparison.steps, 200);
  // At the end the whole is asked, and what was measured on the way stays.
  takeAnalysis({ type: "finished", id: asked()[1].id });
  training.value = { running: false, paused: false };
  know(401, true);
  await rest(200);
  assert.equal(asked().at(-1).comparison.steps, 400);
  assert.deepEqual(curvatures.value.get("b").step, [0, 10]);
});

test("a run that changes is measured anew, the other keeps what is known of it", async () => {
  const [a, b] = comparison.value.runs;
  const { id } = asked().at(-1);
  takeAnalysis({ type: "curvature", id, run: 0, step: [400], sharpness: [9], normalised: [1], preconditioned: null, threshold: [20] });
  takeAnalysis({ type: "finished", id });
  comparison.value = { ...comparison.value, runs: [{ ...a, params: { lr: 0.3 } }, b] };
  assert.deepEqual([...curvatures.value.keys()], ["b"]);
  await rest(200);
  assert.equal(asked().at(-1).comparison.runs[0].params.lr, 0.3);
});

test("a refusal is told and not asked again", async () => {
  const { id } = asked().at(-1);
  const count = asked().length;
  takeAnalysis({ type: "error", id, error: { code: "busy", message: "busy", field: null } });
  await rest(200);
  assert.equal(curvatureWork.value.problem?.code, "busy");
  assert.equal(asked().length, count);
});

test("who looks elsewhere ends the work", async () => {
  view.value = { ...view.value, curve: "loss" };
  assert.equal(curvatureWork.value.busy, false);
  assert.equal(curvatureWork.value.problem, null);
  view.value = { ...view.value, curve: "sharpness" };
  await rest(200);
  view.value = { ...view.value, curve: "loss" };
  assert.equal(sent.at(-1).type, "cancel");
});
