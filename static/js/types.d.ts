/** The shapes that the page's modules share. Nothing here is code: the browser never loads this file. */

export interface Text { en: string; zh: string }

export interface Parameter {
  name: string;
  kind: "float" | "int" | "bool" | "choice" | "tuple" | "list" | "schedule" | "schedules" | "text";
  default: Json;
  low: number | null;
  high: number | null;
  scale: "linear" | "log" | "log_or_zero" | "log_to_one";
  about: Text;
  choices: string[];
  items: Parameter[];
  nullable: boolean;
  steerable: boolean;
}

export interface Entry { id: string; name: Text; about: Text; available: boolean; reason: Text | null }
/** `available` tells of functions; `needs`: what only some models give, and no function does. */
export interface Optimizer extends Entry {
  params: Parameter[];
  elementwise: boolean;
  needs?: null | "matrices" | "sparse_gradients";
}
export interface Preset extends Entry { optimizer: string; params: Params }
export interface Schedule extends Entry { params: Parameter[] }
export type Minimum = [number, number, number];
export type Domain = [number, number, number, number];

export interface TestFunction extends Entry {
  group: string;
  formula: string;
  mathml: string;
  domain: Domain;
  start: [number, number];
  minima: Minimum[];
  local_minima: Minimum[];
  minima_kind: "points" | "continuum" | "none";
  z_scale: "linear" | "log";
  suggested_lr: Record<string, number>;
}

export type Task =
  | "regression" | "counts" | "binary" | "multiclass" | "multilabel" | "soft_labels" | "ranking" | "similarity" | "triplets";
export interface TaskEntry { id: Task; name: Text; about: Text }
export type Metric = "rmse" | "accuracy" | "f1" | "pair_accuracy" | "triplet_accuracy";
export type InputKind = "vector" | "image" | "bag";

/** `losses` and `models` are the ids that fit. */
export interface DatasetEntry extends Entry {
  params: Parameter[];
  group: "made" | "real";
  task: Task;
  kind: InputKind;
  metric: Metric;
  losses: string[];
  models: string[];
  suggested: { model: Choice; loss: Choice; batch_size: number | null; steps: number };
}

/** `two_weight`: its two parameters are a plane, drawn over `domain`. */
export interface ModelEntry extends Entry {
  params: Parameter[];
  tasks: Task[];
  kinds: InputKind[];
  two_weight: boolean;
  domain: Domain | null;
  suggested_lr: Record<string, number>;
}

/** `may_be_negative`: it has no logarithmic axis. */
export interface LossEntry extends Entry {
  trap: Text;
  needs: Text;
  params: Parameter[];
  mathml: string;
  tasks: Task[];
  head: "none" | "sigmoid" | "log_softmax" | "distance" | "two_outputs" | "softplus";
  second_derivative: boolean;
  may_be_negative: boolean;
  example: { output: number[][]; target: Json };
}

export interface Scene { id: string; name: Text; about: Text; comparison: WireComparison; view: Partial<View> }

export interface Catalog {
  version: number | string;
  torch: string;
  groups: { id: string; name: Text }[];
  functions: TestFunction[];
  optimizers: Optimizer[];
  presets: Preset[];
  schedules: Schedule[];
  losses: LossEntry[];
  datasets: DatasetEntry[];
  models: ModelEntry[];
  tasks: TaskEntry[];
  scenes: Scene[];
  limits: Record<string, number>;
}

export type Json = any;
export type Params = Record<string, Json>;
/** An entry of the catalog with the parameters that are not its defaults. */
export interface Choice { id: string; params: Params }
export type ScheduleChoice = Choice;
export interface Change { step: number; params: Params }

export interface FunctionObjective { kind: "function"; id: string; start: [number, number]; noise: number }
export interface FormulaObjective {
  kind: "formula";
  expression: string;
  domain: Domain;
  start: [number, number];
  noise: number;
}
/** An objective of two parameters alone. */
export type SurfaceObjective = FunctionObjective | FormulaObjective;

