// @ts-check
/** How a link was made: the version of its grammar, the torch it was made with, and how an older one is read. */

/** @import { Json } from "./types.js" */

/** The version that is written. What changes the meaning of a property adds one, and a row to OLDER. */
export const VERSION = 1;

/** @typedef {Map<string, { value: Json, texts: string[] }>} Given */

/**
 * What to do with the properties of a link of each version to have them as the next one has them. Links without a
 * version are of the first.
 * @type {((given: Given) => void)[]}
 */
const OLDER = [
  // Since there are parts to hide, what the stage shows is called `stage`.
  (given) => rename(given, "show", "stage"),
];

/** @param {Given} given @param {string} former @param {string} name */
function rename(given, former, name) {
  const part = given.get(former);
  if (part) given.set(name, part);
  given.delete(former);
}

/** Takes the version and torch's out of a link, and makes its other properties those of today; a version that is none is left in it. @param {Given} given */
export function takeMade(given) {
  const version = given.get("v")?.value ?? 0;
  const torch = given.get("torch")?.value ?? null;
  given.delete("torch");
  if (!Number.isInteger(version) || version < 0) return { version: null, torch: null };
  given.delete("v");
  for (const renew of OLDER.slice(version)) renew(given);
  return { version: /** @type {number} */ (version), torch: typeof torch === "string" ? torch : null };
}
