// @ts-check
/** How often a classifier took which class for which, and the numbers that follow. */

/** The index of the largest, the first of equals. @param {ArrayLike<number>} values */
export function largest(values) {
  let best = 0;
  for (let k = 1; k < values.length; k++) if (values[k] > values[best]) best = k;
  return best;
}

/**
 * Rows are the true classes, columns the predicted ones. A sample without a prediction, null, is not counted.
 * @param {number[]} actual @param {(number | null)[]} predicted @param {number} classes @returns {number[][]}
 */
export function confusionMatrix(actual, predicted, classes) {
  const matrix = Array.from({ length: classes }, () => Array(classes).fill(0));
  actual.forEach((one, k) => {
    const other = predicted[k];
    if (other !== null && other !== undefined) matrix[one][other] += 1;
  });
  return matrix;
}

/** @typedef {{ precision: number | null, recall: number | null, f1: number | null, count: number }} ClassReport */

/** A share, null of nothing. @param {number} part @param {number} whole */
const share = (part, whole) => (whole > 0 ? part / whole : null);

/** Of each class: how many of its predictions are right, how many of its samples are found. @param {number[][]} matrix */
export function reportOf(matrix) {
  const total = matrix.flat().reduce((sum, count) => sum + count, 0);
  /** @type {ClassReport[]} */
  const classes = matrix.map((row, index) => {
    const right = row[index];
    const count = row.reduce((sum, one) => sum + one, 0);
    const claimed = matrix.reduce((sum, one) => sum + one[index], 0);
    return { precision: share(right, claimed), recall: share(right, count), f1: share(2 * right, count + claimed), count };
  });
  const right = matrix.reduce((sum, row, index) => sum + row[index], 0);
  const scored = classes.filter(({ f1 }) => f1 !== null);
  const macro = share(scored.reduce((sum, { f1 }) => sum + (f1 ?? 0), 0), scored.length);
  return { accuracy: share(right, total), macroF1: macro, total, classes };
}

/**
 * The classes that scores mean: of a probability of class 1 by the threshold, of a list of probabilities the largest.
 * @param {(number | number[] | null)[]} scores @param {number} threshold @returns {(number | null)[]}
 */
export function predictedClasses(scores, threshold) {
  return scores.map((score) => {
    if (score === null) return null;
    if (typeof score === "number") return Number(score > threshold);
    return score.includes(/** @type {any} */ (null)) ? null : largest(score);
  });
}
