// @ts-check
/** Presentation: the stage alone, large, on the whole screen where the browser lets it. */

import { setView, view } from "./state.js";

/** Whether the whole screen is had by a presentation. */
let whole = false;

/** Begin: full screen is asked for, and is no condition. */
export async function present() {
  setView({ present: true });
  try {
    await document.documentElement.requestFullscreen?.();
    whole = document.fullscreenElement !== null;
  } catch {
    // A frame may not be allowed to; the presentation fills the window then.
  }
  // It may be over before the screen is given.
  if (!view.peek().present) giveBackScreen();
}

/** End it, and give back the screen. */
export function endPresentation() {
  setView({ present: false });
  giveBackScreen();
}

function giveBackScreen() {
  if (whole && document.fullscreenElement) document.exitFullscreen().catch(() => {});
  whole = false;
}

export const togglePresentation = () => (view.peek().present ? endPresentation() : present());

/** Who leaves the full screen leaves the presentation; so does Escape where there is no full screen to leave. */
export function keepPresentation() {
  document.addEventListener("fullscreenchange", () => {
    if (whole && document.fullscreenElement === null) endPresentation();
  });
  addEventListener("keydown", (event) => {
    const open = document.querySelector("dialog[open]");
    if (event.key === "Escape" && !event.defaultPrevented && view.peek().present && !open && !document.fullscreenElement) endPresentation();
  });
}
