// @ts-check
/** Comparisons over the stream: asked one at a time, joined from their chunks, shown when there is something to see. */

import { batch } from "../../vendor/preact.js";
import { nextFrame } from "../frame.js";
import { busy, comparison, dragging, ghosts, problem, refusals, results } from "../signals.js";
import { Again, isBusy } from "./again.js";
import { isForgotten, resumeMessage } from "./comeback.js";
import { emptyTrajectory, joinChunk, withOutcome } from "./join.js";
import { createLane } from "./lane.js";
import { placeOf } from "./place.js";
import { Refusals } from "./refusals.js";
import { landscapeKey, runSignature, wireComparison } from "./wire.js";

/** @import { Comparison, Json, Problem, Run, Trajectory } from "../types.js" */

/** A short answer is shown when it is whole, so that a path never flickers back to its beginning; a longer one flows. */
const HOLD_MS = 80;
/** While a hand moves there is a former whole to look at, and each picture costs a frame. */
const HOLD_DRAGGED_MS = 300;
/** A request that takes longer than this gives way to a newer one. */
const PATIENCE_MS = 600;
const BUSY_AFTER_MS = 200;

/**
 * `token`: the way back to it; `former`: what had arrived before it was asked for anew.
 * @typedef {{ comparison: Comparison, trajectories: Trajectory[], former: Trajectory[], token: string | null,
 *   outcomes: Json[] | null, began: number, draw: () => void }} Job
 */

/** Whether the server would be asked the same. @param {Comparison} one @param {Comparison} other */
const same = (one, other) => JSON.stringify(wireComparison(one)) === JSON.stringify(wireComparison(other));

export class Comparer {
  /** What is asked for now, by id. @type {Map<string, Job>} */
  #jobs = new Map();
  /** What the trajectories on the page were computed for, by run. @type {Map<string, string>} */
  #shown = new Map();
  /** And on which landscape. @type {Map<string, string>} */
  #ground = new Map();
  #refused = new Refusals();
  #again = new Again();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #busyTimer;
  #send;
  #onRest;
  #lane;

