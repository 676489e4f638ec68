// @ts-check
/** What the page knows: every signal, and what follows from them. Only state.js and live.js write here. */

import { computed, signal } from "../vendor/preact.js";
import { wantsLog } from "./geometry/plane-path.js";

/** @import { AnalysisWork, BasinBrush, BasinMap, BasinPath, BasinWork, Basins, Catalog, Comparison, Dataset, DatasetEntry, Domain, Dragging, Fan, Ghost, Inspection, Landscape, LossEntry, Minimum, ModelEntry, Notice, Params, Part, PlanePicture, Prediction, Problem, RunCurvature, Side, Spectrum, TestFunction, Trajectory, View } from "./types.js" */

/** The catalog of the server; empty until main.js has fetched it, which is before anything is mounted. */
export const catalog = signal(
  /** @type {Catalog} */ ({
    version: "",
    torch: "",
    groups: [],
    functions: [],
    optimizers: [],
    presets: [],
    schedules: [],
    losses: [],
    datasets: [],
    models: [],
    tasks: [],
    scenes: [],
    limits: {},
  }),
);

/** The budget where nobody said otherwise. */
export const USUAL_STEPS = 300;

export const comparison = signal(
  /** @type {Comparison} */ ({
    objective: { kind: "function", id: "rosenbrock", start: [-1.5, 2], noise: 0 },
    runs: [],
    steps: USUAL_STEPS,
    seed: 0,
  }),
);

/** The parts of the page that a link can hide. @type {Part[]} */
export const PARTS = ["objective", "tools", "runs", "setup", "toolbar", "legend", "curves", "table", "timeline", "model"];

/** Whether this is the page for frames on pages of others. */
export const embedded = globalThis.document?.documentElement.dataset.embed !== undefined;
/** What a frame leaves out unless its link says otherwise. */
export const HIDDEN_IN_FRAME = PARTS.filter((part) => part !== "legend" && part !== "timeline");

/** @type {View} */
export const FIRST_VIEW = {
  layout: "overlay",
  background: "contours",
  basinRun: null,
  groundRun: null,
  cross: false,
  spectrumRun: null,
  stepRun: null,
  stepWeight: "",
  zScale: "auto",
  curve: "loss",
  sharpness: "preconditioned",
  curveScale: "log",
  axis: "steps",
  theme: "auto",
  language: globalThis.navigator?.language?.startsWith("zh") ? "zh" : "en",
  modelView: "data",
  experiment: null,
  hide: embedded ? HIDDEN_IN_FRAME : [],
  note: "",
  predict: null,
  present: false,
  plane: { kind: "joint_pca", run: null, normalization: "filter", draw: 0, split: "train", value: "loss", weights: [] },
};

export const view = signal(FIRST_VIEW);

/** What a presentation leaves of the page, beside the stage. @type {Part[]} */
const PRESENTED = ["legend", "timeline"];

/** Whether a part of the page is there: a link can leave it out. @param {Part} part */
export const shows = (part) => !view.value.hide.includes(part) && (!view.value.present || PRESENTED.includes(part));

/** How much thicker lines, marks and words are drawn: a class sits far from a projector's picture. */
export const boldness = computed(() => (view.value.present ? 1.7 : 1));

/** The first view, with what stays whatever is looked at: the person's own wishes, and what the teacher made of the page. */
export function freshView() {
  const { theme, language, hide, present } = view.peek();
  return { ...FIRST_VIEW, theme, language, hide, present };
}

/** What the viewer thinks before the result is shown. */
export const prediction = signal(/** @type {Prediction} */ ({ revealed: false, made: false, order: [], mark: null }));
/** Whether the result is withheld until the viewer has said what it will be. */
export const asking = computed(() => view.value.predict !== null && !prediction.value.revealed);

/** The entry of the trajectories that is shown, 0 to steps. Paths are drawn up to it. */
export const playhead = signal(0);
export const playing = signal(false);
/** A multiplier of the timeline's own pace, 0.25 to 8. */
export const speed = signal(1);

