// @ts-check
/** Steering on its way to the server: at most so often while a hand moves, at once when it rests, answered in order. */

/** @import { Json, Params, Run } from "../types.js" */

const EVERY_MS = 120;
/** A comparison has room for so many changes: beyond this a moving hand is heard only where it rests. */
const CHANGES_WHILE_MOVING = 40;

export class Steers {
  /** Sent and not answered yet, in order. @type {{ index: number, params: Params }[]} */
  #open = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #lastAt = -Infinity;
  #send;
  #now;

  /** @param {(message: object) => boolean} send @param {() => number} [now] */
  constructor(send, now = () => performance.now()) {
    this.#send = send;
    this.#now = now;
  }

  /**
   * Send what hands have set in the runs of a job, now or when it is due.
   * @param {string} id @param {Run[]} runs @param {() => ReadonlyMap<string, Params>} wishes @param {{ dragging: boolean }} how
   */
  ask(id, runs, wishes, { dragging }) {
    clearTimeout(this.#timer);
    if (dragging && countOf(runs) + this.#open.length >= CHANGES_WHILE_MOVING) return;
    const wait = dragging ? this.#lastAt + EVERY_MS - this.#now() : 0;
    const go = () => this.#sendAll(id, runs, wishes());
    if (wait > 0) this.#timer = setTimeout(go, wait);
    else go();
  }

  /** What the server has taken on, null where it was not asked to. @param {number} index */
  answered(index) {
    const at = this.#open.findIndex((one) => one.index === index);
    return at < 0 ? null : this.#open.splice(at, 1)[0].params;
  }

  /** The run of the oldest that was not answered: a refusal does not say. @returns {number | null} */
  refused() {
    return this.#open.shift()?.index ?? null;
  }

  forget() {
    clearTimeout(this.#timer);
    this.#open = [];
  }

  /** @param {string} id @param {Run[]} runs @param {ReadonlyMap<string, Params>} wishes */
  #sendAll(id, runs, wishes) {
    for (const [key, params] of wishes) {
      const index = runs.findIndex((run) => run.key === key);
      const last = this.#open.findLast((one) => one.index === index);
      if (index < 0 || (last && same(last.params, params))) continue;
      if (!this.#send({ type: "steer", id, run: index, params })) return;
      this.#lastAt = this.#now();
      this.#open.push({ index, params });
    }
  }
}

/** @param {Run[]} runs */
const countOf = (runs) => runs.reduce((count, run) => count + run.changes.length, 0);

/** @param {Json} one @param {Json} other */
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
