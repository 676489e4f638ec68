// @ts-check
/** Fans: one run over all the stops of a slider, fetched when a hand comes near it and kept while they hold. */

import { batch } from "../../vendor/preact.js";
import { findParameter, parametersOf, valueOf } from "../catalog.js";
import { hasRange, stops } from "../controls/scale.js";
import { nextFrame } from "../frame.js";
import { catalog, comparison, fans } from "../signals.js";
import { createMemory } from "./memory.js";
import { fanSignature, wireRun } from "./wire.js";

/** @import { Comparison, Fan, FanRun, Json, Run } from "../types.js" */

const KEPT_FANS = 48;
/** Fans are fetched unasked while all their positions together stay below this. */
const UNASKED_POSITIONS = 120_000;

/** @typedef {{ signature: string, values: number[], runs: (FanRun | null)[], arrived: number }} Stock */
/** @typedef {{ id: string, stock: Stock, unasked: boolean, draw: () => void }} Order */
/** @typedef {{ run: Run, id: string, name: string }} Place */

/** The place of a fan in the map of fans. @param {string} key @param {string} name */
export const fanId = (key, name) => `${key}/${name}`;

/** The fan that may stand for a run's own path now, null where there is none. @param {string} key @param {string} name */
export function freshFan(key, name) {
  const fan = fans.peek().get(fanId(key, name));
  return fan && !fan.stale ? fan : null;
}

export class Fans {
  /** @type {ReturnType<typeof createMemory<Stock>>} */
  #memory = createMemory(KEPT_FANS);
  /** What the fans on the page were made for. @type {Map<string, string>} */
  #signatures = new Map();
  /** Questions that the server refused: the comparison's own refusal tells the person; asking again would not help. */
  #refused = new Set();
  /** @type {Order | null} */
  #order = null;
  #count = 0;
  #send;
  #onDone;

  /** @param {{ send: (message: object) => boolean, onDone: () => void }} options `onDone`: the fan in flight has ended */
  constructor({ send, onDone }) {
    this.#send = send;
    this.#onDone = onDone;
  }

