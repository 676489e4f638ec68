// @ts-check
/** Streamed work beside the comparison: for each purpose one request under way, and the newest wins. */

/** @import { Json, Problem } from "../types.js" */

/**
 * @typedef {object} Listener
 * @property {string} prefix   of the ids, its own for each purpose
 * @property {(message: Json, request: Json) => void} onMessage   all that is between `started` and the end
 * @property {(end: { how: "finished" | "cancelled" } | { how: "error", problem: Problem }, request: Json) => void} [onEnd]
 *   not called for a request that a newer one replaced
 */

/**
 * @typedef {object} Analysis
 * @property {(request: object) => void} ask   `{ type, ...fields }`; what was under way is given up. Where the
 *   connection is lost it is asked when there is one again
 * @property {() => void} cancel   end what is under way; `onEnd` tells when it has
 * @property {() => void} drop   forget what is under way; nothing more is told
 * @property {() => boolean} busy
 */

/** @type {((message: object) => boolean) | null} */
let send = null;
/** What is under way, by its id. @type {Map<string, (message: Json) => void>} */
const underWay = new Map();
/** How each analysis begins again on a new connection. @type {Set<() => void>} */
const again = new Set();
let count = 0;

/** Speak through this connection from now on. @param {(message: object) => boolean} through */
export function speakThrough(through) {
  send = through;
}

/** Ask again for what a lost connection took along. */
export function askAgain() {
  underWay.clear();
  for (const ask of again) ask();
}

/** Take a message of the stream; false if it belongs to nobody here. @param {Json} message */
export function takeAnalysis(message) {
  const take = underWay.get(message.id);
  take?.(message);
  return take !== undefined;
}

/** @param {Listener} listener @returns {Analysis} */
export function createAnalysis({ prefix, onMessage, onEnd }) {
  /** @type {{ id: string, request: object } | null} */
  let current = null;

  const release = () => {
    if (current) underWay.delete(current.id);
    current = null;
  };

  /** @param {Json} message */
  const take = (message) => {
    const request = current?.request;
    if (["finished", "cancelled", "error"].includes(message.type)) {
      release();
      onEnd?.(message.type === "error" ? { how: "error", problem: message.error } : { how: message.type }, request);
    } else if (message.type !== "started") onMessage(message, request);
  };

  /** @param {object} request */
  const begin = (request) => {
    count += 1;
    current = { id: `${prefix}${count}`, request };
    underWay.set(current.id, take);
    send?.({ ...request, id: current.id });
  };

  const giveUp = () => {
    if (current) send?.({ type: "cancel", id: current.id });
    release();
  };

  again.add(() => {
    if (current) begin(current.request);
  });

  return {
    ask(request) {
      giveUp();
      begin(request);
    },
    cancel() {
      if (current) send?.({ type: "cancel", id: current.id });
    },
    drop: giveUp,
    busy: () => current !== null,
  };
}
