// @ts-check
/** The answers as the views see them: none while the viewer is asked first, so that nothing on the page can tell. */

import { computed } from "../vendor/preact.js";
import * as signals from "./signals.js";

/** @template T @param {{ readonly value: T }} answer @param {T} none */
const unlessAsking = (answer, none) => computed(() => (signals.asking.value ? none : answer.value));

export const results = unlessAsking(signals.results, new Map());
export const fans = unlessAsking(signals.fans, new Map());
export const curvatures = unlessAsking(signals.curvatures, new Map());
export const basins = unlessAsking(signals.basins, null);
export const planePicture = unlessAsking(signals.planePicture, null);
export const inspection = unlessAsking(signals.inspection, null);
