// @ts-check
/** The whole state in the address, after the #: one row of the table for each property, only what differs is written. */

import { findFunction, findOptimizer, findPreset, findSchedule, methodName, parametersOf, suggestedLr, valueOf } from "./catalog.js";
import { FIRST_VIEW, USUAL_STEPS, catalog } from "./signals.js";
import { freeHue, freshKey, withSuggestedLr } from "./state.js";
import { read, write } from "./notation.js";

/** @import { Change, Comparison, Domain, Json, Objective, Run, ScheduleChoice, View } from "./types.js" */

/** @typedef {{ comparison: Comparison, view: View, playhead: number, speed: number }} Scene */

/**
 * @typedef {object} Property
 * @property {string} name   as in the address
 * @property {(scene: Scene) => Json} get   undefined where it has its usual value
 * @property {(scene: Scene, value: Json) => void} set   throws where the value cannot be; `Partly` where some of it
 */

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
  {
    name: "start",
    get: ({ comparison: { objective } }) => objective.start,
    set: ({ comparison }, value) => {
      comparison.objective.start = /** @type {[number, number]} */ (numbers(value, 2));
    },
  },
  {
    name: "noise",
    get: ({ comparison }) => unless(USUAL.noise, comparison.objective.noise),
    set: ({ comparison }, value) => {
      comparison.objective.noise = atLeast(0, numbers([value], 1)[0]);
    },
  },
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
      comparison.steps = atLeast(1, whole(value));
    },
  },
  {
    name: "seed",
    get: ({ comparison }) => unless(USUAL.seed, comparison.seed),
    set: ({ comparison }, value) => {
      comparison.seed = atLeast(0, whole(value));
    },
  },
  ofView("layout", "layout", ["overlay", "side", "3d"]),
  ofView("under", "background", ["contours", "basins"]),
  {
    name: "basinsof",
    get: ({ comparison, view }) => {
      const index = comparison.runs.findIndex((run) => run.key === view.basinRun);
      return index < 0 ? undefined : index;
    },
    set: ({ comparison, view }, value) => {
      view.basinRun = must(comparison.runs[whole(value)]).key;
    },
  },
  ofView("colour", "zScale", ["auto", "linear", "log"]),
  ofView("curve", "curve", ["loss", "distance", "grad_norm", "lr"]),
  ofView("scale", "curveScale", ["linear", "log"]),
  ofView("axis", "axis", ["steps", "evaluations", "seconds"]),
  ofView("theme", "theme", ["auto", "light", "dark"]),
  ofView("lang", "language", ["en", "zh"]),
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

/** @param {string} name @param {keyof View} key @param {string[]} choices @returns {Property} */
function ofView(name, key, choices) {
  return {
    name,
    get: ({ view }) => unless(FIRST_VIEW[key], view[key]),
    set: ({ view }, value) => Object.assign(view, { [key]: must(choices.includes(String(value)) && String(value)) }),
  };
}

/** The scene as the part of an address after the #. @param {Scene} scene */
export function writeLink(scene) {
  const parts = [];
  for (const { name, get } of PROPERTIES) {
    const value = get(scene);
    if (value === undefined) continue;
    const several = name === "run" ? value : [value];
    for (const one of several) parts.push(`${name}=${write(one)}`);
  }
  return parts.join("&");
}

/** Thrown where some of the values that may come many times cannot be: their places. */
class Partly extends Error {
  /** @param {number[]} places */
  constructor(places) {
    super("no such values");
    this.places = places;
  }
}

/** What makes a link a scene of its own; one without any of these is about the first scene. */
const OWN = ["f", "formula", "run"];

/**
 * The scene of a link. Objective and runs that it does not have are those of `first`, with learning rates that suit
 * another function, and so is everything else where it has neither. Parts that mean nothing are left out and quoted.
 * @param {string} hash @param {Pick<Scene, "comparison" | "view">} first
 * @returns {{ scene: Scene, own: boolean, ignored: string[] }}
 */
