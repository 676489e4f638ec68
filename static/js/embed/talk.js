// @ts-check
/** The page in a frame and the page around it: messages of allowed origins are obeyed and answered, all others are not heard. */

import { effect } from "../../vendor/preact.js";
import { opened } from "../scene.js";
import { catalog } from "../state.js";
import { obey } from "./commands.js";
import { SPOKEN, Unheard, isOurs, listenerTo } from "./message.js";
import { report, reportAll } from "./reports.js";

/** @import { Json } from "../types.js" */

/** @typedef {{ origin: string, source: unknown, data: Json }} Heard  a message as a window hears it */
/** @typedef {{ postMessage: (data: object, target: string) => void }} Host */

/**
 * Speak with the page around from the first scene on.
 * @param {{ parent: Host, own: string, configured: string, listen: (hear: (event: Heard) => void) => void }} frame
 */
export function talk({ parent, own, configured, listen }) {
  const allowed = listenerTo(configured, own);
  /** Who has been welcomed: a host that greets in return is not greeted without end. @type {Set<string>} */
  const welcomed = new Set();
  /** The origin that has spoken: nobody else is told anything. @type {string | null} */
  let host = null;
  /** @param {string} type @param {object} [fields] @param {string | null} [target] */
  const say = (type, fields = {}, target = host) => {
    if (target !== null) parent.postMessage({ thalweg: SPOKEN, type, ...fields }, target);
  };
  const ready = (/** @type {string | null} */ target) =>
    say("ready", { version: catalog.peek().version, torch: catalog.peek().torch }, target);

  /** @param {Heard} event */
  const answer = ({ origin, data }) => {
    // A page without an origin of its own can be answered only in this way; it was allowed by *.
    host = origin === "null" ? "*" : origin;
    try {
      const type = obey(data);
      if (type === "hello" && !welcomed.has(host)) ready(host);
      if (type === "hello") welcomed.add(host);
      if (type === "hello" || type === "state") reportAll(say);
    } catch (error) {
      if (!(error instanceof Unheard)) reportError(error);
      say("error", { message: error instanceof Error ? error.message : String(error) });
    }
  };

  /** What was said before there was a scene. @type {Heard[]} */
  const early = [];
  let begun = false;
  listen((event) => {
    if (event.source !== parent || !allowed(event.origin) || !isOurs(event.data)) return;
    if (begun) answer(event);
    else early.push(event);
  });
  const stop = effect(() => {
    if (opened.value === null || begun) return;
    begun = true;
    queueMicrotask(() => {
      stop();
      ready("*");
      report(say);
      early.forEach(answer);
    });
  });
}