/** The trajectories by the runs' keys. The map is replaced, never changed in place; its trajectories too. */
export const results = signal(/** @type {ReadonlyMap<string, Trajectory>} */ (new Map()));
/** The former paths of the runs that a hand changes, kept faint until it lets go. */
export const ghosts = signal(/** @type {Ghost[]} */ ([]));
/** Of two comparisons, which one is shown, and the other as it was left; null where there is but one. */
export const sides = signal(/** @type {{ shown: "A" | "B", other: Side } | null} */ (null));
/** The landscapes that the runs are seen on, by key: one for a function, one for each loss of a model. */
export const landscapes = signal(/** @type {ReadonlyMap<string, Landscape>} */ (new Map()));
/** The steps about the playhead of one run, taken apart. */
export const inspection = signal(/** @type {Inspection | null} */ (null));
export const inspectionWork = signal(/** @type {{ busy: boolean, problem: Problem | null }} */ ({ busy: false, problem: null }));
/** The line of the rule that is told of. */
export const toldLine = signal(0);
/** The basin map on the ground of the stage. */
export const basins = signal(/** @type {Basins | null} */ (null));
/** The basin maps by the runs' keys: as exact as there is. */
export const basinMaps = signal(/** @type {ReadonlyMap<string, BasinMap>} */ (new Map()));
export const basinWork = signal(/** @type {BasinWork} */ ({ waiting: new Set(), problems: new Map() }));
/** Where the hand is on a basin map, null when it is on none. */
export const basinBrush = signal(/** @type {BasinBrush | null} */ (null));
/** Where the runs go from the brush, by their keys. */
export const basinPaths = signal(/** @type {ReadonlyMap<string, BasinPath>} */ (new Map()));
/** The data of the present objective; null for functions, and until it is here. */
export const dataset = signal(/** @type {Dataset | null} */ (null));
/** Whether models are trained now; `paused`: they wait for the person. */
export const training = signal({ running: false, paused: false });
/** What hands have changed in runs under way, until the server says from which step on it holds. By the runs' keys. */
export const steering = signal(/** @type {ReadonlyMap<string, Params>} */ (new Map()));
/** How often the person asked to train from the beginning: it grows. */
export const beginnings = signal(0);
/** The plane through a model's parameters that the stage shows; null until it is there. */
export const planePicture = signal(/** @type {PlanePicture | null} */ (null));
/** How far the work on it is, and what was refused of it. */
export const planeWork = signal(/** @type {AnalysisWork} */ ({ busy: false, share: null, problem: null }));
/** What was measured of the curvature along the runs, by their keys. */
export const curvatures = signal(/** @type {ReadonlyMap<string, RunCurvature>} */ (new Map()));
export const curvatureWork = signal(/** @type {AnalysisWork} */ ({ busy: false, share: null, problem: null }));
/** The eigenvalues of one run's Hessian, the last that were asked for. */
export const spectrum = signal(/** @type {Spectrum | null} */ (null));
export const spectrumWork = signal(/** @type {AnalysisWork} */ ({ busy: false, share: null, problem: null }));
/** The fans by "key/param", such as "r1/lr" and "r1/betas[0]". */
export const fans = signal(/** @type {ReadonlyMap<string, Fan>} */ (new Map()));

export const dragging = signal(/** @type {Dragging} */ (null));
/** The refused runs by key: their paths, if any, are those of former settings. */
export const refusals = signal(/** @type {ReadonlyMap<string, Problem>} */ (new Map()));
/** A refusal of what the runs share. */
export const problem = signal(/** @type {Problem | null} */ (null));
/** What the page did by itself and is still as it left it, to be said in a quiet sentence. */
export const notice = signal(/** @type {Notice | null} */ (null));
/** What the server said by the way: lines that go by themselves. */
export const notes = signal(/** @type {(Pick<Problem, "code" | "message" | "zh"> & { number: number })[]} */ ([]));
export const connection = signal(/** @type {"connecting" | "open" | "lost"} */ ("connecting"));
/** Whether an answer is on its way. */
export const busy = signal(false);

export const systemDark = signal(false);
export const darkTheme = computed(
  () => view.value.theme === "dark" || (view.value.theme === "auto" && systemDark.value),
);

/** The objective's catalog entry, null for a typed formula. */
export const testFunction = computed(() => {
  const objective = comparison.value.objective;
  if (objective.kind !== "function") return null;
  return /** @type {TestFunction | null} */ (
    catalog.value.functions.find((entry) => entry.id === objective.id) ?? null
  );
});

/** Whether the objective is a model with a dataset and a loss. */
export const isModel = computed(() => comparison.value.objective.kind === "model");

/** The catalog entry of the objective's model, null for functions. */
export const modelEntry = computed(() => {
  const objective = comparison.value.objective;
  if (objective.kind !== "model") return null;
  return /** @type {ModelEntry | null} */ (catalog.value.models.find(({ id }) => id === objective.model.id) ?? null);
});

/** The catalog entry of the objective's dataset, null for functions. */
export const datasetEntry = computed(() => {
  const objective = comparison.value.objective;
  if (objective.kind !== "model") return null;
  return /** @type {DatasetEntry | null} */ (catalog.value.datasets.find(({ id }) => id === objective.dataset.id) ?? null);
});

/** The catalog entry of the objective's loss, null for functions. */
export const lossEntry = computed(() => {
  const objective = comparison.value.objective;
  if (objective.kind !== "model") return null;
  return /** @type {LossEntry | null} */ (catalog.value.losses.find(({ id }) => id === objective.loss.id) ?? null);
});

/** Whether there is a plane to draw: two parameters, of a function or of a model. */
export const hasPlane = computed(() => !isModel.value || modelEntry.value?.two_weight === true);

/** Whether the stage shows a plane through more parameters than two. */
export const showsPlane = computed(() => isModel.value && !hasPlane.value && view.value.modelView === "landscape");

/** What the stage shows: [xmin, xmax, ymin, ymax]. */
export const domain = computed(() => {
  const objective = comparison.value.objective;
  if (objective.kind === "formula") return objective.domain;
  if (modelEntry.value?.domain) return modelEntry.value.domain;
  return testFunction.value?.domain ?? /** @type {Domain} */ ([-2, 2, -2, 2]);
});

/** The known global and local minima, [x, y, value] each. */
export const minima = computed(() => testFunction.value?.minima ?? /** @type {Minimum[]} */ ([]));
export const localMinima = computed(() => testFunction.value?.local_minima ?? /** @type {Minimum[]} */ ([]));

/** Whether a basin map of the objective can be: it needs separate minima to arrive at. */
export const basinsPossible = computed(
  () => testFunction.value?.minima_kind === "points" && minima.value.length + localMinima.value.length > 0,
);

/** The scale of the landscape's colours: the person's wish, else the function's own. */
export const zScale = computed(() => {
  const wish = view.value.zScale;
  if (wish !== "auto") return wish;
  if (!showsPlane.value) return testFunction.value?.z_scale ?? "linear";
  const z = planePicture.value?.landscape?.z;
  return z && planePicture.value?.choice.value === "loss" && wantsLog(z) ? "log" : "linear";
});
