// @ts-check
/** What the person can do with the plane through a model's parameters. */

import { comparison, view } from "./signals.js";

/** @import { PlaneChoice, Run } from "./types.js" */

/** @param {Partial<PlaneChoice>} patch */
export function setPlane(patch) {
  view.value = { ...view.value, plane: { ...view.value.plane, ...patch } };
}

/** Draw other random directions. */
export const redraw = () => setPlane({ draw: view.value.plane.draw + 1 });

/** The run that the plane is about: the chosen one, else the first. @returns {Run | null} */
export function planeRun() {
  const { runs } = comparison.value;
  return runs.find(({ key }) => key === view.value.plane.run) ?? runs.find(({ visible }) => visible) ?? runs[0] ?? null;
}
