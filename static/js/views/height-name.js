// @ts-check
/** What the height of a landscape is called. */

import { isModel } from "../state.js";
import { word } from "./words.js";

/** @import { Field } from "../geometry/scaling.js" */

/** @param {Field} field */
export function heightName({ log, base, baseKnown }) {
  if (isModel.value) return word(log && base !== 0 ? "lossHeightAbove" : "lossHeight");
  return !log || (base === 0 && baseKnown) ? word("height") : word(baseKnown ? "heightKnown" : "heightAbove");
}
