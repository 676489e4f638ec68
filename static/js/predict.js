// @ts-check
/** Predict, then reveal: what the viewer expects of a scene, kept in this browser, and how near it came. */

import { batch, computed } from "../vendor/preact.js";
import { wireComparison } from "./live/wire.js";
import { keepPrediction, keptPrediction } from "./predict-memory.js";
import { asking, comparison, domain, hasPlane, isModel, minima, playing, prediction, refusals, results, view } from "./signals.js";
import { setPlayhead, setView } from "./state.js";
import { wantsStillness } from "./theme.js";

/** @import { Run, Trajectory, View } from "./types.js" */

/** What a run that diverged or was refused has in the place of a final loss: it ranks last. */
const WORST = Infinity;
/** As a share of the loss at the start. */
const TIE = 1e-9;
/** Behind all that have a place. */
const UNRANKED = 1e9;

/** The scene as it was opened: what is kept of the viewer belongs to it, whatever becomes of its knobs. */
let opened = { key: "", keys: /** @type {string[]} */ ([]) };

/** The runs that the viewer is asked about. @type {import("../vendor/preact.js").ReadonlySignal<Run[]>} */
const askedRuns = computed(() => comparison.value.runs.filter(({ visible, pinned }) => visible && !pinned));

/** What is asked: where a path ends can be marked only on a plane that is shown. */
export const question = computed(() => {
  const wish = view.value.predict;
  if (wish !== "end") return wish;
  const plane = hasPlane.value && (!isModel.value || view.value.modelView === "landscape");
  return plane && askedRuns.value.length > 0 ? "end" : "rank";
});

/** The run whose end is to be marked. */
export const markedRun = computed(() => (question.value === "end" ? askedRuns.value[0] : null));

/** The runs as the viewer ranks them, the best first; as their cards stand until then. */
export const ranking = computed(() => {
  const place = (/** @type {Run} */ { key }) => prediction.value.order.indexOf(key) + 1 || UNRANKED;
  return askedRuns.value.toSorted((a, b) => place(a) - place(b));
});

/** A scene was opened: what is known of the viewer's answer is taken up again. */
export function beginPrediction() {
  const { runs } = comparison.peek();
  const key = JSON.stringify([view.peek().predict, wireComparison(comparison.peek())]);
  opened = { key, keys: runs.map((run) => run.key) };
  const kept = view.peek().predict === null ? null : keptPrediction(key, runs.length);
  prediction.value = {
    revealed: kept?.revealed ?? false,
    made: kept?.revealed ?? false,
    order: (kept?.order ?? []).map((place) => opened.keys[place]),
    mark: kept?.mark ?? null,
  };
  if (asking.peek()) playing.value = false;
}

/** Let the scene ask whoever opens it; the page where this is set goes on to show all. @param {View["predict"]} predict */
export function askFirst(predict) {
  batch(() => {
    prediction.value = { ...prediction.peek(), revealed: true, made: false };
    setView({ predict });
  });
}

/** Put a run at a place of the ranking, 0 for the best. @param {string} key @param {number} place */
export function rankAt(key, place) {
  const others = ranking.peek().map((run) => run.key).filter((one) => one !== key);
  const at = Math.max(0, Math.min(others.length, place));
  prediction.value = { ...prediction.peek(), order: others.toSpliced(at, 0, key) };
  keep();
}

/** Mark where the run will end, within what is shown. @param {number} x @param {number} y */
export function markEnd(x, y) {
  prediction.value = { ...prediction.peek(), mark: [x, y] };
  keep();
}

/** Show the result: the paths from the start on, or all at once where nothing is to move. */
export function reveal() {
  if (!asking.peek()) return;
  batch(() => {
    const order = ranking.peek().map((run) => run.key);
    prediction.value = { ...prediction.peek(), order, revealed: true, made: true };
    const { runs, steps } = comparison.peek();
    const whole = runs.every(({ key }) => refusals.peek().has(key) || results.peek().get(key)?.complete);
    const plays = !wantsStillness() && (whole || !isModel.peek());
    setPlayhead(plays ? 0 : steps);
    playing.value = plays;
  });
  keep();
}

/** Withhold the result again. */
export function tryAgain() {
  batch(() => {
    prediction.value = { ...prediction.peek(), revealed: false, made: false };
    playing.value = false;
  });
  keep();
}

/** What was predicted of a scene is told no longer; the scene stays revealed. */
export function dismissScore() {
  prediction.value = { ...prediction.peek(), made: false };
}

function keep() {
  const { order, mark, revealed } = prediction.peek();
  const places = order.map((key) => opened.keys.indexOf(key)).filter((place) => place >= 0);
  keepPrediction(opened.key, { order: places, mark, revealed });
}

/** How far above the known minimum a run ended, or its loss where none is known. @param {Trajectory | undefined} trajectory */
function finalLoss(trajectory) {
  if (!trajectory || trajectory.status === "diverged") return WORST;
  const loss = trajectory.summary?.final_loss;
  return loss === null || loss === undefined ? WORST : loss - (lowest.value ?? 0);
}

/** The value at the known minimum; null where none is known. */
const lowest = computed(() => (minima.value.length > 0 ? Math.min(...minima.value.map(([, , value]) => value)) : null));

/** Losses that differ by less are one: nobody could have told them apart. @param {Run[]} runs */
function grainOf(runs) {
  const starts = runs.map(({ key }) => results.value.get(key)?.loss[0] ?? 0);
  return TIE * Math.max(...starts.map((loss) => Math.abs(loss - (lowest.value ?? 0))), Number.MIN_VALUE);
}

/** Whether all that the score needs is here. */
const known = computed(() =>
  askedRuns.value.every(({ key }) => {
    const path = results.value.get(key);
    return refusals.value.has(key) || Boolean(path?.complete && !path.provisional);
  }),
);

/**
 * How good the ranking was: the runs in their true order, each with its place in the prediction, and how many were
 * right. A place is right where the run there ends as the one does that belongs there. `known`: losses are told as above
 * the known minimum. Null until it is revealed and complete.
 */
export const rankScore = computed(() => {
  if (question.value !== "rank" || !prediction.value.made || !known.value) return null;
  const said = ranking.value;
  const grain = grainOf(said);
  const loss = (/** @type {Run} */ { key }) => finalLoss(results.value.get(key));
  const height = (/** @type {Run} */ run) => Math.round(loss(run) / grain);
  const order = said.toSorted((a, b) => (height(a) === height(b) ? 0 : height(a) - height(b)));
  const rows = order.map((run, place) => ({
    run,
    loss: loss(run),
    said: said.indexOf(run),
    right: height(said[place]) === height(run),
  }));
  return { rows, right: rows.filter(({ right }) => right).length, known: lowest.value !== null };
});

/** How far the mark is from where the run ended, also as a share of the plot's diagonal; a run that diverged has no end. */
export const endScore = computed(() => {
  const run = markedRun.value;
  const { mark, made } = prediction.value;
  const path = run && results.value.get(run.key);
  if (!run || !mark || !made || !known.value || !path) return null;
  const last = path.x.length - 1;
  if (path.status === "diverged" || last < 0) return { run, end: null, distance: null, share: null };
  const [left, right, bottom, top] = domain.value;
  const distance = Math.hypot(path.x[last] - mark[0], path.y[last] - mark[1]);
  const share = distance / Math.hypot(right - left, top - bottom);
  return { run, end: /** @type {[number, number]} */ ([path.x[last], path.y[last]]), distance, share };
});
