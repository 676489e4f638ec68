// @ts-check
/** From a refusal's field to the control that caused it. */

/** @import { Comparison, Problem } from "../types.js" */

/** What a model is learned with, each shown by its own controls. */
const CHOICES = /^(dataset|model|loss|penalty|evaluation|batch_size)\b/;

/**
 * The problem with the run and the name of the control: `runs[1].params.betas[0]` is `betas[0]` of the second run,
 * `runs[0].schedule.params.step_size` is `schedule.step_size`, `objective.start[1]` is `start` of no run,
 * `objective.model.params.hidden[0]` is `model.hidden`.
 * @param {Problem} problem @param {Pick<Comparison, "runs">} comparison @returns {Problem}
 */
export function placeOf(problem, comparison) {
  const field = (problem.field ?? "").replace(/^comparison\./, "");
  const ofRun = /^runs\[(\d+)\]\.?(.*)$/.exec(field);
  if (!ofRun) return { ...problem, run: null, name: nameOfComparison(field) };
  const run = comparison.runs[Number(ofRun[1])]?.key ?? null;
  return { ...problem, run, name: nameOfRun(ofRun[2]) || "optimizer" };
}

/** @param {string} field @returns {string} */
function nameOfRun(field) {
  const listed = /^(frozen|groups|start_from)\b/.exec(field);
  if (listed) return listed[1];
  if (field.startsWith("loss")) return field.replace(".params", "").replace(/\[\d+\]$/, "");
  return field.startsWith("schedule") ? field.replaceAll(".params", "") : field.replace(/^params\.?/, "");
}

/** @param {string} field @returns {string | null} */
function nameOfComparison(field) {
  const name = field.replace(/^objective\./, "").replace(/\[\d+\]$/, "");
  if (CHOICES.test(name)) return name.replaceAll(".params", "").replace(/\.id$/, "");
  return ["steps", "seed", "start", "noise", "expression", "domain"].includes(name) ? name : null;
}
