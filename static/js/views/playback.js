// @ts-check
/** The clock that moves the playhead while the timeline plays. */

import { batch, effect } from "../../vendor/preact.js";
import { comparison, playhead, playing, setPlayhead, speed } from "../state.js";

/** At speed 1 a comparison plays in this many seconds, but never slower than LEAST_PACE. */
const WHOLE = 8;
const LEAST_PACE = 12;
/** A frame that came later than this, as after a hidden tab, counts as this long. */
const LONGEST_FRAME = 0.1;

/** Steps a second at speed 1. @param {number} steps */
export const pace = (steps) => Math.max(LEAST_PACE, steps / WHOLE);

/** Move the playhead while `playing` holds; it stops at the end. @returns {() => void} a function that ends this */
export function keepPlaying() {
  let frame = 0;
  const stop = effect(() => {
    cancelAnimationFrame(frame);
    if (!playing.value) return;
    let place = playhead.peek();
    let shown = place;
    /** @type {number | null} */
    let before = null;
    const advance = (/** @type {number} */ now) => {
      const { steps } = comparison.peek();
      // Someone else moved the playhead: go on from there.
      if (playhead.peek() !== shown) place = playhead.peek();
      place += before === null ? 0 : Math.min(LONGEST_FRAME, (now - before) / 1000) * speed.peek() * pace(steps);
      before = now;
      batch(() => {
        setPlayhead(Math.floor(place));
        shown = playhead.peek();
        if (place >= steps) playing.value = false;
      });
      if (playing.peek()) frame = requestAnimationFrame(advance);
    };
    frame = requestAnimationFrame(advance);
  });
  return () => {
    stop();
    cancelAnimationFrame(frame);
  };
}
