// @ts-check
/** Values counted in bins of one width. */

/**
 * The least range that holds all finite values, never empty. @param {(number | null)[]} values
 * @param {number[]} also values that must be in it @returns {[number, number]}
 */
export function spanOf(values, also = []) {
  let [low, high] = [Infinity, -Infinity];
  for (const value of [...values, ...also]) {
    if (value === null || !Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return [0, 1];
  return low === high ? [low - 0.5, high + 0.5] : [low, high];
}

/** The same range with room at both ends. @param {[number, number]} range @param {number} share @returns {[number, number]} */
export const withRoom = ([low, high], share) => [low - share * (high - low), high + share * (high - low)];

/**
 * How many values of each group fall into each bin; the ends take what lies beyond.
 * @param {(number | null)[]} values @param {number[]} groups of the values @param {number} count of groups
 * @param {[number, number]} range @param {number} bins @returns {number[][]} by group, then bin
 */
export function histogram(values, groups, count, [low, high], bins) {
  const counts = Array.from({ length: count }, () => Array(bins).fill(0));
  values.forEach((value, k) => {
    if (value === null || !Number.isFinite(value)) return;
    const bin = Math.floor(((value - low) / (high - low)) * bins);
    counts[groups[k]][Math.max(0, Math.min(bins - 1, bin))] += 1;
  });
  return counts;
}
