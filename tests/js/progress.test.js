import assert from "node:assert/strict";
import { test } from "node:test";
import { emptyTrajectory } from "../../static/js/live/join.js";
import { shownStep } from "../../static/js/progress.js";
import { results } from "../../static/js/signals.js";
import { comparison, playhead, stepBy, training } from "../../static/js/state.js";

/** @param {number} steps @param {object} [more] */
const trained = (steps, more = {}) => ({ ...emptyTrajectory(), loss: Array(steps + 1).fill(1), ...more });

/** @param {Record<string, object>} runs @param {number} at */
function whileTraining(runs, at) {
  comparison.value = { ...comparison.peek(), steps: 400 };
  playhead.value = at;
  training.value = { running: true, paused: false };
  results.value = new Map(Object.entries(runs));
}

test("a playhead at the end keeps up with what all runs have been trained for", () => {
  whileTraining({ a: trained(200), b: trained(180), c: trained(30, { status: "diverged" }) }, 400);
  assert.equal(shownStep.value, 180);
  training.value = { running: false, paused: false };
  assert.equal(shownStep.value, 400);
});

test("before the first step there is nothing to show, and of a former training all of it", () => {
  whileTraining({}, 400);
  assert.equal(shownStep.value, 0);
  whileTraining({ a: trained(400, { complete: true, provisional: true }) }, 400);
  assert.equal(shownStep.value, 400);
});

test("a playhead that someone moved stays", () => {
  whileTraining({ a: trained(200) }, 90);
  assert.equal(shownStep.value, 90);
});

test("a step back is one from what is shown, a step forward keeps up", () => {
  whileTraining({ a: trained(200) }, 400);
  stepBy(1);
  assert.equal(shownStep.value, 200);
  stepBy(-1);
  assert.equal(playhead.value, 199);
});
