// @ts-check
/** The landscape on the scale that its colours use, shared by the stage's layouts and its colour bar. */

import { computed, signal } from "../../vendor/preact.js";
import { landscapeField } from "../geometry/scaling.js";
import { landscapeKey } from "../live/wire.js";
import { basins, basinsPossible, comparison, landscape, minima, testFunction, view, zScale } from "../state.js";

/** @import { Domain, Landscape, Minimum } from "../types.js" */

/** @type {Minimum[]} */
const NONE = [];

/** The landscape of the part that is zoomed into, with finer points than the whole one has there. */
export const detail = signal(/** @type {Landscape | null} */ (null));

/** The landscape of the objective that is chosen; null until it is there: a former one is no ground for other paths. */
const whole = computed(() =>
  landscape.value?.key === landscapeKey(comparison.value.objective) ? landscape.value : null,
);

/** The landscape that is drawn. */
export const ground = computed(() => (whole.value === null ? null : (detail.value ?? whole.value)));

/** The minima to mark, none where the listed ones are samples of a curve. */
export const markedMinima = computed(() => (testFunction.value?.minima_kind === "continuum" ? NONE : minima.value));

export const field = computed(() =>
  ground.value === null ? null : landscapeField(ground.value, zScale.value === "log", minima.value),
);

/** The basin map, where it is wanted and there. */
export const shownBasins = computed(() =>
  view.value.background === "basins" && basinsPossible.value ? basins.value : null,
);

/** The extent of the whole landscape: what the stage shows before anyone zooms. */
export const extent = computed(() => {
  const drawn = whole.value;
  if (drawn === null) return null;
  return /** @type {Domain} */ ([drawn.x[0], drawn.x[drawn.x.length - 1], drawn.y[0], drawn.y[drawn.y.length - 1]]);
});
