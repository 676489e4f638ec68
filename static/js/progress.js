// @ts-check
/** Where the page stands while models train: a playhead at the end keeps up with what has been trained. */

import { computed } from "../vendor/preact.js";
import { comparison, playhead, results, training } from "./signals.js";

/** The step that is shown: the playhead's, or the newest that all runs under way have, where it waits at the end. */
export const shownStep = computed(() => {
  const { steps } = comparison.value;
  if (!training.value.running || playhead.value < steps) return playhead.value;
  const known = [...results.value.values()];
  const underWay = known.filter(({ loss, status, provisional }) => loss.length <= steps && status !== "diverged" && !provisional);
  if (underWay.length > 0) return Math.max(0, Math.min(...underWay.map(({ loss }) => loss.length - 1)));
  return known.length > 0 ? steps : 0;
});
