import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { labelOf } from "../../static/js/catalog.js";
import { writeRun } from "../../static/js/link-run.js";
import { wireRun } from "../../static/js/live/wire.js";
import { dropSides, keepAsA, showSide } from "../../static/js/sides.js";
import * as signals from "../../static/js/signals.js";
import * as state from "../../static/js/state.js";
import { shownGhosts } from "../../static/js/views/ghosts.js";
import { A_CATALOG } from "./a-catalog.js";

const path = (x) => ({ x: [x], y: [0], loss: [1], complete: true, provisional: false });
const runs = () => state.comparison.value.runs;

beforeEach(() => {
  signals.catalog.value = { ...signals.catalog.value, ...A_CATALOG, limits: { runs: 12 } };
  signals.results.value = new Map();
  signals.ghosts.value = [];
  signals.sides.value = null;
  signals.dragging.value = null;
  state.setComparison({ objective: { kind: "function", id: "sphere", start: [1, 1], noise: 0 }, runs: [], steps: 5, seed: 0 });
  state.addRun("Adam");
  state.addRun("SGD");
  signals.results.value = new Map(runs().map(({ key }, place) => [key, path(place)]));
});

test("a start that is dragged leaves a ghost of every run, a slider of its own run alone", () => {
  state.setStart(2, 2, { dragging: true });
  assert.equal(shownGhosts.value.length, 2);
  signals.ghosts.value = [];
  state.setParam(runs()[1].key, "lr", 0.3, { dragging: true });
  assert.deepEqual(shownGhosts.value.map(({ run }) => run.key), [runs()[1].key]);
});

test("ghosts of hidden runs and of another landscape are not shown", () => {
  state.setStart(2, 2, { dragging: true });
  state.setVisible(runs()[0].key, false);
  assert.equal(shownGhosts.value.length, 1);
  state.setObjective("rosenbrock");
  assert.equal(shownGhosts.value.length, 0);
});

test("a pinned run is a twin right below, named after it in the page's language, and stays when rates are suggested", () => {
  const [adam] = runs();
  state.setParam(adam.key, "lr", 0.123);
  state.pinRun(adam.key);
  const twin = runs()[1];
  assert.deepEqual([twin.pinned, twin.hue, twin.params, runs().length], [true, adam.hue, { lr: 0.123 }, 3]);
  assert.match(labelOf(twin), / \(pinned\)$/);
  state.setView({ language: "zh" });
  assert.match(labelOf(twin), /（已固定）$/);
  state.setView({ language: "en" });
  state.applySuggestedLr();
  assert.equal(runs()[1].params.lr, 0.123);
  assert.notEqual(runs()[0].params.lr, 0.123);
  assert.equal(writeRun(twin).pinned, true);
  assert.match(wireRun(twin).label, /\(pinned\)$/);
});

test("A and B each come back as they were left, with their results, and the other's paths stay as ghosts", () => {
  const [key] = [runs()[0].key];
  keepAsA();
  state.setParam(key, "lr", 0.9);
  signals.results.value = new Map([[key, path(7)]]);
  state.setView({ layout: "3d", theme: "dark" });
  assert.equal(shownGhosts.value[0].trajectory.x[0], 0);
  showSide("A");
  assert.notEqual(runs()[0].params.lr, 0.9);
  assert.equal(signals.results.value.get(key).x[0], 0);
  assert.deepEqual([state.view.value.layout, state.view.value.theme], ["overlay", "dark"]);
  assert.equal(shownGhosts.value[0].trajectory.x[0], 7);
  showSide("A");
  showSide("B");
  assert.equal(runs()[0].params.lr, 0.9);
  dropSides();
  assert.equal(shownGhosts.value.length, 0);
  assert.equal(runs()[0].params.lr, 0.9);
});
