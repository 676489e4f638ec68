// @ts-check
/** The faint paths beside those of the runs: what a hand is changing as it was, and the other of two comparisons. */

import { computed } from "../../vendor/preact.js";
import { landscapeKey } from "../live/wire.js";
import { asking, comparison, ghosts, sides } from "../state.js";

/** @import { Ghost, Side } from "../types.js" */

/** @type {Ghost[]} */
const NONE = [];

/** Those that were computed on the landscape that is shown, of runs that are not hidden. */
export const shownGhosts = computed(() => {
  const held = ghosts.value;
  const other = sides.value?.other;
  if (asking.value || (held.length === 0 && !other)) return NONE;
  const { runs, objective } = comparison.value;
  const here = landscapeKey(objective);
  const hidden = new Set(runs.filter(({ visible }) => !visible).map(({ key }) => key));
  return [...(other ? ghostsOfSide(other) : NONE), ...held].filter(({ run, ground }) => ground === here && !hidden.has(run.key));
});

/** @param {Side} side @returns {Ghost[]} */
function ghostsOfSide({ comparison: { runs, objective }, results }) {
  const ground = landscapeKey(objective);
  return runs.flatMap((run) => {
    const trajectory = run.visible && results.get(run.key);
    return trajectory ? [{ run, ground, trajectory }] : [];
  });
}
