// @ts-check
/** The whole state in the address, after the #: one row of the table for each property, only what differs is written. */

import { findFunction } from "./catalog.js";
import { Partly, atLeast, atMost, must, numbers, unless, whole } from "./link-checks.js";
import { CLASS_PROPERTIES } from "./link-class.js";
import { VERSION, takeMade } from "./link-made.js";
import { MODEL_PROPERTIES } from "./link-model.js";
import { PLANE_PROPERTY } from "./link-plane.js";
import { readRuns, writeRun } from "./link-run.js";
import { read, write } from "./notation.js";
import { fittingRuns, withSuggestedLr } from "./runs.js";
import { FIRST_VIEW, USUAL_STEPS, catalog } from "./signals.js";
import { VIEW_CHOICES } from "./view-choices.js";

/** @import { Comparison, Domain, Json, SurfaceObjective, View } from "./types.js" */

/** @typedef {{ comparison: Comparison, view: View, playhead: number, speed: number }} Scene */

/**
 * @typedef {object} Property
 * @property {string} name   as in the address
 * @property {(scene: Scene) => Json} get   undefined where it has its usual value
 * @property {(scene: Scene, value: Json) => void} set   throws where the value cannot be; `Partly` where some of it
 */

/** A single weight of a model. */
const WEIGHT = /^[\w.]{1,80}\[\d{1,6}(,\d{1,6}){0,3}\]$/;
const EXPERIMENTS = ["step", "basins", "sweep", "tuning", "curvature"];
/** What the server takes, and what a number of JavaScript still is exactly. */
const LARGEST_SEED = 2 ** 53 - 1;
const USUAL = { steps: USUAL_STEPS, seed: 0, noise: 0, speed: 1 };

/** @type {Property[]} */
const PROPERTIES = [
  {
    name: "f",
    get: ({ comparison: { objective } }) => (objective.kind === "function" ? objective.id : undefined),
    set: (scene, value) => {
      const entry = must(findFunction(value));
      scene.comparison.objective = { kind: "function", id: entry.id, start: [...entry.start], noise: 0 };
    },
  },
  {
    name: "formula",
    get: ({ comparison: { objective } }) =>
      objective.kind === "formula" ? { is: objective.expression, on: objective.domain } : undefined,
    set: (scene, value) => {
      must(typeof value.is === "string" && value.is.length > 0);
      const on = /** @type {Domain} */ (numbers(value.on, 4));
      must(on[0] < on[1] && on[2] < on[3]);
      const start = /** @type {[number, number]} */ ([(on[0] + on[1]) / 2, (on[2] + on[3]) / 2]);
      scene.comparison.objective = { kind: "formula", expression: value.is, domain: on, start, noise: 0 };
    },
  },
  ...MODEL_PROPERTIES,
  ofSurface("start", ({ start }) => start, (objective, value) => {
    objective.start = /** @type {[number, number]} */ (numbers(value, 2));
  }),
  ofSurface("noise", ({ noise }) => unless(USUAL.noise, noise), (objective, value) => {
    objective.noise = atLeast(0, numbers([value], 1)[0]);
  }),
  {
    name: "run",
    get: ({ comparison }) => comparison.runs.map(writeRun),
    set: ({ comparison }, value) => {
      const { runs, wrong } = readRuns(value, comparison.objective);
      if (runs.length > 0) comparison.runs = runs;
      if (wrong.length > 0) throw new Partly(wrong);
    },
  },
  {
    name: "steps",
    get: ({ comparison }) => unless(USUAL.steps, comparison.steps),
    set: ({ comparison }, value) => {
      comparison.steps = atMost(catalog.value.limits.steps ?? Infinity, atLeast(1, whole(value)));
    },
  },
  {
    name: "seed",
    get: ({ comparison }) => unless(USUAL.seed, comparison.seed),
    set: ({ comparison }, value) => {
      comparison.seed = atMost(LARGEST_SEED, atLeast(0, whole(value)));
    },
  },
  ofView("layout", "layout", VIEW_CHOICES.layout),
  ofView("under", "background", ["contours", "basins"]),
  ofRun("basinsof", "basinRun"),
  ofRun("ground", "groundRun"),
  ofView("colour", "zScale", ["auto", "linear", "log"]),
  ofView("curve", "curve", VIEW_CHOICES.curve),
  ofView("sharpness", "sharpness", ["raw", "normalised", "preconditioned"]),
  {
    name: "hessian",
    get: ({ view }) => (view.cross ? true : undefined),
    set: ({ view }, value) => {
      view.cross = must(value === true);
    },
  },
  ofRun("spectrumof", "spectrumRun"),
  ofRun("stepof", "stepRun"),
  {
    name: "stepweight",
    get: ({ view }) => unless(FIRST_VIEW.stepWeight, view.stepWeight),
    set: ({ view }, value) => {
      view.stepWeight = must(WEIGHT.test(String(value)) && String(value));
    },
  },
  ofView("stage", "modelView", ["data", "landscape"]),
  ofView("try", "experiment", EXPERIMENTS),
  PLANE_PROPERTY,
  ofView("scale", "curveScale", ["linear", "log"]),
  ofView("axis", "axis", ["steps", "evaluations", "seconds"]),
  ofView("theme", "theme", VIEW_CHOICES.theme),
  ofView("lang", "language", VIEW_CHOICES.language),
  ...CLASS_PROPERTIES,
  {
    name: "at",
    get: ({ comparison, playhead }) => unless(comparison.steps, playhead),
    set: (scene, value) => {
      scene.playhead = Math.min(scene.comparison.steps, atLeast(0, whole(value)));
    },
  },
  {
    name: "speed",
    get: ({ speed }) => unless(USUAL.speed, speed),
    set: (scene, value) => {
      scene.speed = must([0.25, 0.5, 1, 2, 4, 8].includes(value) && value);
    },
  },
];