/** `batch_size` null is the full batch; `evaluation` null is the engine's own rule. */
export interface ModelObjective {
  kind: "model";
  model: Choice;
  dataset: Choice;
  loss: Choice;
  batch_size: number | null;
  penalty: { l1: number; l2: number };
  evaluation: { every: number } | { seconds: number } | null;
}
export type Objective = SurfaceObjective | ModelObjective;

/** A parameter group of its own: names of parameters or of layers, and what is otherwise for them. */
export interface Group { parameters: string[]; params: Params }

/** A run as the page keeps it. `hue` is an index into the palette, `key` its name for as long as the page lives. */
export interface Run {
  key: string;
  optimizer: string;
  preset: string | null;
  params: Params;
  schedule: ScheduleChoice | null;
  label: string;
  visible: boolean;
  /** Kept as it is to be compared with: drawn faint. */
  pinned: boolean;
  hue: number;
  changes: Change[];
  /** For models only: a loss of its own, null for the comparison's. */
  loss: Choice | null;
  start_from: { checkpoint: string; replace_head: boolean } | null;
  /** Names of parameters, or of the layers they belong to. */
  frozen: string[];
  groups: Group[];
  /** Whether gradients are set to zero before each step. */
  zero_grad: boolean;
  /** Of how many batches a step takes the mean gradient. */
  accumulate: number;
}

export interface Comparison { objective: Objective; runs: Run[]; steps: number; seed: number }

/** A run and a comparison as the API takes them. */
export interface WireRun {
  optimizer: string;
  params: Params;
  schedule?: ScheduleChoice | null;
  label?: string | null;
  changes?: Change[] | null;
  loss?: Choice | null;
  start_from?: { checkpoint: string; replace_head?: boolean } | null;
  frozen?: string[] | null;
  groups?: Group[] | null;
  zero_grad?: boolean | null;
  accumulate?: number | null;
}
export interface WireComparison { objective: Objective; runs: WireRun[]; steps: number; seed: number }

export interface View {
  layout: "overlay" | "side" | "3d";
  background: "contours" | "basins";
  basinRun: string | null;
  zScale: "auto" | "linear" | "log";
  curve: "loss" | "distance" | "grad_norm" | "lr" | "evaluation" | "metric" | "penalty" | "sharpness";
  /** Which of the three the sharpness curve shows. */
  sharpness: "raw" | "normalised" | "preconditioned";
  curveScale: "linear" | "log";
  axis: "steps" | "evaluations" | "seconds";
  theme: "auto" | "light" | "dark";
  language: "en" | "zh";
  /** What the stage shows of a model of two weights. */
  modelView: "data" | "landscape";
  /** Of runs with losses of their own: the run on whose landscape the others are laid; null for the first. */
  groundRun: string | null;
  /** Of functions: whether the stage shows how the loss curves where each run stands. */
  cross: boolean;
  /** The run whose spectrum is shown, null for the first. */
  spectrumRun: string | null;
  /** The run whose steps are taken apart. */
  stepRun: string | null;
  /** The weight of a model that sees them, such as hidden1.weight[0,1]; empty for the first. */
  stepWeight: string;
  plane: PlaneChoice;
  /** The experiment that stands in the place of curves and table. */
  experiment: null | "step" | "basins" | "sweep" | "tuning" | "curvature";
  /** The parts of the page that are left out, in the order of PARTS. */
  hide: Part[];
  /** What the teacher says about the scene; empty for nothing. */
  note: string;
  /** The result is hidden until the person has ranked the runs, or marked where they end. */
  predict: null | "rank" | "end";
  /** Large type and thick lines, the stage and the timeline alone. */
  present: boolean;
}

export type Part =
  | "objective" | "tools" | "runs" | "setup" | "toolbar" | "legend" | "curves" | "table" | "timeline" | "model";

export type PlaneKind =
  | "joint_pca" | "pca" | "random" | "live" | "three_points" | "hessian" | "optimizer" | "weights" | "interpolation";

