// @ts-check
/** What is drawn of each run: its own two parameters, or its projection onto the plane through more of them. */

import { computed } from "../../vendor/preact.js";
import { nearestEntry } from "../geometry/plane-path.js";
import { planePicture, results, showsPlane } from "../state.js";

/** @import { PlanePath, PlanePicture, Trajectory } from "../types.js" */

/**
 * A path over the stage. `steps` are those of its entries, null where entry k belongs to step k. Beside a plane
 * `loss` are the true values at the run's own weights, null until they are there; `planeLoss` those where it is drawn.
 * @typedef {Pick<Trajectory, "x" | "y" | "loss" | "status" | "landscape"> & { grad_norm?: Trajectory["grad_norm"],
 *   steps: number[] | null, planeLoss?: (number | null)[], residual?: number[], relative?: number[] }} Drawn
 */

/** @type {WeakMap<PlanePath, { losses: unknown, drawn: Drawn }>} */
const projected = new WeakMap();
/** @type {WeakMap<Trajectory, Drawn>} */
const own = new WeakMap();

/** The paths to draw by the runs' keys; each is the same object until it changes. */
export const drawnPaths = computed(() => {
  /** @type {Map<string, Drawn>} */
  const paths = new Map();
  if (!showsPlane.value) {
    for (const [key, trajectory] of results.value) paths.set(key, asItIs(trajectory));
    return paths;
  }
  const picture = planePicture.value;
  if (!picture?.landscape) return paths;
  for (const path of picture.plane?.runs ?? []) {
    const key = picture.keys[path.run];
    paths.set(key, projection(path, picture, results.value.get(key)));
  }
  return paths;
});

/** @param {Trajectory} trajectory @returns {Drawn} */
function asItIs(trajectory) {
  const known = own.get(trajectory);
  if (known) return known;
  const { x, y, loss, grad_norm, status, landscape } = trajectory;
  const drawn = { x, y, loss, grad_norm, status, landscape, steps: null };
  own.set(trajectory, drawn);
  return drawn;
}

/** @param {PlanePath} path @param {PlanePicture} picture @param {Trajectory | undefined} trajectory @returns {Drawn} */
function projection(path, picture, trajectory) {
  const losses = picture.losses.get(path.run);
  const known = projected.get(path);
  if (known && known.losses === losses && known.drawn.status === trajectory?.status) return known.drawn;
  const { x, y, step: steps, residual, relative } = path;
  const loss = losses?.loss ?? steps.map(() => null);
  const drawn = { x, y, steps, residual, relative, loss, planeLoss: losses?.plane_loss, status: trajectory?.status };
  projected.set(path, { losses, drawn });
  return drawn;
}

/** The entry of a path at a step: the last one beyond its end. @param {Pick<Drawn, "x" | "steps">} path @param {number} step */
export const entryOf = ({ x, steps }, step) => (steps === null ? Math.min(step, x.length - 1) : nearestEntry(steps, step));

/** The step of an entry. @param {Pick<Drawn, "steps">} path @param {number} entry */
export const stepOf = ({ steps }, entry) => (steps === null ? entry : steps[entry]);
