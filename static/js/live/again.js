// @ts-check
/** What the server was too busy for is asked for again by itself, ever more patiently. */

import { waitBefore } from "./socket.js";

/** @import { Json } from "../types.js" */

/** Whether the server has too much to do just now. @param {Json} message */
export const isBusy = (message) => message.type === "error" && message.error.code === "busy";

export class Again {
  #refused = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** Do it after a wait, longer after each refusal and of a random length: a whole class must not come back at once. @param {() => void} action */
  later(action) {
    this.#refused += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(action, waitBefore(this.#refused, Math.random()));
  }

  /** The server has time again, or nobody waits any more. */
  end() {
    this.#refused = 0;
    clearTimeout(this.#timer);
  }
}
