// @ts-check
/** What a saved page has in the place of a server: the answers that were given when it was made. */

import { unpacked } from "../packed.js";
import { comparison } from "../signals.js";
import { wireComparison, wireRun } from "./wire.js";

/** @import { Catalog, Comparison, Json, WireComparison } from "../types.js" */

/**
 * @typedef {object} Recording
 * @property {WireComparison} comparison
 * @property {Catalog} catalog
 * @property {Json[]} runs  the messages that answer the comparison
 * @property {Json[]} curvature
 * @property {Json[][]} steps  of each run, taken apart
 * @property {(Json & { loss: Json })[]} landscapes
 * @property {Json} dataset
 * @property {Json} formula
 */

/** @type {Recording | null} */
let held = null;
/** The saved comparison as this page asks for it: any other was never computed. */
let recorded = "";

const UNKNOWN = { code: "recorded", message: "this page replays what was saved: something new needs a server", field: null };

/** Unpack what the page was saved with, if it was. */
export async function openRecording() {
  const packed = document.getElementById("recording");
  if (packed) held = await unpacked(packed).json();
}

/** Say how the page asks for what was saved. @param {Comparison} saved */
export function expect(saved) {
  recorded = JSON.stringify(wireComparison(saved));
}

/** What was saved; null on a page that has a server. */
export const recording = () => held;

/** The answer to a request over HTTP. @param {string} path @param {Json} body @returns {Promise<Json>} */
export async function recordedAnswer(path, body) {
  if (held === null) throw new Error("nothing was recorded");
  if (path === "/api/landscape") {
    const loss = body.objective.kind === "model" ? JSON.stringify(body.objective.loss) : null;
    const found = held.landscapes.find((one) => loss === null || JSON.stringify(one.loss) === loss);
    const wide = found && (!body.domain || sameDomain(found, body.domain));
    if (found && wide) return found;
  }
  if (path === "/api/dataset" && held.dataset) return held.dataset;
  if (path === "/api/formula" && held.formula) return held.formula;
  // Given up, as a request that a newer one replaced: what was there before stays.
  throw new DOMException(UNKNOWN.message, "AbortError");
}

/** A landscape of a part of the domain was not saved. @param {Json} grid @param {number[]} domain */
function sameDomain({ x, y }, [left, right, bottom, top]) {
  const near = (/** @type {number} */ a, /** @type {number} */ b, /** @type {number} */ span) => Math.abs(a - b) <= 1e-9 * Math.abs(span);
  return near(x[0], left, right - left) && near(x[x.length - 1], right, right - left) && near(y[0], bottom, top - bottom) && near(y[y.length - 1], top, top - bottom);
}

/**
 * A connection that answers from what was saved.
 * @param {{ onOpen: () => void, onMessage: (message: Json) => void }} listener @returns {import("./socket.js").Socket}
 */
export function replay({ onOpen, onMessage }) {
  queueMicrotask(onOpen);
  return {
    send(message) {
      queueMicrotask(() => {
        const { id } = /** @type {Json} */ (message);
        for (const told of answersTo(message)) onMessage({ ...told, id });
      });
      return true;
    },
    retry() {},
    close() {},
  };
}

/** @param {Json} message @returns {Json[]} */
function answersTo(message) {
  if (held === null) return [];
  switch (message.type) {
    case "compare":
      return JSON.stringify(message.comparison) === recorded ? [{ type: "started", spec: held.comparison }, ...held.runs] : [refusal()];
    case "curvature":
      return held.curvature.length > 0 ? [...held.curvature, { type: "finished" }] : [refusal()];
    case "inspect":
      return stepsOf(message);
    case "fan":
    case "cancel":
    case "pause":
    case "continue":
      return [];
    default:
      return [refusal()];
  }
}

const refusal = () => ({ type: "error", error: UNKNOWN });

/** The steps of the run that is asked about, as far as they were saved. @param {Json} message @returns {Json[]} */
function stepsOf({ comparison: asked, step, steps }) {
  const run = JSON.stringify(asked.runs[0]);
  const place = comparison.peek().runs.findIndex((one) => JSON.stringify(wireRun(one)) === run);
  const parts = (held?.steps[place] ?? []).map((part) => ({
    ...part,
    entries: part.entries.filter((/** @type {Json} */ entry) => entry.step >= step && entry.step < step + steps),
  }));
  const found = parts.filter(({ entries }) => entries.length > 0);
  return found.length > 0 ? [...found, { type: "finished" }] : [refusal()];
}
