// @ts-check
/**
 * Models in training: asked for once, shown as they learn. Only runs that are not on the page yet are trained; more
 * steps extend what there is; anything else that changes a run under way begins anew.
 */

import { batch } from "../../vendor/preact.js";
import { nextFrame } from "../frame.js";
import { busy, comparison, dragging, problem, refusals, results, steering, training } from "../signals.js";
import { forgetSteering, record, withChange } from "../steering.js";
import { Again, isBusy } from "./again.js";
import { isForgotten, lacksChanges, resumeMessage, textOf } from "./comeback.js";
import { emptyTrajectory, joinChunk, joinEvaluation, joinSnapshot, withOutcome } from "./join.js";
import { placeOf } from "./place.js";
import { Refusals } from "./refusals.js";
import { Steers } from "./steers.js";
import { groundKey, landscapeKey, objectiveOf, runSignature, wireComparison } from "./wire.js";

/** @import { Change, Comparison, Json, Problem, Run, Trajectory } from "../types.js" */

/** While the start is dragged there is a former whole to look at: a path must not flicker back to its beginning. */
const HOLD_DRAGGED_MS = 600;

/**
 * `shorter`: what it was before it was extended, should that be refused. `token`: the way back to it;
 * `returning`: the server has been asked to go on with it, and has not said yet how it stands.
 * @typedef {{ id: string, comparison: Comparison, trajectories: Trajectory[], began: number, ended: boolean,
 *   token: string | null, returning: boolean, shorter: { comparison: Comparison, ended: boolean } | null, draw: () => void }} Job
 */

/** What a trajectory on the page was computed for: all of it, all but the number of steps, and the model and data alone. */
/** @typedef {{ signature: string, path: string, ground: string }} Origin */

/** A refusal of a command, not of the training: its field names what the command had. */
const OF_A_COMMAND = /^(params|run|steps|id)\b/;

export class Trainer {
  /** What is trained, or was the last to be: it can be extended. @type {Job | null} */
  #job = null;
  /** Where the trajectories on the page come from, by run. @type {Map<string, Origin>} */
  #shown = new Map();
  #refused = new Refusals();
  #again = new Again();
  /** What is known not to be possible as a whole. */
  #hopeless = "";
  #count = 0;
  #send;
  #steers;

  /** @param {{ send: (message: object) => boolean }} options */
  constructor({ send }) {
    this.#send = send;
    this.#steers = new Steers(send);
  }

  inFlight() {
    return this.#job !== null && !this.#job.ended;
  }

  /** For how many milliseconds there has been something in flight. */
  age() {
    return this.#job && !this.#job.ended ? performance.now() - this.#job.began : Infinity;
  }

  /** Whether every run's trajectory is on the page, or what was said against it. @param {Comparison} wanted */
  holds(wanted) {
    return this.#missing(wanted).length === 0;
  }

