// @ts-check
/** The landscape on the scale that its colours use, shared by the stage's layouts and its colour bar. */

import { computed, signal } from "../../vendor/preact.js";
import { landscapeField } from "../geometry/scaling.js";
import { basins, landscape, localMinima, minima, view, zScale } from "../state.js";

/** @import { Domain, Landscape } from "../types.js" */

/** The landscape of the part that is zoomed into, with finer points than the whole one has there. */
export const detail = signal(/** @type {Landscape | null} */ (null));

/** The landscape that is drawn. */
export const ground = computed(() => detail.value ?? landscape.value);

export const field = computed(() =>
  ground.value === null ? null : landscapeField(ground.value, zScale.value === "log", minima.value),
);

/** Whether a basin map of the objective can be: it needs minima to arrive at. */
export const basinsPossible = computed(() => minima.value.length + localMinima.value.length > 0);

/** The basin map, where it is wanted and there. */
export const shownBasins = computed(() =>
  view.value.background === "basins" && basinsPossible.value ? basins.value : null,
);

/** The extent of the whole landscape: what the stage shows before anyone zooms. */
export const extent = computed(() => {
  const drawn = landscape.value;
  if (drawn === null) return null;
  return /** @type {Domain} */ ([drawn.x[0], drawn.x[drawn.x.length - 1], drawn.y[0], drawn.y[drawn.y.length - 1]]);
});
