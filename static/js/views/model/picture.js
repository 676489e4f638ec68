// @ts-check
/** A canvas that shows one run's model, painted at most once a frame, and only when what it shows changed. */

import { computed, effect, signal } from "../../../vendor/preact.js";
import { forget, nextFrame } from "../../frame.js";
import { comparison, darkTheme, dataset, results, view } from "../../state.js";
import { classNames } from "./say.js";
import { thresholdOf } from "./threshold.js";

/** @import { ModelScene } from "./paint-model.js" */

/** How often pictures were painted since the page was opened: for tests. */
export const pictureCounts = { painted: 0 };

/** @param {string} key of the run */
export function pictureModel(key) {
  const size = signal({ width: 0, height: 0 });
  const pointed = signal(/** @type {{ index: number, x: number, y: number } | null} */ (null));
  const run = computed(() => comparison.value.runs.find((one) => one.key === key) ?? null);
  const snapshot = computed(() => results.value.get(key)?.snapshot ?? null);
  const threshold = computed(() => (run.value ? thresholdOf(run.value, snapshot.value) : 0.5));
  const hue = computed(() => run.value?.hue ?? 0);
  const language = computed(() => view.value.language);
  // As text, so that names that stay the same paint nothing anew.
  const names = computed(() => JSON.stringify(dataset.value ? classNames(dataset.value) : []));
  /** One for all that is painted: what does not change it, paints nothing. */
  const scene = computed(() => {
    const data = dataset.value;
    if (!data) return null;
    void language.value;
    return /** @type {ModelScene} */ ({
      size: size.value,
      data,
      snapshot: snapshot.value,
      threshold: threshold.value,
      classNames: JSON.parse(names.value),
      hue: hue.value,
      dark: darkTheme.value,
    });
  });
  return { size, pointed, scene };
}

/** @typedef {ReturnType<typeof pictureModel>} PictureModel */

/** @param {HTMLCanvasElement} canvas @param {HTMLElement} host @param {PictureModel} model
 * @param {(canvas: HTMLCanvasElement, scene: ModelScene) => void} draw */
export function keepPicture(canvas, host, { size, scene }, draw) {
  const paint = () => {
    const current = scene.peek();
    if (!current) return;
    pictureCounts.painted += 1;
    canvas.dataset.step = String(current.snapshot?.step ?? "");
    draw(canvas, current);
  };
  const observer = new ResizeObserver(() => (size.value = { width: host.clientWidth, height: host.clientHeight }));
  observer.observe(host);
  const stop = effect(() => {
    if (scene.value) nextFrame(paint);
  });
  return () => {
    stop();
    observer.disconnect();
    forget(paint);
  };
}