  /** Train what is not on the page and not under way. @param {Comparison} wanted */
  ask(wanted) {
    const missing = { ...wanted, runs: this.#missing(wanted) };
    const job = this.#job;
    if (JSON.stringify(wireComparison(missing)) === this.#hopeless) return;
    if (job && this.#isLonger(job, wanted)) return this.#extend(job, wanted);
    if (job && !job.ended && this.#isWanted(job, wanted)) return;
    this.#cancel();
    if (missing.runs.length > 0) this.#begin(missing);
  }

  /** Train everything from the beginning. @param {Comparison} wanted */
  startOver(wanted) {
    this.#shown.clear();
    this.#cancel();
    this.#job = null;
    this.ask(wanted);
  }

  /** Bring the page in line with a changed comparison: what was learned of other data or by another model goes. @param {Comparison} wanted */
  follow(wanted) {
    const refused = this.#refused.among(wanted);
    if (refused.size + refusals.peek().size > 0) refusals.value = refused;
    const former = results.peek();
    const here = groundKey(wanted.objective);
    /** @type {Map<string, Trajectory>} */
    const next = new Map();
    for (const run of wanted.runs) {
      const old = former.get(run.key);
      const origin = this.#shown.get(run.key);
      if (!old || origin?.ground !== here) continue;
      const provisional = origin.signature !== runSignature(wanted, run);
      next.set(run.key, old.provisional === provisional ? old : { ...old, provisional });
    }
    if (next.size !== former.size || [...next].some(([key, one]) => former.get(key) !== one)) results.value = next;
  }

  /** Take a message of the stream; false if it belongs to nobody here. @param {Json} message */
  take(message) {
    const job = this.#job;
    if (!job || message.id !== job.id) return false;
    const own = job.trajectories[message.run];
    if (message.type === "started") this.#started(job, message);
    else if (message.type === "chunk") joinChunk(own, message);
    else if (message.type === "evaluation") joinEvaluation(own, message);
    else if (message.type === "snapshot") joinSnapshot(own, message);
    else if (message.type === "steered") this.#steered(job, message);
    else if (message.type === "finished") this.#finish(job, message);
    else if (isForgotten(message)) this.#askAnew(job);
    else if (isBusy(message)) this.#wait(job, message);
    else if (message.type === "error") this.#refuse(job, message);
    if (["chunk", "evaluation", "snapshot"].includes(message.type)) nextFrame(job.draw);
    return true;
  }

  /** Say what hands have changed in runs under way. @param {{ dragging: boolean }} how */
  sendSteering(how) {
    const job = this.#job;
    if (job && !job.ended && !job.returning && steering.peek().size > 0) this.#steers.ask(job.id, job.comparison.runs, () => steering.peek(), how);
  }

  /** @param {boolean} paused */
  sendPaused(paused) {
    if (this.#job && !this.#job.ended) this.#send({ type: paused ? "pause" : "continue", id: this.#job.id });
  }

  /** Give up what is trained: the page is about something else now. */
  leave() {
    this.#cancel();
    this.#job = null;
  }

  /** The connection is gone: what has arrived stays, and so does what hands have set. */
  hold() {
    if (this.#job?.ended) this.#job = null;
    this.#again.end();
    this.#steers.forget();
    busy.value = false;
  }

  /** There is a connection again: go on with what was under way, if it is still wanted. @param {Comparison} wanted */
  comeBack(wanted) {
    this.#refused.forget();
    this.#hopeless = "";
    const job = this.#job;
    if (job && (this.#isWanted(job, wanted) || this.#isLonger(job, wanted))) this.#goBack(job);
    else if (job) this.drop();
  }

  /** Forget what is under way. */
  drop() {
    this.#job = null;
    this.#rest();
  }

  /** The runs that are neither on the page nor refused. @param {Comparison} wanted */
  #missing(wanted) {
    return wanted.runs.filter((run) => !this.#isExact(wanted, run) && !this.#refused.of(wanted, run));
  }

  /** Whether the job trains this run as it is wanted. @param {Comparison} wanted @param {Run} run */
  #isUnderWay(wanted, run) {
    const own = this.inFlight() && this.#job?.comparison.runs.find(({ key }) => key === run.key);
    return Boolean(this.#job && own && runSignature(this.#job.comparison, own) === runSignature(wanted, run));
  }

  /** Whether a job is still what is wanted: a run that is gone is no harm, one that changed is. @param {Job} job @param {Comparison} wanted */
  #isWanted(job, wanted) {
    const still = wanted.runs.filter(({ key }) => job.comparison.runs.some((run) => run.key === key));
    return still.length > 0 && still.every((run) => this.#isUnderWay(wanted, run));
  }

  /** Whether a job is what is wanted but for more steps. @param {Job} job @param {Comparison} wanted */
  #isLonger(job, wanted) {
    const { steps, runs } = job.comparison;
    if (wanted.steps <= steps || wanted.runs.length !== runs.length) return false;
    const shorter = { ...wanted, steps };
    return wanted.runs.every((run, index) => {
      const own = runs[index];
      return own.key === run.key && runSignature(job.comparison, own) === runSignature(shorter, run);
    });
  }

  /** @param {Comparison} request */
  #begin(request) {
    this.#count += 1;
    const id = `t${this.#count}`;
    const trajectories = request.runs.map(emptyTrajectory);
    /** @type {Job} */
    const job = { id, comparison: request, trajectories, began: performance.now(), ended: false, token: null, returning: false, shorter: null, draw: () => this.#draw(job) };
    if (!this.#send({ type: "compare", id, comparison: wireComparison(request) })) return;
    this.#job = job;
    this.#setOut();
  }

  /** @param {Job} job @param {Comparison} wanted */
  #extend(job, wanted) {
    const steps = wanted.steps - job.comparison.steps;
    // Who is on the way back learns first how the training stands.
    if (!job.returning && !this.#send({ type: "extend", id: job.id, steps })) return;
    const { paused } = training.peek();
    job.shorter = { comparison: job.comparison, ended: job.ended };
    job.comparison = wanted;
    job.ended = false;
    training.value = { running: true, paused };
    busy.value = true;
  }

  #setOut() {
    forgetSteering();
    this.#steers.forget();
    busy.value = true;
    training.value = { running: true, paused: false };
  }

  /** @param {Job} job */
  #goBack(job) {
    if (job.token === null) this.#askAnew(job);
    else {
      job.returning = this.#send(resumeMessage(job.id, job.token, job.trajectories));
      this.sendPaused(training.peek().paused);
    }
    busy.value = true;
  }

  /** @param {Job} job */
  #askAnew(job) {
    job.token = null;
    job.returning = this.#send({ type: "compare", id: job.id, comparison: wireComparison(job.comparison) });
    this.sendPaused(training.peek().paused);
  }

  /** Ask again after a while, also for more steps of one that has ended; a training under way goes on, whatever was asked of it. @param {Job} job @param {Json} message */
  #wait(job, message) {
    problem.value = placeOf(/** @type {Problem} */ (message.error), job.comparison);
    const begins = job.shorter?.ended === true;
    if (job.token !== null && !job.returning && !begins) return;
    this.#again.later(() => {
      if (this.#job === job) begins ? this.#askAnew(job) : this.#goBack(job);
    });
  }

  /** Work with the token that is known already goes on; any other begins. @param {Job} job @param {Json} message */
  #started(job, message) {
    const { returning, token } = job;
    if (returning && token !== null && token === message.resume && lacksChanges(job.comparison, message.spec)) return this.#askAnew(job);
    job.token = message.resume ?? null;
    job.returning = false;
    job.shorter = null;
    this.#again.end();
    if (problem.peek()?.code === "busy") problem.value = null;
    if (!returning || token === null || token !== job.token) this.#restart(job);
    else this.#catchUp(job, message.spec);
    if (returning) this.sendSteering({ dragging: false });
  }

  /** What the server took on before the connection was lost, and what did not reach it. @param {Job} job @param {Json} spec */
  #catchUp(job, spec) {
    batch(() => {
      job.comparison.runs.forEach((run, index) => {
        /** @type {Change[]} */
        const changes = spec.runs[index].changes.reduce(withChange, []);
        const known = new Set(run.changes.map(textOf));
        for (const change of changes) if (!known.has(textOf(change))) this.#takenOn(job, index, change);
      });
    });
    const steps = job.comparison.steps - spec.steps;
    if (steps > 0) this.#send({ type: "extend", id: job.id, steps });
  }

  /** An extension may begin anew: what it had shown stays until it has come as far. @param {Job} job */
  #restart(job) {
    if (job.trajectories.some(({ loss }) => loss.length > 0)) job.trajectories = job.comparison.runs.map(emptyTrajectory);
  }

