// @ts-check
/** What the height of a landscape is called. */

import { datasetEntry, isModel, showsPlane, view } from "../state.js";
import { modelWord, word } from "../strings.js";

/** @import { Field } from "../geometry/scaling.js" */

/** @param {Field} field */
export function heightName({ log, base, baseKnown }) {
  const metric = showsPlane.value && view.value.plane.value === "metric" ? datasetEntry.value?.metric : undefined;
  if (metric) return modelWord(metric);
  if (isModel.value) return word(log && base !== 0 ? "lossHeightAbove" : "lossHeight");
  return !log || (base === 0 && baseKnown) ? word("height") : word(baseKnown ? "heightKnown" : "heightAbove");
}
