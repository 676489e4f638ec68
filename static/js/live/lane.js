// @ts-check
/** A few requests in flight, and at most one waiting: the newest. So a drag neither starves nor piles up. */

/**
 * @template T
 * @typedef {object} Lane
 * @property {(request: T) => void} ask      send it, or let it wait in the place of what waited before
 * @property {(id: string) => boolean} finish   the answer to `id` is complete; false if `id` is not in flight
 * @property {() => void} drop    forget what is in flight and what waits
 * @property {() => string | null} inFlight   the newest id in flight
 * @property {() => boolean} waiting
 */

/** @template T @typedef {{ id: string, request: T, sentAt: number }} Flight */

/**
 * A lane whose requests are sent by `send(request, id)`; it answers false if it could not. What is `same` as the
 * newest request in flight is not sent again. Up to `width` are in flight at once, evenly spaced in the time that
 * an answer takes, so that the answers to a drag come in an even flow.
 * When a newer one is asked for, a request in flight for longer than `patience` ms is given up by `cancel(id)`.
 * @template T
 * @param {{ prefix: string, send: (request: T, id: string) => boolean, cancel: (id: string) => void, width?: number,
 *   same?: (one: T, other: T) => boolean, patience?: number, now?: () => number }} options
 * @returns {Lane<T>}
 */
export function createLane(options) {
  const { prefix, send, cancel, width = 1, same = Object.is, patience = Infinity, now = () => performance.now() } = options;
  let count = 0;
  /** How long the last answer took. */
  let latency = 0;
  /** Oldest first. @type {Flight<T>[]} */
  let flights = [];
  /** @type {{ request: T } | null} */
  let next = null;

  /** @param {T} request */
  const dispatch = (request) => {
    count += 1;
    const id = `${prefix}${count}`;
    next = null;
    if (send(request, id)) flights.push({ id, request, sentAt: now() });
  };

  /** Whether one more may go out now. */
  const free = () => {
    const newest = flights.at(-1);
    return !newest || (flights.length < width && now() - newest.sentAt >= latency / width);
  };

  return {
    ask(request) {
      const newest = flights.at(-1);
      if (newest && same(newest.request, request)) {
        next = null;
        return;
      }
      const oldest = flights[0];
      if (oldest && now() - oldest.sentAt >= patience) {
        flights.shift();
        cancel(oldest.id);
      }
      if (free()) dispatch(request);
      else next = { request };
    },
    finish(id) {
      const flight = flights.find((one) => one.id === id);
      if (!flight) return false;
      latency = now() - flight.sentAt;
      flights = flights.filter((one) => one !== flight);
      if (next) dispatch(next.request);
      return true;
    },
    drop() {
      flights = [];
      next = null;
    },
    inFlight: () => flights.at(-1)?.id ?? null,
    waiting: () => next !== null,
  };
}