/** A run that the view has chosen, by its place. @param {string} name @param {"basinRun" | "groundRun" | "spectrumRun" | "stepRun"} key @returns {Property} */
function ofRun(name, key) {
  return {
    name,
    get: ({ comparison, view }) => {
      const index = comparison.runs.findIndex((run) => run.key === view[key]);
      return index < 0 ? undefined : index;
    },
    set: ({ comparison, view }, value) => {
      view[key] = must(comparison.runs[whole(value)]).key;
    },
  };
}

/** @param {string} name @param {keyof View} key @param {string[]} choices @returns {Property} */
function ofView(name, key, choices) {
  return {
    name,
    get: ({ view }) => unless(FIRST_VIEW[key], view[key]),
    set: ({ view }, value) => Object.assign(view, { [key]: must(choices.includes(String(value)) && String(value)) }),
  };
}

/**
 * @param {string} name @param {(objective: SurfaceObjective) => Json} get
 * @param {(objective: SurfaceObjective, value: Json) => void} set @returns {Property}
 */
function ofSurface(name, get, set) {
  return {
    name,
    get: ({ comparison: { objective } }) => (objective.kind === "model" ? undefined : get(objective)),
    set: ({ comparison: { objective } }, value) => {
      if (objective.kind === "model") throw new RangeError("a model has none");
      set(objective, value);
    },
  };
}

/** The scene as the part of an address after the #, with the torch that it was made with. @param {Scene} scene */
export function writeLink(scene) {
  const parts = [`v=${VERSION}`];
  for (const { name, get } of PROPERTIES) {
    const value = get(scene);
    if (value === undefined) continue;
    const several = name === "run" ? value : [value];
    for (const one of several) parts.push(`${name}=${write(one)}`);
  }
  if (catalog.value.torch) parts.push(`torch=${write(catalog.value.torch)}`);
  return parts.join("&");
}

/** What makes a link a scene of its own; one without any of these is about the first scene. */
const OWN = ["f", "formula", "data", "run"];
/** What names the objective: the runs of the first scene must then suit another. */
const OBJECTIVES = ["f", "formula", "data", "model"];

/**
 * The scene of a link. Objective and runs that it does not have are those of `first`, with learning rates that suit
 * another function, and so is everything else where it has neither. Parts that mean nothing are left out and quoted.
 * @param {string} hash @param {Pick<Scene, "comparison" | "view">} first
 * `made` says how the link was made; its version is null where that cannot be read.
 * @returns {{ scene: Scene, own: boolean, ignored: string[], made: { version: number | null, torch: string | null } }}
 */
export function readLink(hash, first) {
  const { given, ignored } = parts(hash);
  const made = takeMade(given);
  const own = OWN.some((name) => given.has(name));
  const { comparison, view } = structuredClone(first);
  /** @type {Scene} */
  const scene = {
    comparison: own ? { ...comparison, steps: USUAL.steps, seed: USUAL.seed } : comparison,
    view: own ? { ...FIRST_VIEW } : view,
    playhead: 0,
    speed: USUAL.speed,
  };
  for (const [name, { texts }] of given) {
    if (!PROPERTIES.some((property) => property.name === name)) ignored.push(...texts);
  }
  let atEnd = true;
  for (const { name, set } of PROPERTIES) {
    const part = given.get(name);
    if (part === undefined) continue;
    try {
      set(scene, part.value);
      if (OBJECTIVES.includes(name)) scene.comparison.runs = runsFor(scene.comparison, first.comparison);
      if (name === "at") atEnd = false;
    } catch (error) {
      ignored.push(...(error instanceof Partly ? error.places.map((place) => part.texts[place]) : part.texts));
    }
  }
  if (atEnd) scene.playhead = scene.comparison.steps;
  return { scene, own, ignored, made };
}

/** The first scene's runs, with learning rates that suit the objective where it is another. @param {Comparison} comparison @param {Comparison} first */
function runsFor({ objective }, first) {
  if (objective.kind === "formula" || JSON.stringify(named(objective)) === JSON.stringify(named(first.objective))) return first.runs;
  return withSuggestedLr(fittingRuns(first.runs, objective).runs, objective);
}

/** @param {Comparison["objective"]} objective */
const named = (objective) => (objective.kind === "function" ? objective.id : objective.kind === "model" ? [objective.dataset, objective.model] : null);

const LONGEST_QUOTE = 40;

/** @param {string} part */
const quote = (part) => (part.length > LONGEST_QUOTE ? `${part.slice(0, LONGEST_QUOTE)}…` : part);

/** The values of a link by name, with the texts they were; `run` may come many times. @param {string} hash */
function parts(hash) {
  /** @type {Map<string, { value: Json, texts: string[] }>} */
  const given = new Map();
  /** @type {string[]} */
  const ignored = [];
  for (const part of hash.replace(/^#/, "").split("&").filter(Boolean)) {
    const [name, ...rest] = part.split("=");
    try {
      const value = read(plain(rest.join("=")));
      const former = given.get(name);
      if (name === "run") given.set(name, { value: [...(former?.value ?? []), value], texts: [...(former?.texts ?? []), quote(part)] });
      else given.set(name, { value, texts: [quote(part)] });
    } catch {
      ignored.push(quote(part));
    }
  }
  return { given, ignored };
}

/**
 * The value as it was written: some programs that pass links on encode brackets, commas and the quotes. Where quotes
 * are left, what is encoded inside them is ours.
 * @param {string} text
 */
function plain(text) {
  if (text.includes("'")) return text;
  return text.replace(/%(2[789C]|3A|5B|5D)/gi, (code) => decodeURIComponent(code));
}
