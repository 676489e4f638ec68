// @ts-check
/** One request over HTTP, answered as a whole. */

import { recordedAnswer, recording } from "./recording.js";

/** @import { Json, Problem } from "../types.js" */

/** What the server, or the way to it, said no to. */
export class Refused extends Error {
  /** @param {Problem} problem */
  constructor(problem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** @param {string} path @param {object} body @param {AbortSignal} [signal] @returns {Promise<Json>} */
export async function post(path, body, signal) {
  if (recording()) return recordedAnswer(path, body);
  return (await answered(path, body, signal)).json();
}

/** The same where the answer is a file. @param {string} path @param {object} body @returns {Promise<Blob>} */
export const postForFile = async (path, body) => (await answered(path, body)).blob();

/** @param {string} path @param {object} body @param {AbortSignal} [signal] @returns {Promise<Response>} */
async function answered(path, body, signal) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    signal,
  });
  if (response.ok) return response;
  const answer = await response.json().catch(() => null);
  throw new Refused(
    answer?.error ?? { code: "http", message: `${path} answered ${response.status} ${response.statusText}`, field: null },
  );
}
