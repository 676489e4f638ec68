// @ts-check
/** The pictures under the paths: the landscape, and the basin map where it is wanted. */

import {
  basins, basinsPossible, catalog, comparison, domain, dragging, hasPlane, isModel, landscape, problem, refusals, view, zScale,
} from "../signals.js";
import { effect } from "../../vendor/preact.js";
import { findOptimizer } from "../catalog.js";
import { createMemory } from "./memory.js";
import { placeOf } from "./place.js";
import { post, Refused } from "./post.js";
import { landscapeKey, landscapeObjective, wireRun } from "./wire.js";

/** @import { Basins, Comparison, Landscape, Run, SurfaceObjective } from "../types.js" */

/** Points along each side. Logarithmic colours need more: between too few, a narrow valley's floor falls into beads. */
const RESOLUTION = { linear: 160, log: 240 };
/** A point of a model's landscape is a pass over all its data. */
const MODEL_RESOLUTION = 96;
const BASIN_RESOLUTION = 160;
const BASIN_STEPS = 500;
const BASIN_REST_MS = 250;

/** @type {ReturnType<typeof createMemory<Landscape>>} */
const landscapes = createMemory(12);
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

/** Keep the landscape that belongs to the objective; a finer one where the colours ask for it, once. */
export function followLandscape() {
  let asked = { place: "", resolution: 0 };
  let pending = new AbortController();
  return effect(() => {
    const { objective } = comparison.value;
    if (!hasPlane.value || dragging.value?.what === "setup") return;
    const place = landscapeKey(objective);
    const resolution = landscapeResolution();
    const wanted = place === asked.place ? Math.max(resolution, asked.resolution) : resolution;
    if (place === asked.place && wanted === asked.resolution) return;
    asked = { place, resolution: wanted };
    const mine = asked;
    pending.abort();
    const known = landscapes.get(`${place} ${wanted}`);
    if (known) {
      landscape.value = known;
      return;
    }
    pending = new AbortController();
    const body = { objective: landscapeObjective(objective), domain: domain.peek(), resolution: wanted };
    post("/api/landscape", body, pending.signal)
      .then((answer) => {
        const grid = { x: answer.x, y: answer.y, z: answer.z, key: place };
        landscapes.set(`${place} ${wanted}`, grid);
        landscape.value = grid;
      })
      .catch((error) => {
        if (asked === mine) asked = { place: "", resolution: 0 };
        report(error);
      });
  });
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
