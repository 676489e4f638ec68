// @ts-check
/** Weights that a run can begin with: those of finished runs, those that were uploaded, and those that a link names. */

import { signal } from "../vendor/preact.js";
import { labelOf } from "./catalog.js";
import { Refused } from "./live/post.js";
import { comparison, results } from "./state.js";

/** @typedef {{ id: string, name: string }} Uploaded */

/** What was uploaded to the server from this page. */
const uploads = signal(/** @type {Uploaded[]} */ ([]));

/** @typedef {{ id: string, label: string, which: "best" | "last" | "file" }} Checkpoint */

/** All that is known here, each once. @returns {Checkpoint[]} */
export function checkpoints() {
  /** @type {Map<string, Checkpoint>} */
  const found = new Map();
  for (const run of comparison.value.runs) {
    const own = results.value.get(run.key)?.checkpoints;
    for (const which of /** @type {const} */ (["best", "last"])) {
      const id = own?.[which];
      if (id && !found.has(id)) found.set(id, { id, label: labelOf(run), which });
    }
  }
  for (const { id, name } of [...remembered.value, ...uploads.value]) if (!found.has(id)) found.set(id, { id, label: name, which: "file" });
  return [...found.values()];
}

/** Weights that a run begins with, which may outlive the run that they are of. */
const remembered = signal(/** @type {Uploaded[]} */ ([]));

/** Keep a checkpoint under the name it has now: its run may be trained anew. @param {string} id @param {string} name */
export function remember(id, name) {
  if (!remembered.value.some((one) => one.id === id)) remembered.value = [...remembered.value, { id, name }];
}

/** Where a checkpoint's file is. @param {string} id */
export const checkpointUrl = (id) => `/api/checkpoints/${encodeURIComponent(id)}`;

/** Give the server a safetensors file; throws a `Refused` where it is none. @param {File} file @returns {Promise<string>} its id */
export async function upload(file) {
  const response = await fetch("/api/checkpoints", {
    method: "POST",
    headers: { "Content-Type": "application/octet-stream" },
    body: file,
  });
  const answer = await response.json().catch(() => null);
  if (!response.ok) {
    const message = `the server answered ${response.status} ${response.statusText}`;
    throw new Refused(answer?.error ?? { code: "http", message, field: null });
  }
  uploads.value = [...uploads.value.filter(({ id }) => id !== answer.id), { id: answer.id, name: file.name }];
  return answer.id;
}
