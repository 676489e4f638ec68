// @ts-check
/** The basin maps of the runs, each computed once: for the ground of the stage and for the experiment alike. */

import { effect, untracked } from "../../vendor/preact.js";
import { findOptimizer } from "../catalog.js";
import { basinMaps, basinWork, basins, basinsPossible, catalog, comparison, connection, domain, dragging, refusals, view } from "../signals.js";
import { createAnalysis } from "./analysis.js";
import { createMemory } from "./memory.js";
import { landscapeKey, wireRun } from "./wire.js";

/** @import { BasinMap, Basins, Comparison, Json, Problem, Run, SurfaceObjective } from "../types.js" */

const RESOLUTION = 160;
const REST_MS = 200;
/** As many at once as a small server has workers. */
const LANES = 2;

/** @typedef {{ key: string, about: string, body: object }} Wish  a run's key, and its request as one text */

/** Whole maps by their requests: a setting that comes back finds its map. @type {ReturnType<typeof createMemory<Basins>>} */
const kept = createMemory(36);
/** What cannot be mapped, by its request. @type {Map<string, Problem>} */
const refused = new Map();
const lanes = Array.from({ length: LANES }, (_, number) => makeLane(`b${number}.`));
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** Whether an optimizer lets many starts share one run of it. @param {Run} run */
export const canBeMapped = (run) => findOptimizer(run.optimizer)?.elementwise === true;

/** The run whose basins the stage shows: the chosen one, else the first that can be. @param {Run[]} runs @param {string | null} wish */
export function basinRunOf(runs, wish) {
  const can = runs.filter(canBeMapped);
  return can.find((run) => run.key === wish) ?? can[0] ?? null;
}

/** Keep the maps of all runs that are looked at, once the hand rests. */
export function followBasins() {
  return effect(() => {
    void [comparison.value, view.value, refusals.value, connection.value, basinsPossible.value, domain.value];
    const resting = dragging.value === null;
    untracked(() => {
      clearTimeout(timer);
      for (const lane of lanes) lane.dropUnless(wishes());
      tell();
      if (resting) timer = setTimeout(work, REST_MS);
    });
  });
}

/** What the page wants to see. @returns {Wish[]} */
function wishes() {
  if (!basinsPossible.peek()) return [];
  const { background, experiment, basinRun } = view.peek();
  const current = comparison.peek();
  const ground = background === "basins" ? basinRunOf(current.runs, basinRun) : null;
  const wanted = current.runs.filter((run) => run === ground || (experiment === "basins" && run.visible && canBeMapped(run)));
  return wanted
    .filter(({ key }) => !refusals.peek().has(key))
    .map((run) => {
      const body = basinRequest(current, run);
      return { key: run.key, about: JSON.stringify(body), body };
    });
}

/** Give each free lane the next map that is not there. */
function work() {
  if (connection.peek() !== "open" || dragging.peek() !== null) return;
  for (const lane of lanes) {
    const next = wishes().find(({ about }) => !kept.get(about) && !refused.has(about) && !lanes.some((one) => one.about() === about));
    if (next && lane.about() === null) lane.ask(next);
  }
  tell();
}

/** Tell the page what there is: maps of former settings stay until new ones come, those of other objectives go. */
function tell() {
  const wanted = wishes();
  const { objective } = comparison.peek();
  const ground = groundOf(objective);
  /** @type {Map<string, BasinMap>} */
  const maps = new Map();
  for (const { key, about } of wanted) {
    const known = kept.get(about);
    const former = basinMaps.peek().get(key);
    if (known) maps.set(key, former?.map === known ? former : { map: known, about, ground, whole: true });
    else if (former?.ground === ground && !refused.has(about)) maps.set(key, former);
  }
  show(maps);
  const waiting = new Set(wanted.filter(({ about }) => !kept.get(about) && !refused.has(about)).map(({ key }) => key));
  const problems = new Map(wanted.flatMap(({ key, about }) => (refused.has(about) ? [[key, /** @type {Problem} */ (refused.get(about))]] : [])));
  basinWork.value = { waiting, problems: /** @type {Map<string, Problem>} */ (problems) };
}

/** @param {Map<string, BasinMap>} maps */
function show(maps) {
  const former = basinMaps.peek();
  if (maps.size !== former.size || [...maps].some(([key, one]) => former.get(key) !== one)) basinMaps.value = maps;
  const run = basinRunOf(comparison.peek().runs, view.peek().basinRun);
  basins.value = (run && maps.get(run.key)?.map) ?? null;
}

/** What a map is drawn over. @param {Comparison["objective"]} objective */
const groundOf = (objective) => JSON.stringify([landscapeKey(objective), domain.peek()]);

/** One request at a time. @param {string} prefix */
function makeLane(prefix) {
  /** @type {Wish | null} */
  let current = null;
  const analysis = createAnalysis({
    prefix,
    onMessage: (message) => current && message.type === "basins" && arrive(current, message),
    onEnd: (end) => {
      if (current && end.how === "error") refused.set(current.about, end.problem);
      current = null;
      work();
    },
  });
  return {
    about: () => current?.about ?? null,
    /** @param {Wish} wish */
    ask(wish) {
      current = wish;
      analysis.ask({ type: "basins", ...wish.body });
    },
    /** @param {Wish[]} wanted */
    dropUnless(wanted) {
      if (!current || wanted.some(({ about }) => about === current?.about)) return;
      current = null;
      analysis.drop();
    },
  };
}

/** A coarse map is shown where there is none of its own settings yet; a whole one is kept. @param {Wish} wish @param {Json} message */
function arrive({ key, about }, message) {
  const { x, y, minima, basin, steps } = message;
  const map = { x, y, minima, basin, steps };
  const whole = x.length === /** @type {{ resolution: number }} */ (JSON.parse(about)).resolution;
  if (whole) kept.set(about, map);
  const ground = groundOf(comparison.peek().objective);
  basinMaps.value = new Map(basinMaps.peek()).set(key, { map, about, ground, whole });
  tell();
}

/** @param {Comparison} current @param {Run} run */
function basinRequest(current, run) {
  const { limits } = catalog.peek();
  const { start: _, ...objective } = /** @type {SurfaceObjective} */ (current.objective);
  const { optimizer, params, schedule, changes } = wireRun(run);
  const steps = Math.min(current.steps, limits.basin_steps ?? current.steps);
  const within = changes?.filter(({ step }) => step < steps) ?? [];
  return {
    objective,
    run: { optimizer, params, ...(schedule ? { schedule } : {}), ...(within.length ? { changes: within } : {}) },
    steps,
    resolution: Math.min(RESOLUTION, limits.basin_resolution ?? RESOLUTION),
    domain: domain.peek(),
    seed: current.seed,
  };
}