  /** @param {{ send: (message: object) => boolean, onRest: () => void }} options `onRest`: nothing more is asked for */
  constructor({ send, onRest }) {
    this.#send = send;
    this.#onRest = onRest;
    this.#lane = createLane({
      prefix: "c",
      patience: PATIENCE_MS,
      same,
      send: (/** @type {Comparison} */ request, id) => this.#begin(request, id),
      cancel: (id) => {
        this.#jobs.delete(id);
        send({ type: "cancel", id });
      },
    });
  }

  /** Ask for all runs but those that are known to be refused. @param {Comparison} request */
  ask(request) {
    const able = this.#refused.without(request);
    if (able.runs.length > 0) this.#lane.ask(able);
  }

  inFlight() {
    return this.#lane.inFlight() !== null;
  }

  /** Whether every run's exact trajectory is on the page, or what was said against it. @param {Comparison} wanted */
  holds(wanted) {
    return wanted.runs.every((run) => this.#isExact(wanted, run) || this.#refused.of(wanted, run));
  }

  /** Give up what is asked for: the page is about something else now. */
  leave() {
    const id = this.#lane.inFlight();
    if (id !== null) this.#send({ type: "cancel", id });
    if (id !== null) this.drop();
  }

  /** The connection is gone: what has arrived stays. */
  hold() {
    this.#again.end();
    this.#rest();
  }

  /** There is a connection again: go on with what is in flight, if it is still wanted. @param {Comparison} wanted */
  comeBack(wanted) {
    this.#refused.forget();
    const id = this.#lane.inFlight();
    const job = id === null ? undefined : this.#jobs.get(id);
    if (id === null || !job || this.#lane.waiting() || !same(job.comparison, wanted)) return this.drop();
    this.#setOut();
    if (job.token === null) this.#askAnew(id, job);
    else this.#send(resumeMessage(id, job.token, job.trajectories));
  }

  /** Forget what is in flight. */
  drop() {
    this.#jobs.clear();
    this.#lane.drop();
    this.#rest();
  }

  /**
   * Let go of the trajectories of runs that are gone, or refused on another landscape; mark those that are no longer
   * exact, and tell which runs are refused.
   * @param {Comparison} wanted
   */
  follow(wanted) {
    const refused = this.#refused.among(wanted);
    if (refused.size + refusals.peek().size > 0) refusals.value = refused;
    const former = results.peek();
    /** @type {Map<string, Trajectory>} */
    const next = new Map();
    const here = landscapeKey(wanted.objective);
    for (const run of wanted.runs) {
      const old = former.get(run.key);
      // A path of another objective would be drawn on a landscape that it never saw.
      const ground = this.#ground.get(run.key) ?? here;
      if (ground !== here) continue;
      const provisional = !this.#isExact(wanted, run);
      if (old) next.set(run.key, old.provisional === provisional ? old : { ...old, provisional });
    }
    if (next.size !== former.size || [...next].some(([key, one]) => former.get(key) !== one)) results.value = next;
  }

  /** Take a message of the stream; false if it belongs to nobody here. @param {Json} message */
  take(message) {
    const job = this.#jobs.get(message.id);
    if (!job) return false;
    if (message.type === "started") this.#started(job, message.resume ?? null);
    else if (message.type === "chunk") {
      joinChunk(job.trajectories[message.run], message);
      const hold = dragging.peek() ? HOLD_DRAGGED_MS : HOLD_MS;
      if (performance.now() - job.began > hold) nextFrame(job.draw);
    } else if (message.type === "finished") this.#finish(job, message);
    else if (isForgotten(message)) this.#askAnew(message.id, job);
    else if (isBusy(message)) this.#wait(job, message);
    else if (message.type === "error") this.#refuse(job, message);
    else if (message.type === "cancelled") this.#end(message.id);
    return true;
  }

  /** @param {Comparison} request @param {string} id */
  #begin(request, id) {
    /** @type {Job} */
    const job = {
      comparison: request,
      trajectories: request.runs.map(emptyTrajectory),
      former: [],
      token: null,
      outcomes: null,
      began: performance.now(),
      draw: () => {
        if (this.#jobs.get(id) === job && !job.outcomes) this.#show(job);
      },
    };
    this.#jobs.set(id, job);
    this.#setOut();
    return this.#send({ type: "compare", id, comparison: wireComparison(request) });
  }

  #setOut() {
    clearTimeout(this.#busyTimer);
    this.#busyTimer = setTimeout(() => (busy.value = true), BUSY_AFTER_MS);
  }

  /** Work with the token that is known already goes on; any other begins. @param {Job} job @param {string | null} token */
  #started(job, token) {
    if (token === null || token !== job.token) this.#startOver(job);
    job.token = token;
    this.#again.end();
  }

  /** @param {string} id @param {Job} job */
  #askAnew(id, job) {
    this.#startOver(job);
    job.token = null;
    this.#send({ type: "compare", id, comparison: wireComparison(job.comparison) });
  }

  /** Ask again after a while, for what is newest then. @param {Job} job @param {Json} message */
  #wait(job, message) {
    problem.value = placeOf(/** @type {Problem} */ (message.error), job.comparison);
    this.#again.later(() => {
      if (this.#jobs.get(message.id) !== job) return;
      if (!this.#isLast()) this.#end(message.id, false);
      else this.#askAnew(message.id, job);
    });
  }

  /** What had arrived stays in sight until the same has come again. @param {Job} job */
  #startOver(job) {
    if (job.trajectories.every(({ loss }) => loss.length === 0)) return;
    job.former = job.trajectories;
    job.trajectories = job.comparison.runs.map(emptyTrajectory);
  }

  /** @param {Job} job @param {Json} message */
  #finish(job, message) {
    const last = this.#isLast();
    batch(() => {
      job.outcomes = message.runs;
      this.#show(job);
      if (last) problem.value = null;
      if (last && dragging.peek() === null) ghosts.value = [];
      this.#end(message.id);
    });
    if (!this.inFlight()) this.#onRest();
  }

  /** @param {Job} job @param {Json} message */
  #refuse(job, message) {
    const last = this.#isLast();
    const trouble = placeOf(/** @type {Problem} */ (message.error), job.comparison);
    batch(() => {
      const ofOneRun = this.#refused.keep(job.comparison, trouble);
      this.#end(message.id, false);
      if (last && ofOneRun) this.#askOthers(comparison.peek());
      else if (last) problem.value = trouble;
      if (!this.inFlight() && dragging.peek() === null) ghosts.value = [];
    });
    if (!this.inFlight()) this.#onRest();
  }

  /** @param {Comparison} current */
  #askOthers(current) {
    this.follow(current);
    if (!this.holds(current)) this.ask(current);
  }

  /** Whether nothing newer has been asked for. */
  #isLast() {
    return !this.#lane.waiting();
  }

  /** @param {string} id @param {boolean} [answered] */
  #end(id, answered) {
    this.#jobs.delete(id);
    this.#lane.finish(id, answered);
    if (!this.inFlight()) this.#rest();
  }

  #rest() {
    clearTimeout(this.#busyTimer);
    busy.value = false;
  }

  /** Whether a run's exact trajectory is on the page. @param {Comparison} wanted @param {Run} run */
  #isExact(wanted, run) {
    const old = results.peek().get(run.key);
    return Boolean(old?.complete && !old.fromFan && this.#shown.get(run.key) === runSignature(wanted, run));
  }

  /** @param {Job} job */
  #show(job) {
    const current = comparison.peek();
    const keys = new Set(current.runs.map((run) => run.key));
    const next = new Map([...results.peek()].filter(([key]) => keys.has(key)));
    job.comparison.runs.forEach((run, index) => {
      const trajectory = this.#chosen(job, index, current);
      if (trajectory && keys.has(run.key)) next.set(run.key, trajectory);
    });
    results.value = next;
  }

  /** What the page shows of a run: what is exact stays, else what has arrived. @param {Job} job @param {number} index @param {Comparison} current */
  #chosen(job, index, current) {
    const { key } = job.comparison.runs[index];
    const run = current.runs.find((one) => one.key === key);
    const old = results.peek().get(key) ?? null;
    if (!run || this.#isExact(current, run)) return old;
    const signature = runSignature(job.comparison, job.comparison.runs[index]);
    const provisional = runSignature(current, run) !== signature;
    if (old?.fromFan && provisional) return old;
    const arrived = job.trajectories[index];
    const ground = landscapeKey(job.comparison.objective);
    if (ground !== landscapeKey(current.objective)) return old;
    if (job.outcomes || arrived.x.length > 0) this.#ground.set(key, ground);
    if (job.outcomes) {
      this.#shown.set(key, signature);
      return { ...withOutcome(arrived, job.outcomes[index]), provisional };
    }
    const former = job.former[index];
    const longest = former && former.x.length > arrived.x.length ? former : arrived;
    return longest.x.length > 0 ? { ...longest } : old && { ...old, provisional: true };
  }
}
