// @ts-check
/** What the axes of a plane through a model's parameters are. */

import { formatNumber } from "../format.js";
import { planePicture, showsPlane } from "../state.js";
import { planeWord } from "../strings.js";

/** The names of both axes; null where they are the objective's own x and y. @returns {[string, string] | null} */
export function axisNames() {
  const picture = planePicture.value;
  if (!showsPlane.value || !picture?.plane) return null;
  const { kind, weights } = picture.choice;
  const { explained, eigenvalues } = picture.plane;
  switch (kind) {
    case "joint_pca":
    case "pca":
      return explained ? componentNames(explained) : null;
    case "hessian":
      return eigenvalues ? [curvatureName(eigenvalues[0]), curvatureName(eigenvalues[1])] : null;
    case "optimizer":
      return [planeWord("gradientAxis"), planeWord("updateAxis")];
    case "weights":
      return [weights[0], weights[1]];
    default:
      return [planeWord("directionAxis", { n: 1 }), planeWord("directionAxis", { n: 2 })];
  }
}

/** The axes stay where they were while runs learn; by their shares they are the first and the second. @param {[number, number]} explained @returns {[string, string]} */
function componentNames([x, y]) {
  const name = (/** @type {number} */ n, /** @type {number} */ share) => planeWord("componentAxis", { n, share: `${formatNumber(100 * share, 2)} %` });
  return x >= y ? [name(1, x), name(2, y)] : [name(2, x), name(1, y)];
}

/** @param {number} value */
const curvatureName = (value) => planeWord("curvatureAxis", { value: formatNumber(value, 3) });