export function readLink(hash, first) {
  const { given, ignored } = parts(hash);
  const own = OWN.some((name) => given.has(name));
  const { comparison, view } = structuredClone(first);
  /** @type {Scene} */
  const scene = {
    comparison: own ? { ...comparison, steps: USUAL.steps, seed: USUAL.seed } : comparison,
    view: own ? { ...FIRST_VIEW } : view,
    playhead: 0,
    speed: USUAL.speed,
  };
  let atEnd = true;
  for (const { name, set } of PROPERTIES) {
    const part = given.get(name);
    if (part === undefined) continue;
    try {
      set(scene, part.value);
      if (name === "f") scene.comparison.runs = fittingRuns(scene.comparison, first.comparison);
      if (name === "at") atEnd = false;
    } catch (error) {
      ignored.push(...(error instanceof Partly ? error.places.map((place) => part.texts[place]) : part.texts));
    }
  }
  if (atEnd) scene.playhead = scene.comparison.steps;
  return { scene, own, ignored };
}

/** The first scene's runs, with learning rates that suit the function where it is another. @param {Comparison} comparison @param {Comparison} first */
function fittingRuns({ objective, runs }, first) {
  const known = objective.kind === "function" ? objective.id : null;
  return first.objective.kind === "function" && first.objective.id === known ? runs : withSuggestedLr(runs, known);
}

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
    if (!PROPERTIES.some((property) => property.name === name)) {
      ignored.push(quote(part));
      continue;
    }
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

/** @param {Run} run */
function writeRun(run) {
  const lr = valueOf(run, "lr");
  const set = lr === undefined ? run.params : { lr, ...run.params };
  return {
    use: run.preset ?? run.optimizer,
    ...(Object.keys(set).length ? { set } : {}),
    ...(run.schedule ? { schedule: run.schedule } : {}),
    ...(run.changes.length ? { changes: run.changes } : {}),
    ...(run.label === methodName(run) ? {} : { label: run.label }),
    hue: run.hue,
    ...(run.visible ? {} : { hidden: true }),
  };
}

/** The runs that can be, and the places of those that cannot. @param {Json[]} given @param {Objective} objective */
function readRuns(given, objective) {
  /** @type {Run[]} */
  const runs = [];
  /** @type {number[]} */
  const wrong = [];
  given.forEach((one, place) => {
    try {
      must(runs.length < (catalog.value.limits.runs ?? Infinity));
      runs.push(readRun(one, runs, objective));
    } catch {
      wrong.push(place);
    }
  });
  return { runs, wrong };
}

/** A run; a rate that it does not have is the one that suits the objective. @param {Json} given @param {Run[]} others @param {Objective} objective @returns {Run} */
function readRun(given, others, objective) {
  const preset = findPreset(given.use);
  const optimizer = must(findOptimizer(preset?.optimizer ?? given.use)).id;
  const choice = { optimizer, preset: preset?.id ?? null };
  const lr = suggestedLr(objective.kind === "function" ? objective.id : null, choice);
  const known = parametersOf(choice).map((parameter) => parameter.name);
  const { set = {}, changes = [], label = methodName(choice), hue = freeHue(others) } = given;
  return {
    ...choice,
    key: freshKey(),
    params: {
      ...preset?.params,
      ...(lr === null ? {} : { lr }),
      ...must(isObject(set) && Object.keys(set).every((name) => known.includes(name)) && set),
    },
    schedule: given.schedule === undefined ? null : readSchedule(given.schedule),
    changes: /** @type {Change[]} */ (must(Array.isArray(changes) && changes.every(isObject) && changes)),
    label: must(typeof label === "string" && label !== "" && label),
    visible: given.hidden !== true,
    hue: atLeast(0, whole(hue)),
  };
}

/** @param {Json} given @returns {ScheduleChoice} */
function readSchedule(given) {
  const { id, params = {} } = given;
  return { id: must(findSchedule(id)).id, params: must(isObject(params) && params) };
}

/** @param {Json} value @returns {value is Record<string, Json>} */
const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

/** @template T @param {T} value @returns {Exclude<T, null | undefined | false>} */
function must(value) {
  if (value === null || value === undefined || value === false) throw new RangeError("no such value");
  return /** @type {Exclude<T, null | undefined | false>} */ (value);
}

/** @param {Json} value @param {number} count @returns {number[]} */
function numbers(value, count) {
  return must(Array.isArray(value) && value.length === count && value.every(Number.isFinite) && value);
}

/** @param {Json} value @returns {number} */
const whole = (value) => must(Number.isInteger(value)) && value;

/** @param {number} least @param {number} value */
const atLeast = (least, value) => (must(value >= least), value);

/** @param {Json} usual @param {Json} value */
const unless = (usual, value) => (value === usual ? undefined : value);
