// @ts-check
/** The plane through a model's parameters: asked for when it is looked at, and again as the runs learn on. */

import { effect, untracked } from "../../vendor/preact.js";
import {
  comparison, connection, datasetEntry, dragging, planePicture, planeWork, playhead, refusals, results, showsPlane, training, view,
} from "../signals.js";
import { mirroredDomain, mirroredGrid, mirroredPath, turnedOver } from "../geometry/plane-path.js";
import { shownStep } from "../progress.js";
import { createAnalysis } from "./analysis.js";
import { createMemory } from "./memory.js";
import { planeRequest } from "./plane-request.js";
import { landscapeKey, runSignature } from "./wire.js";

/** @import { Domain, Json, Landscape, PlaneMessage, PlanePath, PlanePicture, Problem } from "../types.js" */

/** Points along each side: while runs learn, the playhead moves or a model is slow, and at rest. */
const RESOLUTION = { moving: 25, still: 101 };
/** Trained so much further, in shares of what they had been, runs are worth another look; or after this long. */
const FURTHER = 0.1;
const AGAIN_MS = 1500;
/** A hand rests for this long before a plane is asked for. */
const REST_MS = 150;
/** Planes whose axes may as well point the other way. */
const EITHER_WAY = ["joint_pca", "pca"];
const AS_IT_IS = /** @type {const} */ ([false, false]);

/** @type {ReturnType<typeof createMemory<PlanePicture>>} */
const pictures = createMemory(8);
/** What is drawn of the answer under way. @type {{ key: string, picture: PlanePicture, shown: boolean } | null} */
let coming = null;
let asked = { key: "", about: "", steps: 0, at: 0 };
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
/** What the timer is about to ask for, empty where it is not. */
let due = "";

const lane = createAnalysis({ prefix: "p", onMessage: take, onEnd: end });

/** Keep the plane while the stage shows it. */
export function followPlanes() {
  return effect(() => {
    if (!showsPlane.value) {
      untracked(leave);
      return;
    }
    void [comparison.value, view.value.plane, refusals.value, results.value, training.value.running, connection.value];
    if (view.value.plane.kind === "live") void playhead.value;
    if (dragging.value) return;
    untracked(forgetFormer);
    untracked(plan);
  });
}

/** End the work on the plane; what is drawn stays. */
export const cancelPlane = () => lane.cancel();

/** Numbers of another model, dataset or loss must not stand beside the present runs. */
function forgetFormer() {
  const former = planePicture.peek();
  if (former && former.ground !== landscapeKey(comparison.peek().objective)) planePicture.value = null;
}

function leave() {
  clearTimeout(timer);
  due = "";
  lane.drop();
  coming = null;
  asked = { key: "", about: "", steps: 0, at: 0 };
  planeWork.value = { busy: false, share: null, problem: null };
}

/** Ask now, later, or not at all. */
function plan() {
  const wish = wanted();
  // Runs that learn bring something new all the time: the rest is the hand's alone.
  if (wish && due === wish.about) return;
  clearTimeout(timer);
  due = "";
  if (!wish || wish.key === asked.key) return;
  const another = wish.about !== asked.about;
  // What moves on is shown as often as it can be computed: giving it up each time would show nothing.
  if (!another && lane.busy() && (training.peek().running || wish.choice.kind === "live")) return;
  const waited = performance.now() - asked.at;
  const further = wish.steps >= asked.steps * (1 + FURTHER) || waited > AGAIN_MS;
  if (!another && training.peek().running && !further) timer = setTimeout(plan, AGAIN_MS - waited);
  else {
    due = wish.about;
    timer = setTimeout(ask, another ? REST_MS : 0);
  }
}

/** What the stage wants to see: `about` names all but how far the runs are. */
function wanted() {
  const current = comparison.peek();
  const choice = view.peek().plane;
  const runs = current.runs.filter(({ key }) => !refusals.peek().has(key));
  const { running } = training.peek();
  const steps = running ? shownTraining() : current.steps;
  const there = runs.length > 0 && runs.every(({ key }) => running || results.peek().get(key)?.complete);
  if (!there || steps < 1 || connection.peek() !== "open") return null;
  const step = Math.min(shownStep.peek(), steps);
  const signatures = runs.map((run) => runSignature({ ...current, steps: 0 }, run));
  const about = JSON.stringify([signatures, choice]);
  const key = JSON.stringify([about, steps, choice.kind === "live" ? step : null, running]);
  return { key, about, steps, step, runs, choice, running };
}

/** How far all runs under way are. */
function shownTraining() {
  const known = [...results.peek().values()].filter(({ status, provisional }) => status !== "diverged" && !provisional);
  return known.length > 0 ? Math.min(comparison.peek().steps, ...known.map(({ loss }) => loss.length - 1)) : 0;
}