/**
 * Which plane through a model's parameters the stage shows. `run` is the key of the run it is about, null for the
 * first; `live` is a random one through where that run is shown.
 */
export interface PlaneChoice {
  kind: PlaneKind;
  run: string | null;
  normalization: "filter" | "layer" | "none";
  draw: number;
  split: "train" | "validation";
  value: "loss" | "metric";
  weights: string[];
}

/** One run beside a plane: its kept steps, where it is drawn, and how far it is from there. */
export interface PlanePath {
  run: number;
  step: number[];
  x: number[];
  y: number[];
  residual: number[];
  relative: number[];
  explained: number | null;
}

export interface PlaneMessage {
  kind: string;
  domain: Domain;
  runs: PlanePath[];
  explained: [number, number] | null;
  eigenvalues: [number, number] | null;
  normalization: string | null;
  draw: number | null;
  note: Text | null;
}

/** A model on the line from a run's first weights, alpha 0, to its last, alpha 1. */
export interface Interpolation {
  run: number;
  alpha: number[];
  train_loss: (number | null)[];
  validation_loss: (number | null)[];
  metric: Metric;
  train_metric: (number | null)[];
  validation_metric: (number | null)[];
  path: { step: number[]; alpha: number[]; residual: number[]; relative: number[] };
}

/** What the stage has of a plane; `keys` are those of the runs in the order of the request, after `steps` steps. */
export interface PlanePicture {
  choice: PlaneChoice;
  keys: string[];
  steps: number;
  /** Where the playhead was when it was asked for. */
  step: number;
  plane: PlaneMessage | null;
  landscape: Landscape | null;
  /** The key of the landscape it is cut from: of another one, nothing of it holds. */
  ground: string;
  /** Which axes point the other way than the server's. */
  mirrored: readonly [boolean, boolean];
  losses: Map<number, { loss: (number | null)[]; plane_loss: (number | null)[] }>;
  lines: Interpolation[];
}

/** A number, or one for each coordinate; null where it is not finite. */
export type Quantity = number | null | (number | null)[];

export interface RuleLine {
  name: string;
  part: "gradient" | "decay" | "momentum" | "size" | "correction" | "rate" | "update" | "position" | "memory";
  about: Text;
  /** Torch's name of the quantity in `optimizer.state`. */
  state: string | null;
  formula: string;
  template: string;
}

export interface UpdateRule {
  lines: RuleLine[];
  terms: { part: RuleLine["part"]; template: string }[];
  states: Record<string, string>;
  /** The letters of the hyperparameters. */
  symbols: Record<string, string>;
  direction: string | null;
  square: string | null;
  rate: string | null;
}

export interface StepEntry {
  rule: number;
  step: number;
  iteration: number;
  position: [number, number];
  gradient: [number | null, number | null];
  state: Record<string, { before: Json; after: Json }>;
  values: Record<string, Quantity>;
  terms: Quantity[];
  update: [number | null, number | null];
  next_position: [number | null, number | null];
  /** Of plain momentum: where the textbook's form, v = a v + lr g, is after the step. */
  textbook?: Record<"gradient" | "before" | "velocity" | "position", [number | null, number | null]>;
}

/** Steps of the run `key` from `first` on. */
export interface Inspection {
  key: string;
  about: string;
  first: number;
  rules: UpdateRule[];
  entries: StepEntry[];
  /** The first step after which both forms of momentum are apart. */
  differs_from: number | null;
}

/** A tensor: its number, its few numbers, or the mean of its many. */
export type Told = number | null | (number | null)[];

export interface GraphNode {
  id: number;
  name: string;
  operation: string;
  value: Told;
  gradient: Told;
  shape: number[];
  shown: "all" | "mean";
  depth: number;
}

/** The chain rule at a point: `from` is an operand of `to`. */
export interface BackwardGraph {
  at: [number, number];
  nodes: GraphNode[];
  edges: { from: number; to: number; gradient: Told }[];
  value: number | null;
  gradient: (number | null)[];
}

