// @ts-check
/** The landscapes under the paths. */

import {
  catalog, comparison, domain, dragging, hasPlane, isModel, landscapes, problem, zScale,
} from "../signals.js";
import { effect } from "../../vendor/preact.js";
import { createMemory } from "./memory.js";
import { placeOf } from "./place.js";
import { post, Refused } from "./post.js";
import { landscapeKey, landscapeObjective, objectiveOf } from "./wire.js";

/** @import { Landscape, Objective } from "../types.js" */

/** Points along each side. Logarithmic colours need more: between too few, a narrow valley's floor falls into beads. */
const RESOLUTION = { linear: 160, log: 240 };
/** A point of a model's landscape is a pass over all its data. */
const MODEL_RESOLUTION = 96;

/** @type {ReturnType<typeof createMemory<Landscape>>} */
const grids = createMemory(12);

/** Say what was refused; a request that was given up says nothing. @param {unknown} error */
function report(error) {
  if (error instanceof DOMException && error.name === "AbortError") return;
  if (error instanceof Refused) problem.value = placeOf(error.problem, comparison.peek());
  else problem.value = { code: "network", message: String(error), field: null };
}

/** How many points along each side a landscape has for the colours that are wanted. */
export const landscapeResolution = () =>
  Math.min(isModel.value ? MODEL_RESOLUTION : RESOLUTION[zScale.value], catalog.peek().limits.resolution ?? RESOLUTION.log);

/** Keep the landscapes that the runs are seen on; finer ones where the colours ask for it, once. */
export function followLandscapes() {
  /** What each is asked for, or there in. @type {Map<string, { resolution: number, pending: AbortController }>} */
  let asked = new Map();
  return effect(() => {
    const { objective, runs } = comparison.value;
    if (!hasPlane.value || dragging.value?.what === "setup") return;
    const resolution = landscapeResolution();
    /** @type {typeof asked} */
    const next = new Map();
    for (const one of new Map(runs.map((run) => objectiveOf(objective, run)).map((own) => [landscapeKey(own), own]))) {
      const [key, own] = one;
      const former = asked.get(key);
      if (former && former.resolution >= resolution) next.set(key, former);
      else {
        former?.pending.abort();
        next.set(key, { resolution, pending: askLandscape(key, own, resolution, () => asked.delete(key)) });
      }
    }
    for (const [key, { pending }] of asked) if (!next.has(key)) pending.abort();
    asked = next;
  });
}

/** @param {string} key @param {Objective} objective @param {number} resolution @param {() => void} onFailed */
function askLandscape(key, objective, resolution, onFailed) {
  const pending = new AbortController();
  const known = grids.get(`${key} ${resolution}`);
  if (known) {
    keepLandscape(known);
    return pending;
  }
  const body = { objective: landscapeObjective(objective), domain: domain.peek(), resolution };
  post("/api/landscape", body, pending.signal)
    .then(({ x, y, z }) => {
      const grid = { x, y, z, key };
      grids.set(`${key} ${resolution}`, grid);
      keepLandscape(grid);
    })
    .catch((error) => {
      onFailed();
      report(error);
    });
  return pending;
}

/** Let go of the landscapes that no run is seen on any more. @param {Landscape} grid */
function keepLandscape(grid) {
  const { objective, runs } = comparison.peek();
  const wanted = new Set(runs.map((run) => landscapeKey(objectiveOf(objective, run))));
  landscapes.value = new Map([...landscapes.peek()].filter(([key]) => wanted.has(key))).set(grid.key, grid);
}
