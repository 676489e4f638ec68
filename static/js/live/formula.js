// @ts-check
/** A typed formula as mathematics, written by the server as those of the catalog are. */

import { effect, signal } from "../../vendor/preact.js";
import { comparison } from "../signals.js";
import { post } from "./post.js";

/** The present formula's MathML; null where the objective is no typed formula, or the server has not answered yet. */
export const typedMathml = signal(/** @type {string | null} */ (null));

/** Ask whenever another formula is typed. */
export function followFormula() {
  let expression = "";
  effect(() => {
    const { objective } = comparison.value;
    const typed = objective.kind === "formula" ? objective.expression : "";
    if (typed === expression) return;
    expression = typed;
    typedMathml.value = null;
    if (!typed) return;
    post("/api/formula", { expression: typed })
      .then(({ mathml }) => {
        if (typed === expression) typedMathml.value = mathml;
      })
      // A refusal is told by the comparison, which names the same formula; the text then stays as it was typed.
      .catch(() => {});
  });
}