export interface Summary {
  final_loss: number | null;
  best_loss: number | null;
  best_step: number | null;
  distance: number | null;
  gradient_evaluations: number;
  seconds: number;
  badge: Badge;
  best_validation_loss?: number | null;
  best_validation_step?: number | null;
  /** At the last evaluation, and at the step of the best validation loss. */
  validation_metric?: number | null;
  best_validation_metric?: number | null;
}
export type Badge = "diverged" | "arrived" | "oscillating" | "stalled" | "descending";

/** Columns of equal length: what was measured on whole splits, and after how many steps. */
export interface Evaluation {
  step: number[];
  train_loss: (number | null)[];
  validation_loss: (number | null)[];
  metric: Metric;
  train_metric: (number | null)[];
  validation_metric: (number | null)[];
}

/** A row of a model's table of parameters; null where it is not known. */
export interface ParameterState {
  name: string;
  shape: number[];
  count: number;
  trainable: boolean;
  group: number | null;
  norm: number | null;
  gradient_norm: number | null;
  update_norm: number | null;
}

/** A grid over the plane of two features; each of its pictures is [j][i] at x[i], y[j]. */
export interface Field {
  x: number[];
  y: number[];
  values?: (number | null)[][];
  classes?: number[][];
  confidence?: (number | null)[][];
  labels?: (number | null)[][][];
}

/** A model as it is after `step` steps, seen on the validation samples, in the order of the dataset's answer. */
export interface Snapshot {
  step: number;
  /** Null where the model has no answer. */
  scores: (number | null)[] | (number | null)[][] | null;
  /** What the loss is given for each sample. */
  outputs?: Json[] | null;
  /** The score above which the answer is the positive one. */
  threshold: number | null;
  field?: Field | null;
  curve?: { x: number[]; y: (number | null)[]; sd: (number | null)[] | null } | null;
  /** For each sample the embeddings of its parts. */
  points?: [number, number][][] | null;
  parameters: ParameterState[];
}

/** One line of a sample's way from output to loss; its rows are one for each class, label or output. */
export interface ChainLine {
  name: string;
  part: "output" | "probability" | "term" | "weight" | "loss" | "reduction";
  about: Text;
  formula: string;
  rows: { name: string; template: string }[];
}

export interface LossChain { lines: ChainLine[]; values: Record<string, number | null> }

export interface Split { inputs: Json[] | null; targets: Json[] }

/** The answer of /api/dataset, and the dataset it is of. */
export interface Dataset {
  of: Choice;
  task: Task;
  kind: InputKind;
  features: string[];
  classes: Text[] | null;
  metric: Metric;
  /** Of two features [xmin, xmax, ymin, ymax], of one [xmin, xmax]. */
  domain: number[] | null;
  train: Split;
  validation: Split;
  projection: { train: [number, number][]; validation: [number, number][]; explained: [number, number] } | null;
}

/**
 * What a run recorded so far. `x` and `y` are empty where the objective is a model of more than two weights: a
 * trajectory is as long as its `loss`. Entry k belongs to the position after k steps. `complete`: no more will come;
 * `provisional`: not the exact answer to what the page asks now, which is still on its way; `fromFan`: a fan's path
 * for the value under the hand, which has position and loss alone.
 */
export interface Trajectory {
  x: number[];
  y: number[];
  loss: (number | null)[];
  grad_norm: (number | null)[];
  lr: (number | null)[];
  distance: (number | null)[] | null;
  evaluations: number[];
  seconds: number[];
  momentum?: (number | null)[];
  penalty?: (number | null)[];
  /** For models only. */
  evaluation: Evaluation | null;
  snapshot: Snapshot | null;
  /** The ids of the files with the weights of the best validation loss, and of the end. */
  checkpoints?: { best: string; last: string };
  status?: "completed" | "diverged";
  diverged_at?: number | null;
  converged_at?: number | null;
  summary?: Summary;
  /** The key of the landscape that was descended, where there may be several. */
  landscape?: string;
  complete: boolean;
  provisional: boolean;
  fromFan?: boolean;
}

