// @ts-check
/** One request in flight, and at most one waiting: the newest. So a drag neither starves nor piles up. */

/** However long the server takes, a hand's newest wish is sent after this. */
const LONGEST_PATIENCE_MS = 10_000;

/**
 * @template T
 * @typedef {object} Lane
 * @property {(request: T) => void} ask      send it, or let it wait in the place of what waited before
 * @property {(id: string, answered?: boolean) => boolean} finish   the answer to `id` is complete, or it was refused;
 *   false if `id` is not in flight
 * @property {() => void} drop    forget what is in flight and what waits
 * @property {() => string | null} inFlight   the id in flight
 * @property {() => boolean} waiting
 */

/**
 * A lane whose requests are sent by `send(request, id)`; it answers false if it could not. What is `same` as the
 * request in flight is not sent again.
 * A request in flight for longer than `patience` ms is given up by `cancel(id)` when a newer one is asked for. Each
 * that is given up doubles the patience until one is answered: a server that is late would else be asked for ever more
 * of which nobody sees anything.
 * @template T
 * @param {{ prefix: string, send: (request: T, id: string) => boolean, cancel: (id: string) => void,
 *   same?: (one: T, other: T) => boolean, patience?: number, now?: () => number }} options
 * @returns {Lane<T>}
 */
export function createLane({ prefix, send, cancel, same = Object.is, patience = Infinity, now = () => performance.now() }) {
  let count = 0;
  let sentAt = 0;
  let wait = patience;
  /** @type {string | null} */
  let current = null;
  /** @type {T | null} */
  let asked = null;
  /** @type {{ request: T } | null} */
  let next = null;

  /** @param {T} request */
  const dispatch = (request) => {
    count += 1;
    const id = `${prefix}${count}`;
    current = send(request, id) ? id : null;
    asked = request;
    sentAt = now();
    next = null;
  };

  return {
    ask(request) {
      if (current !== null && same(/** @type {T} */ (asked), request)) {
        next = null;
        return;
      }
      if (current !== null && now() - sentAt < wait) {
        next = { request };
        return;
      }
      if (current !== null) {
        cancel(current);
        wait = Math.max(patience, Math.min(2 * wait, LONGEST_PATIENCE_MS));
      }
      dispatch(request);
    },
    finish(id, answered = true) {
      if (id !== current) return false;
      current = null;
      if (answered) wait = patience;
      if (next) dispatch(next.request);
      return true;
    },
    drop() {
      current = null;
      next = null;
      wait = patience;
    },
    inFlight: () => current,
    waiting: () => next !== null,
  };
}
