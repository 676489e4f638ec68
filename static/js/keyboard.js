// @ts-check
/** The keys of the page: the timeline wherever the focus is, unless a control has a use for the key itself. */

import { helping } from "./panels/keys-dialog.js";
import { togglePresentation } from "./present.js";
import { showSide } from "./sides.js";
import { asking, comparison, playing, setPlayhead, setView, stepBy, togglePlay } from "./state.js";

/** @type {Record<string, (event: KeyboardEvent) => void>} */
const KEYS = {
  " ": togglePlay,
  ArrowLeft: (event) => stepBy(event.shiftKey ? -10 : -1),
  ArrowRight: (event) => stepBy(event.shiftKey ? 10 : 1),
  PageUp: () => stepBy(100),
  PageDown: () => stepBy(-100),
  Home: () => jump(0),
  End: () => jump(comparison.value.steps),
  1: () => setView({ layout: "overlay" }),
  2: () => setView({ layout: "side" }),
  p: togglePresentation,
  "?": () => (helping.value = true),
  a: () => showSide("A"),
  b: () => showSide("B"),
  3: () => setView({ layout: "3d" }),
};

/** @param {number} step */
function jump(step) {
  playing.value = false;
  setPlayhead(step);
}

/** Listen until the returned function is called. @returns {() => void} */
export function listenToKeys() {
  const listen = (/** @type {KeyboardEvent} */ event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = /** @type {Element} */ (event.target);
    const act = KEYS[event.key];
    if (!act || usesKey(target, event.key)) return;
    // The result is withheld: there is nothing to play.
    if (asking.peek() && !/^[0-9p?]$/.test(event.key)) return;
    event.preventDefault();
    act(event);
  };
  addEventListener("keydown", listen);
  return () => removeEventListener("keydown", listen);
}

/** @param {Element} target @param {string} key */
function usesKey(target, key) {
  // A dialog that was closed this moment still holds the focus.
  if (target.closest("dialog[open], input:not([type=range]), select, textarea, [contenteditable]")) return true;
  if (/^[0-9]$/.test(key)) return false;
  if (target.closest("[role=radiogroup], input[type=range], [tabindex][role=slider]")) return key !== " ";
  return key === " " && target.closest("button, a, summary") !== null;
}
