// @ts-check
/** The steps of one run taken apart: asked for about the playhead, while they are looked at. */

import { effect, untracked } from "../../vendor/preact.js";
import { comparison, connection, dragging, inspection, inspectionWork, isModel, refusals, results, training, view } from "../signals.js";
import { shownStep } from "../progress.js";
import { createAnalysis } from "./analysis.js";
import { createMemory } from "./memory.js";
import { runSignature, wireComparison } from "./wire.js";

/** @import { Inspection, Json, Problem, Run } from "../types.js" */

/** So many steps are asked for at once, this many of them before the playhead. */
const WINDOW = { steps: 240, before: 60 };
/** A hand rests for this long before the steps that it made are asked for. */
const REST_MS = 120;
const AT_REST = { busy: false, problem: null };

/** @type {ReturnType<typeof createMemory<Inspection>>} */
const known = createMemory(12);
let asked = "";
/** @type {Inspection | null} */
let coming = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

const lane = createAnalysis({ prefix: "i", onMessage: take, onEnd: end });

/** The run that is looked at: the chosen one, else the first that is visible. */
export function inspectedRun() {
  const runs = comparison.value.runs.filter(({ key }) => !refusals.value.has(key));
  return runs.find(({ key }) => key === view.value.stepRun) ?? runs.find(({ visible }) => visible) ?? runs[0];
}

/** The step that leaves the position at the playhead, or the last there is. @param {Run} run */
export function inspectedStep(run) {
  const made = (results.value.get(run.key)?.loss.length ?? 1) - 1;
  return Math.max(0, Math.min(shownStep.value, made - 1));
}

/** Keep the steps about the playhead while they are shown. */
export function followInspection() {
  return effect(() => {
    const { experiment, stepRun, stepWeight } = view.value;
    void [stepRun, stepWeight, training.value.running, comparison.value, refusals.value, results.value, connection.value, shownStep.value, dragging.value];
    untracked(() => {
      if (experiment !== "step") leave();
      else if (dragging.peek() === null) plan();
    });
  });
}

function leave() {
  clearTimeout(timer);
  timer = undefined;
  lane.drop();
  asked = "";
  if (inspectionWork.peek() !== AT_REST) inspectionWork.value = AT_REST;
  if (inspection.peek()) inspection.value = null;
}

/** What is wanted now. */
function wanted() {
  const run = inspectedRun();
  const trajectory = run && results.peek().get(run.key);
  // A training is looked at when it is over: until then each step would have to be made twice.
  const ready = trajectory && !trajectory.provisional && (!isModel.peek() || trajectory.complete);
  if (!run || !ready || connection.peek() !== "open") return null;
  const step = inspectedStep(run);
  const weight = isModel.peek() ? view.peek().stepWeight : "";
  const about = `${run.key} ${weight} ${runSignature(comparison.peek(), run)}`;
  const held = coming?.about === about ? coming : inspection.peek();
  const there = held?.about === about && step >= held.first && step < held.first + WINDOW.steps;
  return { run, step, about, there, weight };
}

/** Ask where what is there does not reach. */
function plan() {
  const wish = wanted();
  if (!wish || wish.there || timer !== undefined) return;
  const another = inspection.peek()?.about !== wish.about;
  timer = setTimeout(ask, another ? REST_MS : 0);
}

function ask() {
  timer = undefined;
  const wish = wanted();
  if (!wish || wish.there) return;
  const { run, about, step, weight } = wish;
  const current = comparison.peek();
  const first = Math.max(0, step - WINDOW.before);
  const key = `${first} ${about}`;
  if (key === asked && (lane.busy() || inspectionWork.peek().problem)) return;
  asked = key;
  const former = known.get(key);
  if (former) {
    lane.drop();
    inspection.value = former;
    inspectionWork.value = AT_REST;
    return;
  }
  coming = { key: run.key, about, first, rules: [], entries: [], differs_from: null };
  inspectionWork.value = { busy: true, problem: null };
  const alone = wireComparison({ ...current, runs: [run] });
  lane.ask({ type: "inspect", comparison: alone, run: 0, step: first, steps: Math.min(WINDOW.steps, current.steps - first), ...(weight ? { weight } : {}) });
}

/** @param {Json} message */
function take(message) {
  if (message.type !== "inspection" || !coming) return;
  const offset = coming.rules.length;
  const entries = message.entries.map((/** @type {Json} */ entry) => ({ ...entry, rule: entry.rule + offset }));
  coming = { ...coming, rules: [...coming.rules, ...message.rules], entries: [...coming.entries, ...entries], differs_from: message.differs_from };
  inspection.value = coming;
}

/** @param {{ how: "finished" | "cancelled" } | { how: "error", problem: Problem }} end */
function end(end) {
  const problem = end.how === "error" ? end.problem : null;
  if (!problem && coming) known.set(asked, coming);
  coming = null;
  inspectionWork.value = { busy: false, problem };
  plan();
}
