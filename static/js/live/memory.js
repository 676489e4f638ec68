// @ts-check
/** A small memory that forgets what was used longest ago. */

/** @template T @typedef {{ get: (key: string) => T | undefined, set: (key: string, value: T) => void }} Memory */

/** @template T @param {number} most @returns {Memory<T>} */
export function createMemory(most) {
  /** @type {Map<string, T>} */
  const kept = new Map();
  return {
    get(key) {
      const value = kept.get(key);
      if (value !== undefined) {
        kept.delete(key);
        kept.set(key, value);
      }
      return value;
    },
    set(key, value) {
      kept.delete(key);
      kept.set(key, value);
      if (kept.size > most) kept.delete(/** @type {string} */ (kept.keys().next().value));
    },
  };
}
