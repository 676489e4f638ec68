import assert from "node:assert/strict";
import test from "node:test";

import { fittedSchedule, ignoresLr } from "../../static/js/schedules.js";
import { catalog } from "../../static/js/signals.js";
import { A_CATALOG } from "./a-catalog.js";

catalog.value = A_CATALOG;

const run = (optimizer, params) => ({ optimizer, preset: null, params });
const params = (id, of = run("SGD", { lr: 0.3 }), steps = 600) => fittedSchedule(id, of, steps).params;

test("a schedule begins with the budget of steps", () => {
  assert.deepEqual(params("StepLR"), { step_size: 150 });
  assert.deepEqual(params("CosineAnnealingLR"), { T_max: 600 });
  assert.deepEqual(params("LinearLR"), { total_iters: 600 });
  assert.deepEqual(params("StepLR", undefined, 1), { step_size: 1 });
});

test("a schedule that sets the rate itself begins with the run's own", () => {
  assert.deepEqual(params("OneCycleLR"), { max_lr: 0.3, cycle_momentum: false });
  assert.deepEqual(params("CyclicLR"), { base_lr: 0.03, max_lr: 0.3, step_size_up: 100, cycle_momentum: false });
  assert.equal(params("OneCycleLR", run("SGD", {})).max_lr, 0.001);
  assert.deepEqual([ignoresLr({ id: "CyclicLR", params: {} }), ignoresLr({ id: "StepLR", params: {} }), ignoresLr(null)], [true, false, false]);
});

test("momentum is cycled where there is some", () => {
  assert.equal(params("OneCycleLR", run("SGD", { lr: 0.3, momentum: 0.9 })).cycle_momentum, true);
  assert.equal(params("OneCycleLR", run("Adam", { lr: 0.3 })).cycle_momentum, true);
  assert.equal(params("OneCycleLR", run("LBFGS", { lr: 0.3 })).cycle_momentum, false);
});

test("schedules one after another share the budget", () => {
  const { schedulers, milestones } = params("SequentialLR");
  assert.deepEqual(milestones, [60]);
  assert.equal(schedulers[0].params.total_iters + schedulers[1].params.T_max, 600);
});