  /**
   * Make the fan of a slider ready: from memory, or from the server.
   * @param {string} key @param {string} name @param {{ unasked?: boolean }} [how] `unasked`: no hand is near it
   */
  want(key, name, { unasked = false } = {}) {
    const current = comparison.peek();
    const run = current.runs.find((one) => one.key === key);
    const parameter = run && findParameter(parametersOf(run), name);
    if (current.objective.kind === "model") return;
    if (!run || !parameter || !hasRange(parameter)) return;
    const signature = fanSignature(current, run, name);
    const id = fanId(key, name);
    this.#signatures.set(id, signature);
    const known = this.#memory.get(signature);
    const coming = known !== undefined && this.#order?.stock === known;
    if (known && (coming || isWhole(known))) {
      if (fans.peek().get(id)?.stale !== false) put(id, fanOf(run, name, known));
      if (coming && this.#order && !unasked) this.#order.unasked = false;
      return;
    }
    if (this.#order && unasked) return;
    this.#cancel();
    this.#fetch(current, run, name, { signature, values: affordable(stops(parameter), current.steps), unasked });
  }

  /** Fetch the next learning-rate curve that a card lacks. */
  wantNext() {
    const current = comparison.peek();
    for (const run of current.runs) {
      if (this.#order) return;
      if (run.pinned) continue;
      const parameter = findParameter(parametersOf(run), "lr");
      if (!parameter || !hasRange(parameter)) continue;
      const costly = stops(parameter).length * current.steps > UNASKED_POSITIONS;
      if (costly || freshFan(run.key, "lr") || this.#refused.has(fanSignature(current, run, "lr"))) continue;
      this.want(run.key, "lr", { unasked: true });
    }
  }

  /** Give up what nobody waits for, so that a comparison has the machine. */
  yieldTurn() {
    if (this.#order?.unasked) this.#cancel();
  }

  /** Forget what was asked of a connection that is gone. */
  drop() {
    this.#order = null;
  }

  /** Bring the fans of the page in line with a changed comparison. */
  follow() {
    const current = comparison.peek();
    const former = fans.peek();
    const places = this.#places();
    /** @type {Map<string, Fan>} */
    const next = new Map();
    for (const place of places) {
      const fan = this.#followed(current, place, former.get(place.id) ?? null);
      if (fan) next.set(place.id, fan);
    }
    const held = new Set(places.map((place) => place.id));
    for (const id of this.#signatures.keys()) if (!held.has(id)) this.#signatures.delete(id);
    if (![...this.#signatures.values()].includes(this.#order?.stock.signature ?? "")) this.#cancel();
    if (next.size !== former.size || [...next].some(([id, fan]) => former.get(id) !== fan)) fans.value = next;
  }

  /** Take a message of the stream; false if it belongs to nobody here. @param {Json} message */
  take(message) {
    const order = this.#order;
    if (!order || message.id !== order.id) return false;
    const { stock } = order;
    if (message.type === "fan_chunk") {
      if (!stock.runs[message.index]) stock.arrived += 1;
      stock.runs[message.index] = { x: message.x, y: message.y, loss: message.loss, status: message.status };
      nextFrame(order.draw);
    } else if (message.type !== "started" && message.type !== "note") {
      if (message.type === "error") this.#refused.add(stock.signature);
      this.#order = null;
      this.#onDone();
    }
    return true;
  }

  /** Every fan of the page with its run. @returns {Place[]} */
  #places() {
    return comparison.peek().runs.flatMap((run) =>
      [...this.#signatures.keys()]
        .filter((id) => id.startsWith(`${run.key}/`))
        .map((id) => ({ run, id, name: id.slice(run.key.length + 1) })),
    );
  }

  /** A fan as it is now: another from memory, a memory of what it was, or with its value at another place. @param {Comparison} current @param {Place} place @param {Fan | null} fan */
  #followed(current, { run, id, name }, fan) {
    const signature = fanSignature(current, run, name);
    if (this.#signatures.get(id) !== signature) {
      this.#signatures.set(id, signature);
      const known = this.#memory.get(signature);
      if (known && isWhole(known)) return fanOf(run, name, known);
      return fan && !fan.stale ? { ...fan, stale: true, current: -1 } : fan;
    }
    if (!fan || fan.stale) return fan;
    const index = fan.values.indexOf(valueOf(run, name));
    return index === fan.current ? fan : { ...fan, current: index };
  }

  /** @param {Comparison} current @param {Run} run @param {string} name @param {{ signature: string, values: number[], unasked: boolean }} wish */
  #fetch(current, run, name, { signature, values, unasked }) {
    this.#count += 1;
    const id = `f${this.#count}`;
    const document = { objective: current.objective, runs: [wireRun(run)], steps: current.steps, seed: current.seed };
    if (!this.#send({ type: "fan", id, comparison: document, run: 0, param: name, values })) return;
    const stock = { signature, values, runs: values.map(() => null), arrived: 0 };
    this.#memory.set(signature, stock);
    this.#order = { id, stock, unasked, draw: () => this.#show(stock) };
  }

  /**
   * Show what has arrived of a stock wherever the page has the same question; a curve that nobody asked for is shown
   * when it is whole.
   * @param {Stock} stock
   */
  #show(stock) {
    const awaited = this.#order?.stock === stock && !this.#order.unasked;
    if (!awaited && !isWhole(stock)) return;
    batch(() => {
      for (const { run, name, id } of this.#places()) {
        if (this.#signatures.get(id) === stock.signature) put(id, fanOf(run, name, stock));
      }
    });
  }

  #cancel() {
    if (this.#order) this.#send({ type: "cancel", id: this.#order.id });
    this.#order = null;
  }
}

/** As many evenly spaced stops as the server may record at so many steps. @param {number[]} all @param {number} steps */
function affordable(all, steps) {
  const stride = Math.ceil((all.length * (steps + 1)) / (catalog.peek().limits.values ?? Infinity));
  return stride > 1 ? all.filter((_, index) => index % stride === 0) : all;
}

/** @param {Stock} stock */
const isWhole = (stock) => stock.arrived === stock.values.length;

/** @param {Run} run @param {string} name @param {Stock} stock @returns {Fan} */
const fanOf = (run, name, stock) => ({
  values: stock.values,
  runs: [...stock.runs],
  current: stock.values.indexOf(valueOf(run, name)),
  stale: false,
});

/** @param {string} id @param {Fan} fan */
function put(id, fan) {
  fans.value = new Map(fans.peek()).set(id, fan);
}