export interface FanRun { x: number[]; y: number[]; loss: (number | null)[]; status: "completed" | "diverged" }

/**
 * One run over many values of one hyperparameter; `runs[i]` is null until it arrives. `current` is the index of
 * the value the run has now, -1 where it has another. `stale`: something else changed since, so that the curve
 * may stay as a memory but the paths may not be shown as the run's own.
 */
export interface Fan {
  values: number[];
  runs: (FanRun | null)[];
  current: number;
  stale: boolean;
}

/** What the viewer thinks before the result is shown; `made`: it was asked for here, so there is something to tell. */
export interface Prediction {
  revealed: boolean;
  made: boolean;
  /** The keys of the runs, the best first. */
  order: string[];
  mark: [number, number] | null;
}
/** A former path: of the run as it was, over the landscape `ground`. */
export interface Ghost { run: Run; ground: string; trajectory: Trajectory }
/** The half of a comparison of two that is not shown. */
export interface Side { comparison: Comparison; view: View; playhead: number; results: ReadonlyMap<string, Trajectory> }

/**
 * What was measured of the Hessian along a run: columns of one length, ascending in `step`. `threshold` belongs to
 * `preconditioned` where there is one, else to `sharpness`. Only functions have `smallest` and `direction`, the unit
 * vector of the largest eigenvalue. `reason`: why there is nothing, or no threshold.
 */
export interface RunCurvature {
  step: number[];
  sharpness: (number | null)[];
  normalised: (number | null)[] | null;
  preconditioned: (number | null)[] | null;
  threshold: (number | null)[] | null;
  smallest: (number | null)[] | null;
  direction: ([number, number] | null)[] | null;
  available: boolean;
  reason: Text | null;
}

/** The eigenvalues of a model's Hessian; `key` is the run's, `eigenvalues` are all where `exact`, else the extremes. */
export interface Spectrum {
  key: string;
  step: number;
  eigenvalue: number[];
  density: (number | null)[];
  exact: boolean;
  eigenvalues: number[];
  trace: number;
  trace_error: number;
  largest: number;
  smallest: number;
  /** The share of negative eigenvalues. */
  negative: number;
  parameters: number;
}

/** Work that an analysis does: `share` of it is done, null where that is not known. */
export interface AnalysisWork { busy: boolean; share: number | null; problem: Problem | null }

export interface Landscape { x: number[]; y: number[]; z: (number | null)[][]; key: string }

export interface Basins {
  x: number[];
  y: number[];
  minima: Minimum[];
  basin: number[][];
  steps: (number | null)[][];
}

/** A basin map of a run: `about` is the request it answers, `ground` what it is drawn over; a coarse one is not `whole`. */
export interface BasinMap { map: Basins; about: string; ground: string; whole: boolean }

/** The keys of runs whose maps are not there yet, and of those that cannot be. */
export interface BasinWork { waiting: ReadonlySet<string>; problems: ReadonlyMap<string, Problem> }

/** A point on the basin map of the run `key`. */
export interface BasinBrush { key: string; start: [number, number] }

export interface BasinPath { start: [number, number]; path: { x: number[]; y: number[]; status: "completed" | "diverged" } }

/** A refusal to show. `run` and `name` are the control that caused it, where one did. */
export interface Problem {
  code: string;
  message: string;
  /** The message in Chinese, where it is the server's. */
  zh?: string;
  field: string | null;
  run?: string | null;
  name?: string | null;
}

/**
 * What the page did by itself: it took the suggestions of a function or of a dataset, or chose something else where
 * what was chosen did not fit any more.
 */
export type Notice = "ownStartAndRates" | "ownSetup" | { instead: Substitution[] };
export interface Substitution { what: "loss" | "model" | "optimizer"; from: string; to: string | null }

/** What the hand is on: the start point, one hyperparameter of one run, or a setting of the data, model or loss. */
export type Dragging =
  | null
  | { what: "start" }
  | { what: "param"; key: string; name: string }
  | { what: "setup"; key: string | null; name: string };
