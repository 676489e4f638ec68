// @ts-check
/** The pictures under the paths: the landscape, and the basin map where it is wanted. */

import { basins, basinsPossible, catalog, comparison, domain, dragging, landscape, problem, view } from "../signals.js";
import { effect } from "../../vendor/preact.js";
import { findOptimizer } from "../catalog.js";
import { createMemory } from "./memory.js";
import { placeOf } from "./place.js";
import { post, Refused } from "./post.js";
import { landscapeKey, wireRun } from "./wire.js";

/** @import { Basins, Comparison, Landscape, Run } from "../types.js" */

const RESOLUTION = 160;
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

/** Keep the landscape that belongs to the objective; the former one stays until the new one is there. */
export function followLandscape() {
  let key = "";
  let pending = new AbortController();
  return effect(() => {
    const { objective } = comparison.value;
    const wanted = landscapeKey(objective);
    if (wanted === key) return;
    key = wanted;
    pending.abort();
    const known = landscapes.get(wanted);
    if (known) {
      landscape.value = known;
      return;
    }
    pending = new AbortController();
    const body = { objective: { ...objective, noise: 0 }, domain: domain.peek(), resolution: RESOLUTION };
    post("/api/landscape", body, pending.signal)
      .then((answer) => {
        const grid = { x: answer.x, y: answer.y, z: answer.z, key: wanted };
        landscapes.set(wanted, grid);
        landscape.value = grid;
      })
      .catch((error) => {
        if (key === wanted) key = "";
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
    if (view.value.background !== "basins" || !run || !basinsPossible.value || dragging.value) return;
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
  const { start: _, ...objective } = current.objective;
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
