// @ts-check
/** When things are drawn: once in an animation frame, however often they were asked for. */

/** Milliseconds: nobody should wait longer for a picture, however slow the machine draws. */
const LONGEST_REST = 600;

/** @type {Set<() => void>} */
let due = new Set();

/** Draw in the next frame; asked again before it, still once. @param {() => void} draw */
export function nextFrame(draw) {
  if (due.size === 0) requestAnimationFrame(drawAll);
  due.add(draw);
}

/** Take back what was asked. @param {() => void} draw */
export function forget(draw) {
  due.delete(draw);
}

function drawAll() {
  const batch = due;
  due = new Set();
  for (const draw of batch) {
    // One view's failure must not stop the others; the browser still reports it.
    try {
      draw();
    } catch (error) {
      reportError(error);
    }
  }
}

/**
 * A costly drawing that must not hold up the frame: it runs after the next paint, then rests for at least `rest`
 * milliseconds or three times what it and the frame after it took, within reason. The last wish is always drawn.
 * @param {() => void} draw @param {number} rest @returns {{ ask: () => void, stop: () => void }}
 */
export function afterPaint(draw, rest) {
  let asked = false;
  let active = false;
  let stopped = false;
  const run = () => {
    if (stopped) return;
    asked = false;
    const began = performance.now();
    try {
      draw();
    } catch (error) {
      // The next wish must still be drawn.
      reportError(error);
    }
    afterFrame(() => {
      const pause = Math.max(rest, Math.min(LONGEST_REST, 3 * (performance.now() - began)));
      setTimeout(() => {
        active = false;
        if (asked) ask();
      }, pause);
    });
  };
  const ask = () => {
    asked = true;
    if (active || stopped) return;
    active = true;
    afterFrame(run);
  };
  const stop = () => {
    stopped = true;
  };
  return { ask, stop };
}

/** @param {() => void} act once the next frame is painted */
const afterFrame = (act) => requestAnimationFrame(() => setTimeout(act));
