// @ts-check
/** What the server said no to: it is not asked again, so that one run that cannot be holds up no other. */

import { createMemory } from "./memory.js";
import { wireRun } from "./wire.js";

/** @import { Comparison, Problem, Run } from "../types.js" */

const KEPT = 64;

/** The budget that a refusal belongs to: a schedule or a change may fit another one, a hyperparameter does not. @param {Problem} problem @param {number} steps */
const budgetOf = ({ name }, steps) => (/^(schedule|changes)/.test(name ?? "") ? steps : null);

/** A run as the server reads it; where it starts matters to none, what a model learns may. @param {Comparison} comparison @param {Run} run */
const question = ({ objective }, run) => JSON.stringify([wireRun(run), objective.kind === "model" ? objective : null]);

export class Refusals {
  /** @type {ReturnType<typeof createMemory<{ problem: Problem, steps: number | null }>>} */
  #memory = createMemory(KEPT);

  /** Keep what was said of the run that a problem is placed at; false if it is placed at none. @param {Comparison} comparison @param {Problem} problem */
  keep(comparison, problem) {
    const run = comparison.runs.find((one) => one.key === problem.run);
    if (run) this.#memory.set(question(comparison, run), { problem, steps: budgetOf(problem, comparison.steps) });
    return run !== undefined;
  }

  /** What was said of a run just as it is, null where nothing was. @param {Comparison} comparison @param {Run} run */
  of(comparison, run) {
    const known = this.#memory.get(question(comparison, run));
    return known && (known.steps ?? comparison.steps) === comparison.steps ? { ...known.problem, run: run.key } : null;
  }

  /** The comparison without the runs that would be refused. @param {Comparison} comparison @returns {Comparison} */
  without(comparison) {
    return { ...comparison, runs: comparison.runs.filter((run) => !this.of(comparison, run)) };
  }

  /** All that was said of a comparison's runs, by key. @param {Comparison} comparison */
  among(comparison) {
    /** @type {Map<string, Problem>} */
    const found = new Map();
    for (const run of comparison.runs) {
      const problem = this.of(comparison, run);
      if (problem) found.set(run.key, problem);
    }
    return found;
  }

  /** Another server may think otherwise. */
  forget() {
    this.#memory = createMemory(KEPT);
  }
}
