// @ts-check
/** A small picture for the gallery, whose data are fetched when it comes into sight. */

import { effect, html, useEffect, useRef } from "../../vendor/preact.js";
import { darkTheme } from "../state.js";

/** @import { Json } from "../types.js" */

export const SIZE = { width: 168, height: 112 };
/** Requests under way at once: a gallery must not stand in the way of the stage. */
const LANES = 3;

/** @type {(() => void)[]} */
const waiting = [];
let busy = 0;

/**
 * @typedef {object} PictureProps
 * @property {object} of   what it shows: another one is fetched anew
 * @property {() => Promise<Json>} fetch
 * @property {(canvas: HTMLCanvasElement, data: Json, dark: boolean) => void} paint
 */

/** @param {PictureProps} props */
export function LazyPicture({ of, fetch, paint }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  useEffect(() => paintWhenSeen(/** @type {HTMLCanvasElement} */ (canvas.current), fetch, paint), [of]);
  return html`<canvas class="thumbnail" ref=${canvas} width=${SIZE.width} height=${SIZE.height} aria-hidden="true"></canvas>`;
}

/** @param {HTMLCanvasElement} canvas @param {PictureProps["fetch"]} fetch @param {PictureProps["paint"]} paint */
function paintWhenSeen(canvas, fetch, paint) {
  let gone = false;
  let stop = () => {};
  const observer = new IntersectionObserver(async ([seen]) => {
    if (!seen.isIntersecting) return;
    observer.disconnect();
    const data = await fetch().catch(() => null);
    if (data && !gone) stop = effect(() => paint(canvas, data, darkTheme.value));
  });
  observer.observe(canvas);
  return () => {
    gone = true;
    stop();
    observer.disconnect();
  };
}

/** Run a request of the gallery when a lane is free. @template T @param {() => Promise<T>} request @returns {Promise<T>} */
export async function inLane(request) {
  if (busy >= LANES) await new Promise((/** @type {(value?: unknown) => void} */ go) => waiting.push(go));
  busy += 1;
  try {
    return await request();
  } finally {
    busy -= 1;
    waiting.shift()?.();
  }
}
