// @ts-check
/** A and B: a comparison is kept as it is, another is made of it, and one key shows either. */

import { batch, effect } from "../vendor/preact.js";
import { readLink } from "./link.js";
import { linkOf } from "./scene.js";
import { comparison, dragging, notice, playhead, playing, problem, results, sides, speed, view } from "./signals.js";

/** @import { Side } from "./types.js" */

const NAME = "thalweg.sides";

/** Keep all as it is now as A; what is shown from now on is B. */
export function keepAsA() {
  sides.value = { shown: "B", other: sideNow() };
}

/** @returns {Side} */
const sideNow = () => ({ comparison: comparison.peek(), view: view.peek(), playhead: playhead.peek(), results: results.peek() });

/** Show A or B; how the page itself looks stays. @param {"A" | "B"} which */
export function showSide(which) {
  const pair = sides.peek();
  if (!pair || pair.shown === which) return;
  const { theme, language, hide, present } = view.peek();
  const { other } = pair;
  batch(() => {
    playing.value = false;
    sides.value = { shown: which, other: sideNow() };
    problem.value = null;
    notice.value = null;
    dragging.value = null;
    results.value = other.results;
    comparison.value = other.comparison;
    view.value = { ...other.view, theme, language, hide, present };
    playhead.value = Math.min(other.playhead, other.comparison.steps);
  });
}

/** End it; what is shown stays. */
export function dropSides() {
  sides.value = null;
}

/** Keep the other half over a reload of this tab, and take it up again; a frame that keeps nothing goes without. */
export function keepSides() {
  sides.value = restored();
  effect(() => {
    const pair = sides.value;
    try {
      if (pair) sessionStorage.setItem(NAME, JSON.stringify({ shown: pair.shown, link: linkOf(pair.other, speed.peek()) }));
      else sessionStorage.removeItem(NAME);
    } catch {
      // It lasts as long as the page does.
    }
  });
}

/** @returns {{ shown: "A" | "B", other: Side } | null} */
function restored() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(NAME) ?? "null");
    if (typeof kept?.link !== "string" || !["A", "B"].includes(kept.shown)) return null;
    const { scene } = readLink(kept.link, { comparison: comparison.peek(), view: view.peek() });
    return { shown: kept.shown, other: { comparison: scene.comparison, view: scene.view, playhead: scene.playhead, results: new Map() } };
  } catch {
    return null;
  }
}
