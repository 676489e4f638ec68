// @ts-check
/** The pictures under the paths: the landscape, and the basin map where it is wanted. */

import {
  basins, basinsPossible, catalog, comparison, domain, dragging, hasPlane, isModel, landscapes, problem, refusals, view, zScale,
} from "../signals.js";
import { effect } from "../../vendor/preact.js";
import { findOptimizer } from "../catalog.js";
import { createMemory } from "./memory.js";
import { placeOf } from "./place.js";
import { post, Refused } from "./post.js";
import { landscapeKey, landscapeObjective, objectiveOf, wireRun } from "./wire.js";

/** @import { Basins, Comparison, Landscape, Objective, Run, SurfaceObjective } from "../types.js" */

/** Points along each side. Logarithmic colours need more: between too few, a narrow valley's floor falls into beads. */
const RESOLUTION = { linear: 160, log: 240 };
/** A point of a model's landscape is a pass over all its data. */
const MODEL_RESOLUTION = 96;
const BASIN_RESOLUTION = 160;
const BASIN_STEPS = 500;
const BASIN_REST_MS = 250;

/** @type {ReturnType<typeof createMemory<Landscape>>} */
const grids = createMemory(12);
/** @type {ReturnType<typeof createMemory<Basins>>} */
const basinMaps = createMemory(12);

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

/** The run whose basins are shown: the chosen one, else the first that can be. @param {Run[]} runs @param {string | null} wish */
export function basinRunOf(runs, wish) {
  const can = runs.filter((run) => findOptimizer(run.optimizer)?.elementwise);
  return can.find((run) => run.key === wish) ?? can[0] ?? null;
}

/** Keep the basin map of the chosen run while it is wanted, once the hand rests. */
export function followBasins() {
  let pending = new AbortController();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let key = "";
  return effect(() => {
    const current = comparison.value;
    const run = basinRunOf(current.runs, view.value.basinRun);
    if (dragging.value) return;
    if (view.value.background !== "basins" || !run || !basinsPossible.value || refusals.value.has(run.key)) {
      clearTimeout(timer);
      pending.abort();
      key = "";
      return;
    }
    const body = basinRequest(current, run);
    const wanted = JSON.stringify(body);
    if (wanted === key) return;
    key = wanted;
    pending.abort();
    clearTimeout(timer);
    const known = basinMaps.get(wanted);
    basins.value = known ?? (sameObjective(current) ? basins.peek() : null);
    if (known) return;
    pending = new AbortController();
    timer = setTimeout(() => {
      post("/api/basins", body, pending.signal)
        .then((answer) => {
          basinMaps.set(wanted, answer);
          basins.value = answer;
        })
        .catch((error) => {
          if (key === wanted) key = "";
          report(error);
        });
    }, BASIN_REST_MS);
  });
}

let basinObjective = "";

/** Whether the map on the page is of the same objective: then it stays until the new one comes. @param {Comparison} current */
function sameObjective(current) {
  const key = landscapeKey(current.objective);
  const same = key === basinObjective;
  basinObjective = key;
  return same;
}

/** @param {Comparison} current @param {Run} run */
function basinRequest(current, run) {
  const { limits } = catalog.peek();
  const { start: _, ...objective } = /** @type {SurfaceObjective} */ (current.objective);
  const { optimizer, params, schedule } = wireRun(run);
  return {
    objective,
    run: { optimizer, params, ...(schedule ? { schedule } : {}) },
    steps: Math.min(current.steps, BASIN_STEPS, limits.basin_steps ?? BASIN_STEPS),
    resolution: Math.min(BASIN_RESOLUTION, limits.basin_resolution ?? BASIN_RESOLUTION),
    domain: domain.peek(),
    seed: current.seed,
  };
}
