// @ts-check
/** The stage in words, for who does not see it: told when the picture rests, not with every frame. */

import { effect, html, signal, useLayoutEffect } from "../../vendor/preact.js";
import { labelOf, say, startOf } from "../catalog.js";
import { formatNumber } from "../format.js";
import { shownStep } from "../progress.js";
import { asking, comparison, datasetEntry, dragging, isModel, playing, results, showsPlane, testFunction, view } from "../state.js";
import { word } from "../strings.js";
import { drawnPaths, entryOf } from "./drawn.js";

/** @import { Run } from "../types.js" */

/** What the picture's description is known by in the page. */
export const STAGE_WORDS = "stage-words";

const REST_MS = 500;
const told = signal("");

/** What is to be seen now: how many paths over what, and where each run is at the playhead. */
export function stageInWords() {
  const { objective, steps } = comparison.value;
  const shown = shownRuns();
  const entry = testFunction.value ?? datasetEntry.value;
  const name = entry ? say(entry.name) : objective.kind === "formula" ? objective.expression : "";
  const start = startOf(objective);
  const head = word(isModel.value ? "modelsInWords" : "pathsInWords", { count: shown.length, name });
  const from = start ? word("startInWords", { x: formatNumber(start[0]), y: formatNumber(start[1]) }) : "";
  if (asking.value) return [head, from].filter(Boolean).join(" ");
  const at = word("stepInWords", { k: shownStep.value, n: steps });
  const runsAt = shown.map(runInWords).join(word("betweenRuns"));
  return [head, from, at, runsAt].filter(Boolean).join(view.value.language === "zh" ? "" : " ");
}

function shownRuns() {
  return comparison.value.runs.filter((run) => run.visible && results.value.has(run.key));
}

/** @param {Run} run */
function runInWords(run) {
  const trajectory = results.value.get(run.key);
  const path = showsPlane.value ? drawnPaths.value.get(run.key) : trajectory;
  const label = labelOf(run);
  if (!trajectory) return label;
  const k = Math.max(0, Math.min(shownStep.value, trajectory.loss.length - 1));
  const place = path && path.x.length > 0 ? (path === trajectory ? k : entryOf(/** @type {any} */ (path), shownStep.value)) : -1;
  const values = { label, loss: formatNumber(trajectory.loss[k], 4), x: formatNumber(path?.x[place], 4), y: formatNumber(path?.y[place], 4) };
  const badge = trajectory.summary?.badge;
  const end = badge && shownStep.value >= comparison.value.steps ? word("badgeInWords", { badge: word(badge) }) : "";
  return word(place >= 0 ? "runInWords" : "lossInWords", values) + end;
}

/** Keep the words up to date with what rests; as long as they name no path, with everything: a picture always has a name. @returns {() => void} */
function keepWords() {
  let named = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const stop = effect(() => {
    void [results.value, comparison.value, asking.value, view.value.language, view.value.layout, shownStep.value, drawnPaths.value];
    clearTimeout(timer);
    if (!named) told.value = stageInWords();
    named ||= shownRuns().length > 0;
    if (!playing.value && dragging.value === null) timer = setTimeout(() => (told.value = stageInWords()), REST_MS);
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}

export function StageWords() {
  useLayoutEffect(keepWords, []);
  return html`<p class="visually-hidden" id=${STAGE_WORDS} role="status">${told.value}</p>`;
}
