// @ts-check
/** What to ask the server when the state changes, and when: the page's half of "every path follows". */

import { effect, untracked } from "../../vendor/preact.js";
import { beginnings, comparison, connection, dragging, ghosts, hasPlane, problem, results, steering, training } from "../signals.js";
import { valueOf } from "../catalog.js";
import { askAgain, speakThrough, takeAnalysis } from "./analysis.js";
import { followBackward } from "./backward.js";
import { followBasinBrush } from "./basin-brush.js";
import { followBasins } from "./basins.js";
import { Comparer } from "./compare.js";
import { followCurvature } from "./curvature.js";
import { followDataset } from "./dataset.js";
import { Fans, freshFan } from "./fans.js";
import { followFormula } from "./formula.js";
import { followInspection } from "./inspection.js";
import { followLandscapes } from "./grids.js";
import { provisionalTrajectory } from "./join.js";
import { showNote } from "./notes.js";
import { followPlanes } from "./planes.js";
import { recording, replay } from "./recording.js";
import { connect, streamUrl } from "./socket.js";
import { followSpectrum } from "./spectrum.js";
import { Trainer } from "./train.js";

/** @import { Comparison, Json } from "../types.js" */

/** After the last input of a drag that a fan answers, the exact comparison is asked for after this. */
const REST_MS = 100;
/** A quiet page fetches the curves under the sliders after this. */
const IDLE_MS = 350;
/** And the next of them after this. */
const NEXT_MS = 20;
/** Models begin anew when a hand rests for this long. */
const TRAIN_REST_MS = 300;
/** Those of two weights follow it: a training that takes longer than this gives way to where the hand is now. */
const TRAIN_PATIENCE_MS = 1200;

/** @type {ReturnType<typeof connect>} */
let socket;
/** @param {object} message */
const send = (message) => socket.send(message);
const comparer = new Comparer({ send, onRest: () => whenIdle() });
const trainer = new Trainer({ send });
const fanner = new Fans({ send, onDone: () => whenIdle(NEXT_MS) });
/** @type {ReturnType<typeof setTimeout> | undefined} */
let restTimer;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let idleTimer;

/** Connect, and follow the state from now on. */
export function startLive() {
  const listener = { onOpen, onMessage, onLost };
  socket = recording() ? replay(listener) : connect(streamUrl(location), listener);
  speakThrough(socket.send);
  effect(() => {
    const current = comparison.value;
    untracked(() => follow(current));
  });
  effect(() => {
    const hand = dragging.value;
    if (hand === null) untracked(finishDrag);
  });
  effect(() => {
    void steering.value;
    untracked(() => trainer.sendSteering({ dragging: dragging.peek() !== null }));
  });
  followTraining();
  followDataset();
  followFormula();
  followLandscapes();
  followBasins();
  followBasinBrush();
  followPlanes();
  followCurvature();
  followSpectrum();
  followInspection();
  followBackward();
}

/** What the person does with a training as a whole: pause it, let it go on, start over. */
function followTraining() {
  let paused = false;
  let begun = beginnings.peek();
  effect(() => {
    const wish = training.value.running && training.value.paused;
    if (wish !== paused && training.value.running) untracked(() => trainer.sendPaused(wish));
    paused = wish;
  });
  effect(() => {
    if (beginnings.value === begun) return;
    begun = beginnings.value;
    untracked(() => connection.peek() === "open" && isOfModel(comparison.peek()) && trainer.startOver(comparison.peek()));
  });
}

/** A hand comes near a slider: fetch its fan. @param {string} key @param {string} name */
export const wantFan = (key, name) => fanner.want(key, name);

/** Connect now instead of after the wait. */
export const retryConnection = () => socket.retry();

function onOpen() {
  connection.value = "open";
  comparer.comeBack(comparison.peek());
  trainer.comeBack(comparison.peek());
  askIfNeeded();
  askAgain();
}

function onLost() {
  connection.value = "lost";
  comparer.hold();
  trainer.hold();
  fanner.drop();
}

/** @param {Json} message */
function onMessage(message) {
  if (message.type === "note") return showNote(message.note);
  if (comparer.take(message) || trainer.take(message) || fanner.take(message) || takeAnalysis(message)) return;
  if (message.type === "error" && !message.id) problem.value = message.error;
}

/** @param {Comparison} comparison */
const isOfModel = ({ objective }) => objective.kind === "model";

/** Whether the page was about a model. */
let wasModel = false;

/** @param {Comparison} current */
function follow(current) {
  clearTimeout(restTimer);
  clearTimeout(idleTimer);
  if (isOfModel(current) !== wasModel) changeKind(current);
  if (wasModel) return followModel(current);
  fanner.follow();
  comparer.follow(current);
  if (showFromFan(current)) restTimer = setTimeout(askIfNeeded, REST_MS);
  else askIfNeeded();
}

/** From functions to models or back: nothing of the one has a meaning for the other. @param {Comparison} current */
function changeKind(current) {
  wasModel = isOfModel(current);
  if (wasModel) comparer.leave();
  else trainer.leave();
  fanner.follow();
  ghosts.value = [];
  results.value = new Map();
}

/** While a hand moves a setting, models begin anew when it rests; two weights are quick enough to follow. @param {Comparison} current */
function followModel(current) {
  trainer.follow(current);
  if (dragging.peek() === null) return askIfNeeded();
  const wait = hasPlane.peek() ? TRAIN_PATIENCE_MS - trainer.age() : TRAIN_REST_MS;
  if (wait <= 0) askIfNeeded();
  else restTimer = setTimeout(askIfNeeded, wait);
}

/** While a hand moves a knob whose fan is here, its path is the fan's. @param {Comparison} current */
function showFromFan(current) {
  const hand = dragging.peek();
  if (hand?.what !== "param") return false;
  const fan = freshFan(hand.key, hand.name);
  const run = current.runs.find((one) => one.key === hand.key);
  if (!fan || !run) return false;
  const path = fan.runs[fan.values.indexOf(valueOf(run, hand.name))];
  if (!path) return false;
  results.value = new Map(results.peek()).set(hand.key, provisionalTrajectory(path));
  return true;
}

function askIfNeeded() {
  clearTimeout(restTimer);
  const current = comparison.peek();
  if (current.runs.length === 0 || connection.peek() !== "open") return;
  if (isOfModel(current)) {
    trainer.ask(current);
    return;
  }
  if (comparer.holds(current)) {
    problem.value = null;
    whenIdle();
    return;
  }
  fanner.yieldTurn();
  comparer.ask(current);
}

/** The hand let go: the exact picture now, and the former path goes when it is there. */
function finishDrag() {
  trainer.sendSteering({ dragging: false });
  askIfNeeded();
  if (!comparer.inFlight()) ghosts.value = [];
}

function whenIdle(wait = IDLE_MS) {
  clearTimeout(idleTimer);
  idleTimer = setTimeout(() => {
    if (wasModel) return;
    if (dragging.peek() === null && !comparer.inFlight() && connection.peek() === "open") fanner.wantNext();
  }, wait);
}
