/** The shapes that the page's modules share. Nothing here is code: the browser never loads this file. */

export interface Text { en: string; zh: string }

export interface Parameter {
  name: string;
  kind: "float" | "int" | "bool" | "choice" | "tuple" | "list" | "schedule" | "schedules";
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
export interface Optimizer extends Entry { params: Parameter[]; elementwise: boolean }
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

export interface Scene { id: string; name: Text; about: Text; comparison: WireComparison; view: Partial<View> }

export interface Catalog {
  version: number | string;
  torch: string;
  groups: { id: string; name: Text }[];
  functions: TestFunction[];
  optimizers: Optimizer[];
  presets: Preset[];
  schedules: Schedule[];
  scenes: Scene[];
  limits: Record<string, number>;
}

export type Json = any;
export type Params = Record<string, Json>;
export interface ScheduleChoice { id: string; params: Params }
export interface Change { step: number; params: Params }

export interface FunctionObjective { kind: "function"; id: string; start: [number, number]; noise: number }
export interface FormulaObjective {
  kind: "formula";
  expression: string;
  domain: Domain;
  start: [number, number];
  noise: number;
}
export type Objective = FunctionObjective | FormulaObjective;

/** A run as the page keeps it. `hue` is an index into the palette, `key` its name for as long as the page lives. */
export interface Run {
  key: string;
  optimizer: string;
  preset: string | null;
  params: Params;
  schedule: ScheduleChoice | null;
  label: string;
  visible: boolean;
  hue: number;
  changes: Change[];
}

export interface Comparison { objective: Objective; runs: Run[]; steps: number; seed: number }

/** A run and a comparison as the API takes them. */
export interface WireRun {
  optimizer: string;
  params: Params;
  schedule?: ScheduleChoice | null;
  label?: string | null;
  changes?: Change[] | null;
}
export interface WireComparison { objective: Objective; runs: WireRun[]; steps: number; seed: number }

export interface View {
  layout: "overlay" | "side" | "3d";
  background: "contours" | "basins";
  basinRun: string | null;
  zScale: "auto" | "linear" | "log";
  curve: "loss" | "distance" | "grad_norm" | "lr";
  curveScale: "linear" | "log";
  axis: "steps" | "evaluations" | "seconds";
  theme: "auto" | "light" | "dark";
  language: "en" | "zh";
}

export interface Summary {
  final_loss: number | null;
  best_loss: number | null;
  best_step: number | null;
  distance: number | null;
  gradient_evaluations: number;
  seconds: number;
  badge: Badge;
}
export type Badge = "diverged" | "arrived" | "oscillating" | "stalled" | "descending";

/**
 * What a run recorded so far. Entry k belongs to the position after k steps. `complete`: no more will come;
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
  status?: "completed" | "diverged";
  diverged_at?: number | null;
  converged_at?: number | null;
  summary?: Summary;
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

export interface Ghost { key: string; x: number[]; y: number[]; loss: (number | null)[] }

export interface Landscape { x: number[]; y: number[]; z: (number | null)[][]; key: string }

export interface Basins {
  x: number[];
  y: number[];
  minima: Minimum[];
  basin: number[][];
  steps: (number | null)[][];
}

/** A refusal to show. `run` and `name` are the control that caused it, where one did. */
export interface Problem {
  code: string;
  message: string;
  field: string | null;
  run?: string | null;
  name?: string | null;
}

/** What the hand is on: the start point, or one hyperparameter of one run. */
export type Dragging = null | { what: "start" } | { what: "param"; key: string; name: string };
