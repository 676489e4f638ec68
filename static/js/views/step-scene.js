// @ts-check
/** The step that is told of, for the sheet that tells it and for the stage that draws it. */

import { computed, signal } from "../../vendor/preact.js";
import { inspectedRun, inspectedStep } from "../live/inspection.js";
import { inspection, toldLine, view } from "../state.js";

/** @import { Run, StepEntry, UpdateRule } from "../types.js" */

/** @typedef {{ run: Run, entry: StepEntry, rule: UpdateRule, line: number, iterations: number }} StepScene */

/** The inner iteration of L-BFGS that is told of. */
export const toldIteration = signal(0);

/** @type {import("../../vendor/preact.js").ReadonlySignal<StepScene | null>} */
export const stepScene = computed(() => {
  const found = inspection.value;
  if (view.value.experiment !== "step" || !found) return null;
  const run = inspectedRun();
  if (!run || run.key !== found.key) return null;
  const step = inspectedStep(run);
  const entries = found.entries.filter((entry) => entry.step === step);
  const entry = entries[Math.min(toldIteration.value, entries.length - 1)];
  if (!entry) return null;
  const rule = found.rules[entry.rule];
  return { run, entry, rule, line: Math.min(toldLine.value, rule.lines.length - 1), iterations: entries.length };
});

/** A quantity of a step by its name in the rule. @param {StepEntry} entry @param {string} name */
export function quantityOf(entry, name) {
  if (name === "gradient") return entry.gradient;
  if (name === "theta_before") return entry.position;
  if (name === "theta") return entry.next_position;
  return entry.values[name];
}
