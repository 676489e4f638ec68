// @ts-check
/** Where a newly chosen schedule begins: fitted to its run and to the budget, for torch's own defaults know neither. */

import { findSchedule, valueOf } from "./catalog.js";

/** @import { Json, Params, Run, ScheduleChoice } from "./types.js" */

/** @typedef {{ lr: number, steps: number, momentum: boolean }} Fit   `momentum`: whether there is one to move */

/** @param {number} steps @param {number} share */
const part = (steps, share) => Math.max(1, Math.round(steps * share));

/** @param {number} value */
const short = (value) => Number(value.toPrecision(4));

/** The factor of each step after which a hundredth is left at the end. @param {number} steps */
const toHundredth = (steps) => short(0.01 ** (1 / steps));

/** @param {number} steps @returns {ScheduleChoice} */
const warmUp = (steps) => ({ id: "LinearLR", params: { start_factor: 0.1, total_iters: part(steps, 0.1) } });

/** @type {Record<string, (fit: Fit) => Params>} */
const FITTED = {
  StepLR: ({ steps }) => ({ step_size: part(steps, 1 / 4) }),
  MultiStepLR: ({ steps }) => ({ milestones: [part(steps, 1 / 2), part(steps, 3 / 4)] }),
  ExponentialLR: ({ steps }) => ({ gamma: toHundredth(steps) }),
  LinearLR: ({ steps }) => ({ total_iters: steps }),
  ConstantLR: ({ steps }) => ({ total_iters: part(steps, 1 / 4) }),
  PolynomialLR: ({ steps }) => ({ total_iters: steps }),
  CosineAnnealingLR: ({ steps }) => ({ T_max: steps }),
  CosineAnnealingWarmRestarts: ({ steps }) => ({ T_0: part(steps, 1 / 4) }),
  CyclicLR: ({ lr, steps, momentum }) => ({
    base_lr: short(lr / 10),
    max_lr: lr,
    step_size_up: part(steps, 1 / 6),
    cycle_momentum: momentum,
  }),
  OneCycleLR: ({ lr, momentum }) => ({ max_lr: lr, cycle_momentum: momentum }),
  SequentialLR: ({ steps }) => ({
    schedulers: [warmUp(steps), { id: "CosineAnnealingLR", params: { T_max: Math.max(1, steps - part(steps, 0.1)) } }],
    milestones: [part(steps, 0.1)],
  }),
  ChainedScheduler: ({ steps }) => ({
    schedulers: [warmUp(steps), { id: "ExponentialLR", params: { gamma: toHundredth(steps) } }],
  }),
};

/** A schedule for a run, as it begins when it is picked. @param {string} id @param {Run} run @param {number} steps @returns {ScheduleChoice} */
export function fittedSchedule(id, run, steps) {
  /** @type {Record<string, Json>} */
  const params = {};
  for (const parameter of findSchedule(id)?.params ?? []) {
    if (parameter.kind === "schedules") params[parameter.name] = structuredClone(parameter.default) ?? [];
  }
  return { id, params: { ...params, ...FITTED[id]?.({ lr: valueOf(run, "lr"), steps, momentum: hasMomentum(run) }) } };
}

/** Plain SGD must not become SGD with momentum by the way. @param {Run} run */
const hasMomentum = (run) => Array.isArray(valueOf(run, "betas")) || valueOf(run, "momentum") > 0;

/** Whether a schedule sets the rate by itself, whatever the optimizer's own lr. @param {ScheduleChoice | null} schedule */
export const ignoresLr = (schedule) => schedule !== null && ["CyclicLR", "OneCycleLR"].includes(schedule.id);
