// @ts-check
/** What a host page is told: where the playhead is, whether it moves, the scene, and how the runs ended. */

import { effect } from "../../vendor/preact.js";
import { labelOf } from "../catalog.js";
import { forget, nextFrame } from "../frame.js";
import { shownStep } from "../progress.js";
import { linkNow, opened } from "../scene.js";
import { sayProblem } from "../sentences.js";
import { comparison, playing, problem, refusals, results, view } from "../state.js";

/** @import { Run } from "../types.js" */

/** A host is told of a scene that changes under a hand no oftener than this. */
const SCENE_EVERY_MS = 400;

/** @typedef {(type: string, fields: object) => void} Say */

/** @returns {object} */
const step = () => ({ step: shownStep.peek(), steps: comparison.peek().steps });

/** How the runs ended; null until all have. */
function ends() {
  const { runs } = comparison.value;
  const rows = runs.map(endOf);
  return rows.length > 0 && rows.every((row) => row !== null) ? { runs: rows } : null;
}

/** @param {Run} run */
function endOf(run) {
  const label = labelOf(run);
  if (refusals.value.has(run.key)) return { label, status: "refused", final_loss: null };
  const path = results.value.get(run.key);
  if (!path?.complete || path.provisional || !path.status) return null;
  const loss = path.summary?.final_loss ?? null;
  return { label, status: path.status, final_loss: Number.isFinite(loss) ? loss : null };
}

/** All of it at once, for who asks. @param {Say} say */
export function reportAll(say) {
  say("scene", { link: linkNow() });
  say("step", step());
  say("playing", { playing: playing.peek() });
  const known = ends();
  if (known) say("results", known);
  sayIgnored(say);
}

/** What of the link meant nothing. @param {Say} say */
function sayIgnored(say) {
  const ignored = opened.value?.ignored ?? [];
  if (ignored.length > 0) say("error", { message: `these parts of the link mean nothing here: ${ignored.join(", ")}` });
}

/** Tell what changes, until the returned function is called. @param {Say} say @returns {() => void} */
export function report(say) {
  const sayStep = () => say("step", step());
  const stops = [
    whenChanged(() => [shownStep.value, comparison.value.steps], () => nextFrame(sayStep)),
    whenChanged(() => playing.value, (now) => say("playing", { playing: now })),
    whenChanged(ends, (now) => now && say("results", now)),
    whenChanged(refused, (now) => now.forEach((message) => say("error", { message }))),
    effect(() => sayIgnored(say)),
    reportScene(say),
  ];
  return () => {
    for (const stop of stops) stop();
    forget(sayStep);
  };
}

/** What the server refused, in sentences. @returns {string[]} */
function refused() {
  const all = [...refusals.value.values(), ...(problem.value ? [problem.value] : [])];
  return [...new Set(all.map(sayProblem))];
}

/**
 * Call `tell` with what `read` gives, each time that it is something else; what it is at first is not told.
 * @template T @param {() => T} read @param {(value: T) => void} tell @returns {() => void}
 */
function whenChanged(read, tell) {
  /** @type {string | null} */
  let former = null;
  return effect(() => {
    const value = read();
    const text = JSON.stringify(value);
    if (former !== null && text !== former) tell(value);
    former = text;
  });
}

/** @param {Say} say @returns {() => void} */
function reportScene(say) {
  let former = linkNow();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const tell = () => {
    timer = undefined;
    const link = linkNow();
    if (link !== former) say("scene", { link });
    former = link;
  };
  const stop = effect(() => {
    void [comparison.value, view.value];
    timer ??= setTimeout(tell, SCENE_EVERY_MS);
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
}
