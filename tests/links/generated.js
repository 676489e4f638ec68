/** Scenes as people could set them: every choice of the catalog and of the view, drawn by a seeded generator. */

import { numbers } from "./numbers.js";
import { suggestedObjective } from "../../static/js/model-state.js";
import { offers } from "../../static/js/offers.js";
import { makeRun } from "../../static/js/runs.js";
import { FIRST_VIEW, PARTS } from "../../static/js/signals.js";

const VIEW = {
  layout: ["overlay", "side", "3d"],
  background: ["contours", "basins"],
  zScale: ["auto", "linear", "log"],
  curve: ["loss", "distance", "grad_norm", "lr", "evaluation", "metric", "penalty", "sharpness"],
  sharpness: ["raw", "normalised", "preconditioned"],
  curveScale: ["linear", "log"],
  axis: ["steps", "evaluations", "seconds"],
  theme: ["auto", "light", "dark"],
  language: ["en", "zh"],
  modelView: ["data", "landscape"],
  experiment: [null, "step", "basins", "sweep", "tuning", "curvature"],
  cross: [true, false],
  present: [true, false],
  predict: [null, "rank", "end"],
};
const NOTES = ["", "Which arrives first?", "谁先到达？", "50 % & more: it's (really) 'quoted', a=b#c"];
const LABELS = ["it's 动量", "a(b):c,d", "true", "1e5", "β = 0.9", "SGD & friends"];

/** @param {ReturnType<typeof numbers>} draw @param {any} catalog @param {number} count of runs */
export function scene(draw, catalog, count) {
  const objective = draw.one([surface, surface, formula, model])(draw, catalog);
  const comparison = { objective, runs: [], steps: draw.whole(1, 20000), seed: draw.whole(0, 99999) };
  while (comparison.runs.length < count) comparison.runs.push(run(draw, catalog, comparison));
  const steps = comparison.steps;
  return { comparison, view: view(draw, comparison.runs), playhead: draw.one([0, steps, draw.whole(0, steps)]), speed: draw.one([0.25, 0.5, 1, 2, 4, 8]) };
}

function surface(draw, catalog) {
  const { id, domain } = draw.one(catalog.functions);
  return { kind: "function", id, start: start(draw, domain), noise: draw.one([0, 0, draw.slid(0, 1)]) };
}

function formula(draw) {
  const domain = [-draw.slid(1, 9), draw.slid(1, 9), -draw.slid(1, 9), draw.slid(1, 9)];
  const expression = draw.one(["x**2 + 3*y**2", "sin(x)*cos(y) + 0.1*(x**2 + y**2)", "(1 - x)**2 + 100*(y - x**2)**2"]);
  return { kind: "formula", expression, domain, start: start(draw, domain), noise: 0 };
}

function model(draw, catalog) {
  const entry = draw.one(catalog.datasets.filter(({ models, losses }) => models.length > 0 && losses.length > 0));
  const dataset = { id: entry.id, params: params(draw, entry.params, 2) };
  const model = { id: draw.one(entry.models), params: {} };
  const loss = { id: draw.one(entry.losses), params: {} };
  const evaluation = draw.one([null, { every: draw.whole(1, 50) }, { seconds: draw.slid(0.1, 2) }]);
  const penalty = draw.one([{ l1: 0, l2: 0 }, { l1: draw.slid(0, 0.1), l2: draw.slid(0, 0.1) }]);
  return { ...suggestedObjective(entry), dataset, model, loss, batch_size: draw.one([null, 32]), penalty, evaluation };
}

function run(draw, catalog, { objective, runs, steps }) {
  const known = catalog.optimizers.filter((entry) => offers(entry, objective));
  const entry = draw.one(known);
  const made = makeRun(runs, objective, entry.id);
  const set = params(draw, entry.params, draw.whole(0, 3));
  const schedule = draw.one([null, null, null, draw.one(catalog.schedules.filter(({ available }) => available !== false))]);
  const lr = entry.params.find(({ name }) => name === "lr");
  return {
    ...made,
    params: { ...(lr ? { lr: lr.default } : {}), ...made.params, ...set },
    schedule: schedule && { id: schedule.id, params: params(draw, schedule.params, 2) },
    label: draw.one([made.label, made.label, draw.one(LABELS)]),
    visible: draw.one([true, true, false]),
    pinned: draw.one([true, false, false]),
    zero_grad: draw.one([true, true, false]),
    changes: draw.one([[], [], [{ step: draw.whole(1, steps), params: { lr: draw.slid(0.001, 1) } }]]),
    ...(objective.kind === "model" ? { accumulate: draw.one([1, 4]) } : {}),
  };
}

/** A few parameters with values as sliders, fields and switches give them. */
function params(draw, known, count) {
  const plain = known.filter(({ kind }) => ["float", "int", "bool", "choice"].includes(kind));
  const chosen = plain.filter(() => draw.number() < count / (plain.length || 1));
  return Object.fromEntries(chosen.map((one) => [one.name, value(draw, one)]));
}

function value(draw, { kind, low, high, choices, default: usual }) {
  if (kind === "bool") return draw.one([true, false]);
  if (kind === "choice") return draw.one(choices);
  if (kind === "int") return draw.whole(low ?? 1, high ?? 100);
  return draw.one([usual ?? 0.5, draw.slid(low ?? 0.001, high ?? 1), draw.number()]);
}

const start = (draw, [left, right, bottom, top]) => [draw.slid(left, right), draw.slid(bottom, top)];

function view(draw, runs) {
  const chosen = Object.fromEntries(Object.entries(VIEW).map(([name, choices]) => [name, draw.one([FIRST_VIEW[name], draw.one(choices)])]));
  const key = () => draw.one([null, draw.one(runs).key]);
  return {
    ...FIRST_VIEW,
    ...chosen,
    basinRun: key(), groundRun: key(), spectrumRun: key(), stepRun: key(),
    stepWeight: draw.one(["", "hidden1.weight[0,1]"]),
    hide: draw.one([[], PARTS.filter(() => draw.number() < 0.5)]),
    note: draw.one(NOTES),
    plane: { ...FIRST_VIEW.plane, kind: draw.one(["joint_pca", "random", "pca"]), draw: draw.whole(0, 9), run: key() },
  };
}