function ask() {
  due = "";
  const wish = wanted();
  if (!wish || wish.key === asked.key) return;
  const { key, about, steps, step, choice, runs } = wish;
  asked = { key, about, steps, at: performance.now() };
  const known = pictures.get(key);
  if (known) {
    lane.drop();
    coming = null;
    planePicture.value = known;
    planeWork.value = { busy: false, share: null, problem: null };
    return;
  }
  const ground = landscapeKey(comparison.peek().objective);
  const picture = { choice, keys: runs.map((run) => run.key), steps, step, plane: null, landscape: null, ground, mirrored: AS_IT_IS, losses: new Map(), lines: [] };
  coming = { key, picture, shown: false };
  planeWork.value = { busy: true, share: null, problem: null };
  lane.ask(planeRequest(comparison.peek(), runs, choice, { ...wish, resolution: resolutionFor(wish) }));
}

/** @param {{ running: boolean, choice: { kind: string } }} wish */
function resolutionFor({ running, choice }) {
  const slow = datasetEntry.peek()?.kind === "image";
  if (running || choice.kind === "live" || slow) return RESOLUTION.moving;
  return RESOLUTION.still;
}

/** @param {Json} message */
function take(message) {
  if (!coming) return;
  const { picture } = coming;
  if (message.type === "progress") planeWork.value = { ...planeWork.peek(), share: message.done / message.total };
  else if (message.type === "plane") coming.picture = laid(picture, message);
  else if (message.type === "interpolation") show({ ...picture, lines: [...picture.lines, message] });
  else if (message.type === "path_loss") show({ ...picture, losses: new Map(picture.losses).set(message.run, message) });
  else if (message.type === "landscape") {
    const { x, y, z, resolution } = message;
    const next = { ...picture, landscape: mirroredGrid(picture.mirrored, { x, y, z, key: PLANE }) };
    // A coarse picture is better than none, but not than the finer one of a moment ago.
    const better = !sameAbout() || resolution >= RESOLUTION.moving;
    if (better) show(next);
    else coming.picture = next;
  }
}

/** A plane with its axes the way they were drawn before. @param {PlanePicture} picture @param {Json} message @returns {PlanePicture} */
function laid(picture, message) {
  const plane = /** @type {PlaneMessage} */ (message);
  const former = planePicture.peek();
  const mirrored = EITHER_WAY.includes(picture.choice.kind) && former?.plane ? turnedOver(pairs(former, picture.keys, plane)) : AS_IT_IS;
  const runs = plane.runs.map((path) => mirroredPath(mirrored, path));
  return { ...picture, mirrored, plane: { ...plane, domain: mirroredDomain(mirrored, plane.domain), runs } };
}

/** The paths of the runs that were there before. @param {PlanePicture} former @param {string[]} keys @param {PlaneMessage} plane */
function pairs(former, keys, plane) {
  const known = plane.runs.map((path) => [former.plane?.runs.find(({ run }) => former.keys[run] === keys[path.run]), path]);
  return /** @type {[PlanePath, PlanePath][]} */ (known.filter(([old, next]) => old?.step.length && next?.step.length));
}

/** The key of the landscape over a plane, which all runs share. */
export const PLANE = "plane";

/** Whether what is drawn is the same plane after fewer steps. */
const sameAbout = () => planePicture.peek()?.landscape && sameChoice();

const sameChoice = () => JSON.stringify(planePicture.peek()?.choice) === JSON.stringify(coming?.picture.choice);

/** @param {PlanePicture} picture */
function show(picture) {
  if (!coming) return;
  coming.picture = picture;
  const ready = picture.lines.length > 0 || (picture.landscape !== null && (coming.shown || picture.landscape.x.length >= RESOLUTION.moving || !sameAbout()));
  if (!ready) return;
  coming.shown = true;
  planePicture.value = picture;
}

/** @param {{ how: "finished" | "cancelled" } | { how: "error", problem: Problem }} end */
function end(end) {
  if (coming && end.how === "finished") {
    planePicture.value = coming.picture;
    pictures.set(coming.key, coming.picture);
  }
  // What is said of this plane must not stand above another one.
  if (end.how === "error" && !sameChoice()) planePicture.value = null;
  coming = null;
  planeWork.value = { busy: false, share: null, problem: end.how === "error" ? end.problem : null };
  plan();
}

/** Where finer points of a part of the plane go. @type {(landscape: Landscape) => void} */
let onDetail = () => {};

const detailLane = createAnalysis({
  prefix: "pd",
  onMessage: ({ type, x, y, z }) => {
    const mirrored = planePicture.peek()?.mirrored ?? AS_IT_IS;
    if (type === "landscape" && x.length >= RESOLUTION.moving) onDetail(mirroredGrid(mirrored, { x, y, z, key: PLANE }));
  },
});

/** Ask for finer points of a part of the plane on the stage. @param {Domain} domain @param {(landscape: Landscape) => void} onFound */
export function askPlaneDetail(domain, onFound) {
  const wish = wanted();
  if (!wish) return;
  onDetail = onFound;
  const part = mirroredDomain(planePicture.peek()?.mirrored ?? AS_IT_IS, domain);
  detailLane.ask(planeRequest(comparison.peek(), wish.runs, wish.choice, { ...wish, domain: part, resolution: resolutionFor(wish) }));
}

/** No part is looked at any more. */
export const dropPlaneDetail = () => detailLane.drop();
