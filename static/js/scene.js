// @ts-check
/** The scene at the beginning, and the address that always says how to come back to this one. */

import { batch, effect, signal } from "../vendor/preact.js";
import { readLink, writeLink } from "./link.js";
import { expect, recording } from "./live/recording.js";
import { beginPrediction } from "./predict.js";
import {
  FIRST_VIEW, asking, catalog, comparison, dragging, freshView, isModel, playhead, playing, refusals, results, runsFromWire, setComparison, setPlayhead, setSpeed,
  speed, view,
} from "./state.js";
import { wantsStillness } from "./theme.js";

/** @import { Comparison, Json, Objective, Scene as CatalogScene, View, WireComparison } from "./types.js" */

/** Browsers refuse more than about a hundred changes of the address in half a minute. */
const WRITE_EVERY_MS = 400;

/** The address as the state knows it: any other was put there by a person, or by the page around. */
let known = "";
/** Gives up playing what is not there yet. */
let stopWaiting = () => {};

/** @typedef {{ own: boolean, ignored: string[], made: { version: number | null, torch: string | null } }} Opened */

/** What came with the scene that was opened last; null before there is one. */
export const opened = signal(/** @type {Opened | null} */ (null));

/** Show the scene of a link, as if it were typed into the address. @param {string} link what stands after the # @returns {Opened} */
export function showLink(link) {
  history.replaceState(null, "", `#${link}`);
  return openScene();
}

/** Show what the address says, or the first scene playing by itself; tells what of the address was not understood. @returns {Opened} */
export function openScene() {
  known = location.hash;
  const { scene, own, ignored, made } = readLink(known, firstScene());
  stopWaiting();
  batch(() => {
    playing.value = false;
    setComparison(scene.comparison);
    view.value = scene.view;
    setSpeed(scene.speed);
    setPlayhead(scene.playhead);
    beginPrediction();
  });
  if (!own && !asking.peek()) playFromStart();
  return (opened.value = { own, ignored, made });
}

/** What an address without words means: the saved comparison, or the first scene of the catalog. */
function firstScene() {
  const held = recording();
  if (!held) return sceneOf(catalog.value.scenes[0]);
  const saved = comparisonOf(held.comparison);
  expect(saved);
  return { comparison: saved, view: FIRST_VIEW };
}

/** Show a scene of the catalog, playing. @param {CatalogScene} entry */
export function showScene(entry) {
  const { comparison: next, view: look } = sceneOf(entry);
  const { theme, language, hide, present } = freshView();
  batch(() => {
    setComparison(next);
    view.value = { ...look, theme, language, hide, present };
  });
  playFromStart();
}

/** @param {CatalogScene} entry */
const sceneOf = (entry) => ({ comparison: comparisonOf(entry.comparison), view: { ...FIRST_VIEW, ...entry.view } });

/** @param {WireComparison} wire @returns {Comparison} */
function comparisonOf(wire) {
  return { objective: objectiveOf(wire.objective), runs: runsFromWire(wire), steps: wire.steps, seed: wire.seed ?? 0 };
}

/** An objective of the API, with what it may leave out. @param {Json} wire @returns {Objective} */
function objectiveOf(wire) {
  if (wire.kind !== "model") return { ...wire, noise: wire.noise ?? 0 };
  const [model, dataset, loss] = [wire.model, wire.dataset, wire.loss].map(({ id, params = {} }) => ({ id, params }));
  const { batch_size = null, penalty, evaluation = null } = wire;
  return { kind: "model", model, dataset, loss, batch_size, penalty: { l1: 0, l2: 0, ...penalty }, evaluation };
}

/** Play once the paths are there; who asked for a page that holds still sees the complete picture, and a model is seen as it learns. */
function playFromStart() {
  if (wantsStillness() || isModel.peek()) return;
  setPlayhead(0);
  stopWaiting();
  const stop = effect(() => {
    const { runs } = comparison.value;
    const ready = runs.every((run) => results.value.get(run.key)?.complete || refusals.value.has(run.key));
    if (!ready) return;
    playing.value = true;
    queueMicrotask(() => stop());
  });
  stopWaiting = stop;
}

/** A scene as what stands in an address after the #. @param {Omit<import("./link.js").Scene, "speed">} scene @param {number} pace */
export const linkOf = ({ comparison, view, playhead }, pace) => writeLink({ comparison, view, playhead, speed: pace });

/** The scene as it is now. @param {Partial<View>} [look] what of the view is to be otherwise */
export const linkNow = (look = {}) =>
  linkOf({ comparison: comparison.peek(), view: { ...view.peek(), ...look }, playhead: settledPlayhead() }, speed.peek());

/** Keep the address in step with the state, and the state with an address that a person typed. @param {(opened: Opened) => void} onOpened */
export function keepAddress(onOpened) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const write = () => {
    timer = undefined;
    // Another address is here, and the event that tells of it is on its way.
    if (location.hash !== known) return;
    history.replaceState(null, "", `#${linkNow()}`);
    known = location.hash;
  };
  effect(() => {
    void [comparison.value, view.value, speed.value, playing.value, dragging.value];
    if (!playing.value) void playhead.value;
    timer ??= setTimeout(write, WRITE_EVERY_MS);
  });
  addEventListener("hashchange", () => {
    if (location.hash !== known) onOpened(openScene());
  });
}

/** A scene that plays is reproduced from its end: the complete picture. */
const settledPlayhead = () => (playing.peek() ? comparison.peek().steps : playhead.peek());