  /** @param {Job} job @param {Json} message */
  #steered(job, message) {
    const params = this.#steers.answered(message.run);
    if (params) this.#takenOn(job, message.run, { step: message.step, params });
  }

  /** @param {Job} job @param {number} index @param {Change} change */
  #takenOn(job, index, change) {
    const run = job.comparison.runs[index];
    if (!run) return;
    batch(() => {
      record(run.key, change);
      // What the server works on is now the changed run: the page must not take it for another.
      const { changes } = comparison.peek().runs.find(({ key }) => key === run.key) ?? run;
      const runs = job.comparison.runs.with(index, { ...run, changes });
      job.comparison = { ...job.comparison, runs };
      if (problem.peek()?.run === run.key) problem.value = null;
      if (this.#shown.has(run.key)) this.#shown.set(run.key, originOf(job.comparison, runs[index]));
    });
  }

  /** @param {Job} job @param {Json} message */
  #finish(job, message) {
    batch(() => {
      job.ended = true;
      job.trajectories = job.trajectories.map((one, index) => withOutcome(one, message.runs[index]));
      this.#draw(job);
      problem.value = null;
      this.#rest();
    });
    this.ask(comparison.peek());
  }

  /** @param {Job} job @param {Json} message */
  #refuse(job, message) {
    const trouble = /** @type {Problem} */ (message.error);
    if (OF_A_COMMAND.test(trouble.field ?? "")) return this.#refuseCommand(job, trouble);
    const placed = placeOf(trouble, job.comparison);
    batch(() => {
      this.#job = null;
      this.#rest();
      const ofOneRun = this.#refused.keep(job.comparison, placed);
      if (!ofOneRun) {
        this.#hopeless = JSON.stringify(wireComparison(job.comparison));
        problem.value = placed;
      }
      this.follow(comparison.peek());
      if (ofOneRun) this.ask(comparison.peek());
    });
  }

  /** What was steered goes on as it was; what cannot be longer is told, and stays as it is. @param {Job} job @param {Problem} trouble */
  #refuseCommand(job, trouble) {
    batch(() => {
      if (trouble.field === "steps" && job.shorter) {
        this.#hopeless = JSON.stringify(wireComparison({ ...job.comparison, runs: this.#missing(job.comparison) }));
        Object.assign(job, job.shorter, { shorter: null });
        if (job.ended) this.#rest();
        problem.value = { ...trouble, run: null, name: "steps" };
        return;
      }
      const index = this.#steers.refused();
      const key = index === null ? null : job.comparison.runs[index].key;
      if (key !== null) forgetSteering(key);
      const placed = { ...trouble, run: key, name: (trouble.field ?? "").replace(/^params\.?/, "") || "optimizer" };
      problem.value = placed;
    });
  }

  #cancel() {
    if (!this.#job || this.#job.ended) return;
    this.#send({ type: "cancel", id: this.#job.id });
    this.#job = null;
    this.#rest();
  }

  #rest() {
    busy.value = false;
    training.value = { running: false, paused: false };
    forgetSteering();
    this.#steers.forget();
  }

  /** Whether a run's whole trajectory is on the page. @param {Comparison} wanted @param {Run} run */
  #isExact(wanted, run) {
    return Boolean(results.peek().get(run.key)?.complete && this.#shown.get(run.key)?.signature === runSignature(wanted, run));
  }

  /** @param {Job} job */
  #draw(job) {
    const current = comparison.peek();
    if (this.#job !== job || groundKey(job.comparison.objective) !== groundKey(current.objective)) return;
    if (!job.ended && dragging.peek()?.what === "start" && performance.now() - job.began < HOLD_DRAGGED_MS) return;
    const next = new Map(results.peek());
    job.comparison.runs.forEach((run, index) => {
      const arrived = job.trajectories[index];
      const wanted = current.runs.find(({ key }) => key === run.key);
      if (!wanted || (arrived.loss.length === 0 && arrived.snapshot === null && !job.ended)) return;
      const origin = originOf(job.comparison, run);
      const former = next.get(run.key);
      const retraced = former !== undefined && this.#shown.get(run.key)?.path === origin.path;
      if (retraced && !job.ended && arrived.loss.length < former.loss.length) return;
      this.#shown.set(run.key, origin);
      const landscape = landscapeKey(objectiveOf(job.comparison.objective, run));
      next.set(run.key, { ...arrived, landscape, provisional: origin.signature !== runSignature(current, wanted) });
    });
    results.value = next;
  }
}

/** @param {Comparison} comparison @param {Run} run @returns {Origin} */
const originOf = (comparison, run) => ({
  signature: runSignature(comparison, run),
  path: runSignature({ ...comparison, steps: 0 }, run),
  ground: groundKey(comparison.objective),
});
