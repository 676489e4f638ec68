// @ts-check
/** The landscape on the scale that its colours use, shared by the stage's layouts and its colour bar. */

import { computed, signal } from "../../vendor/preact.js";
import { landscapeField } from "../geometry/scaling.js";
import { PLANE } from "../live/planes.js";
import { landscapeKey, objectiveOf } from "../live/wire.js";
import {
  basins, basinsPossible, comparison, landscapes, minima, planePicture, showsPlane, testFunction, view, zScale,
} from "../state.js";

/** @import { Field } from "../geometry/scaling.js" */
/** @import { Domain, Landscape, Minimum, Run } from "../types.js" */

/** @type {Minimum[]} */
const NONE = [];

/** The landscapes of the part that is zoomed into, with finer points than the whole ones have there, by key. */
export const details = signal(/** @type {ReadonlyMap<string, Landscape>} */ (new Map()));

/** The landscape that a run is seen on, by its key. @param {Run} run */
export const groundKeyOf = (run) => (showsPlane.value ? PLANE : landscapeKey(objectiveOf(comparison.value.objective, run)));

/**
 * Whether a path belongs on a landscape: its run descends it, and what is here of the run was computed on it.
 * @param {Run} run @param {{ landscape?: string }} trajectory @param {string} key
 */
export const liesOn = (run, trajectory, key) => groundKeyOf(run) === key && (trajectory.landscape ?? key) === key;

/** The runs of which each has a landscape of its own that may be laid under all: the first of each loss. */
export const groundRuns = computed(() => {
  /** @type {Map<string, Run>} */
  const first = new Map();
  for (const run of comparison.value.runs) {
    const key = groundKeyOf(run);
    if (!first.has(key)) first.set(key, run);
  }
  return [...first.values()];
});

/** The key of the landscape that is shown where there is one for all runs. */
export const shownKey = computed(() => {
  const { runs, objective } = comparison.value;
  const run = runs.find(({ key }) => key === view.value.groundRun) ?? runs.find(({ visible }) => visible) ?? runs[0];
  return run ? groundKeyOf(run) : landscapeKey(objective);
});

/** A landscape as it is drawn; null until it is there: another one is no ground for its paths. @param {string} key @returns {Landscape | null} */
export const groundAt = (key) => details.value.get(key) ?? wholeAt(key) ?? null;

/** @param {string} key */
const wholeAt = (key) => (key === PLANE ? planePicture.value?.landscape : landscapes.value.get(key));

/** The landscape that is drawn under all runs. */
export const ground = computed(() => groundAt(shownKey.value));

/** The minima to mark, none where the listed ones are samples of a curve. */
export const markedMinima = computed(() => (testFunction.value?.minima_kind === "continuum" ? NONE : minima.value));

/** Made once for each landscape and scale: colours cost more than a frame. @type {WeakMap<Landscape, { log: boolean, field: Field }>} */
const made = new WeakMap();

/** A landscape on the scale that its colours use. @param {Landscape} drawn @returns {Field} */
export function fieldOf(drawn) {
  const log = zScale.value === "log";
  const known = made.get(drawn);
  if (known?.log === log) return known.field;
  const field = landscapeField(drawn, log, minima.value);
  made.set(drawn, { log, field });
  return field;
}

export const field = computed(() => (ground.value === null ? null : fieldOf(ground.value)));

/** The basin map, where it is wanted and there. */
export const shownBasins = computed(() =>
  view.value.background === "basins" && basinsPossible.value ? basins.value : null,
);

/** The extent of the whole landscape: what the stage shows before anyone zooms. */
export const extent = computed(() => /** @type {Domain | null} */ (JSON.parse(extentText.value)));

/** As a string, so that finer points of the same extent change nothing. */
const extentText = computed(() => {
  const drawn = wholeAt(shownKey.value);
  return JSON.stringify(drawn ? [drawn.x[0], drawn.x[drawn.x.length - 1], drawn.y[0], drawn.y[drawn.y.length - 1]] : null);
});
