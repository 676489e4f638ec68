// @ts-check
/** Fans: one run over all the stops of a slider, fetched when a hand comes near it and kept while they hold. */

import { batch } from "../../vendor/preact.js";
import { findParameter, parametersOf, valueOf } from "../catalog.js";
import { hasRange, stops } from "../controls/scale.js";
import { nextFrame } from "../frame.js";
import { comparison, fans } from "../signals.js";
import { createMemory } from "./memory.js";
import { fanSignature, wireRun } from "./wire.js";

/** @import { Comparison, Fan, FanRun, Json, Run } from "../types.js" */

const KEPT_FANS = 48;
/** Fans are fetched unasked while all their positions together stay below this. */
const UNASKED_POSITIONS = 120_000;

/** @typedef {{ signature: string, values: number[], runs: (FanRun | null)[], arrived: number }} Stock */
/** @typedef {{ id: string, stock: Stock, unasked: boolean, draw: () => void }} Order */

/** The place of a fan in the map of fans. @param {string} key @param {string} name */
export const fanId = (key, name) => `${key}/${name}`;

/** The fan that may stand for a run's own path now, null where there is none. @param {string} key @param {string} name */
export function freshFan(key, name) {
  const fan = fans.peek().get(fanId(key, name));
  return fan && !fan.stale ? fan : null;
}

/** @param {{ send: (message: object) => boolean, onDone: () => void }} options `onDone`: the fan in flight has ended */
export function createFans({ send, onDone }) {
  /** @type {ReturnType<typeof createMemory<Stock>>} */
  const memory = createMemory(KEPT_FANS);
  /** What the fans on the page were made for. @type {Map<string, string>} */
  const signatures = new Map();
  /** Questions that the server refused: the comparison's own refusal tells the person; asking again would not help. */
  const refused = new Set();
  /** @type {Order | null} */
  let order = null;
  let count = 0;

  /** @param {Run} run @param {string} name @param {Stock} stock @returns {Fan} */
  const fanOf = (run, name, stock) => ({
    values: stock.values,
    runs: [...stock.runs],
    current: stock.values.indexOf(valueOf(run, name)),
    stale: false,
  });

  /** @param {string} id @param {Fan} fan */
  const put = (id, fan) => {
    fans.value = new Map(fans.peek()).set(id, fan);
  };

  const cancel = () => {
    if (!order) return;
    send({ type: "cancel", id: order.id });
    order = null;
  };

  /**
   * Show what has arrived of a stock wherever the page has the same question; a curve that nobody asked for is shown
   * when it is whole.
   * @param {Stock} stock
   */
  const show = (stock) => {
    const awaited = order?.stock === stock && !order.unasked;
    if (!awaited && stock.arrived < stock.values.length) return;
    batch(() => {
      for (const [run, name, id] of places()) {
        if (signatures.get(id) === stock.signature) put(id, fanOf(run, name, stock));
      }
    });
  };

  /** Every fan on the page with its run. @returns {[Run, string, string][]} */
  const places = () =>
    comparison.peek().runs.flatMap((run) =>
      [...signatures.keys()]
        .filter((id) => id.startsWith(`${run.key}/`))
        .map((id) => /** @type {[Run, string, string]} */ ([run, id.slice(run.key.length + 1), id])),
    );

  /**
   * Make the fan of a slider ready: from memory, or from the server.
   * @param {string} key @param {string} name @param {{ unasked?: boolean }} [how] `unasked`: no hand is near it
   */
  const want = (key, name, how = {}) => {
    const current = comparison.peek();
    const run = current.runs.find((one) => one.key === key);
    const parameter = run && findParameter(parametersOf(run), name);
    if (!run || !parameter || !hasRange(parameter)) return;
    const signature = fanSignature(current, run, name);
    const id = fanId(key, name);
    signatures.set(id, signature);
    const known = memory.get(signature);
    if (known && (known.arrived === known.values.length || order?.stock === known)) {
      if (fans.peek().get(id)?.stale !== false) put(id, fanOf(run, name, known));
      if (order?.stock === known && !how.unasked) order.unasked = false;
      return;
    }
    if (order && how.unasked) return;
    cancel();
    fetchFan(current, run, name, signature, stops(parameter), how.unasked ?? false);
  };

  /** @param {Comparison} current @param {Run} run @param {string} name @param {string} signature @param {number[]} values @param {boolean} unasked */
  const fetchFan = (current, run, name, signature, values, unasked) => {
    count += 1;
    const id = `f${count}`;
    const document = { objective: current.objective, runs: [wireRun(run)], steps: current.steps, seed: current.seed };
    if (!send({ type: "fan", id, comparison: document, run: 0, param: name, values })) return;
    const stock = { signature, values, runs: values.map(() => null), arrived: 0 };
    memory.set(signature, stock);
    order = { id, stock, unasked, draw: () => show(stock) };
  };

  return {
    want,
    /** Give up what nobody waits for, so that a comparison has the machine. */
    yieldTurn() {
      if (order?.unasked) cancel();
    },
    /** Forget what was asked of a connection that is gone. */
    drop() {
      order = null;
    },
    /** Fetch the next learning-rate curve that a visible card lacks. */
    wantNext() {
      const current = comparison.peek();
      if (order) return;
      for (const run of current.runs) {
        const parameter = findParameter(parametersOf(run), "lr");
        if (!parameter || !hasRange(parameter)) continue;
        if (stops(parameter).length * current.steps > UNASKED_POSITIONS) continue;
        if (!freshFan(run.key, "lr") && !refused.has(fanSignature(current, run, "lr"))) {
          want(run.key, "lr", { unasked: true });
          if (order) return;
        }
      }
    },
    /** Bring the fans of the page in line with a changed comparison. */
    follow() {
      const current = comparison.peek();
      const next = new Map();
      let orderHolds = false;
      for (const [run, name, id] of places()) {
        const fan = fans.peek().get(id);
        const signature = fanSignature(current, run, name);
        orderHolds ||= signature === order?.stock.signature;
        if (signatures.get(id) !== signature) {
          signatures.set(id, signature);
          const known = memory.get(signature);
          if (known && known.arrived === known.values.length) next.set(id, fanOf(run, name, known));
          else if (fan) next.set(id, fan.stale ? fan : { ...fan, stale: true, current: -1 });
        } else if (fan) {
          const index = fan.values.indexOf(valueOf(run, name));
          next.set(id, index === fan.current || fan.stale ? fan : { ...fan, current: index });
        }
      }
      if (!orderHolds) cancel();
      for (const id of signatures.keys()) {
        if (!current.runs.some((run) => id.startsWith(`${run.key}/`))) signatures.delete(id);
      }
      const former = fans.peek();
      const changed = next.size !== former.size || [...next].some(([id, fan]) => former.get(id) !== fan);
      if (changed) fans.value = next;
    },
    /** Take a message of the stream; false if it belongs to nobody here. @param {Json} message */
    take(message) {
      if (message.id !== order?.id || !order) return false;
      const { stock } = order;
      if (message.type === "fan_chunk") {
        if (!stock.runs[message.index]) stock.arrived += 1;
        stock.runs[message.index] = { x: message.x, y: message.y, loss: message.loss, status: message.status };
        nextFrame(order.draw);
      } else if (message.type !== "started") {
        if (message.type === "error") refused.add(stock.signature);
        order = null;
        onDone();
      }
      return true;
    },
  };
}
