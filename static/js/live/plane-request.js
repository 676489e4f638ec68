// @ts-check
/** The plane on the stage as the API takes it. */

import { wireRun } from "./wire.js";

/** @import { Comparison, Domain, Json, PlaneChoice, Run } from "../types.js" */

/** So many runs' ends a plane can hold; with two, it holds their common start. */
const MOST_ENDS = 3;
/** Kinds that are about all runs alike. */
const COMMON = ["joint_pca", "three_points", "interpolation"];

/**
 * @param {Comparison} comparison @param {Run[]} runs those that are looked at, in order @param {PlaneChoice} choice
 * @param {{ steps: number, step: number, resolution: number, domain?: Domain }} how `steps`: how far the runs are;
 *   `step`: the one that is shown
 */
export function planeRequest({ objective, seed }, runs, choice, { steps, step, resolution, domain }) {
  const { kind, split, value } = choice;
  const asked = kind === "live" ? "random" : kind;
  /** @type {Json} */
  const plane = { kind: asked, runs: runs.map((run) => upTo(wireRun(run), steps)), steps, seed, ...details(runs, choice) };
  if (kind === "live") plane.step = Math.min(step, steps);
  const what = kind === "interpolation" ? {} : { split, value };
  return { type: "landscape", objective, plane, resolution, ...what, ...(domain ? { domain } : {}) };
}

/** What a kind depends on beyond the runs. @param {Run[]} runs @param {PlaneChoice} choice */
function details(runs, { kind, run, normalization, draw, weights }) {
  const about = COMMON.includes(kind) ? {} : { run: placeOf(runs, run) };
  switch (kind) {
    case "random":
    case "live":
      return { ...about, normalization, draw };
    case "hessian":
    case "optimizer":
      return { ...about, draw };
    case "weights":
      return { ...about, weights };
    case "three_points":
      return { ends: shownFirst(runs).slice(0, MOST_ENDS) };
    default:
      return about;
  }
}

/** The place of the chosen run, of the first that is shown where it is gone. @param {Run[]} runs @param {string | null} key */
function placeOf(runs, key) {
  const place = runs.findIndex((run) => run.key === key);
  return place >= 0 ? place : shownFirst(runs)[0];
}

/** @param {Run[]} runs */
function shownFirst(runs) {
  const places = runs.map((_, place) => place);
  return [...places.filter((place) => runs[place].visible), ...places.filter((place) => !runs[place].visible)];
}

/** A run without what comes after its last step. @param {Json} run @param {number} steps */
const upTo = (run, steps) => ({ ...run, changes: (run.changes ?? []).filter((/** @type {{ step: number }} */ { step }) => step < steps) });
