// @ts-check
/** The texts of the page in its language: a function for each section of texts.js. */

import { view } from "./signals.js";
import { TEXTS } from "./texts.js";

/** @import { Text } from "./types.js" */

/**
 * A function from a key to its text in the language of the page; `{name}` in a text is filled from `values`.
 * @template {string} Key @param {Record<Key, Text>} table
 */
function translator(table) {
  return (/** @type {Key} */ key, /** @type {Record<string, string | number>} */ values = {}) => {
    const text = table[key][view.value.language];
    return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
  };
}

/** @typedef {keyof typeof TEXTS.page} TextKey */
/** @typedef {keyof typeof TEXTS.stage} Word */
/** @typedef {keyof typeof TEXTS.model} ModelWord */
/** @typedef {keyof typeof TEXTS.learning} Term */
/** @typedef {keyof typeof TEXTS.loss} LossWord */
/** @typedef {keyof typeof TEXTS.planes} PlaneWord */
/** @typedef {keyof typeof TEXTS.trials} TrialWord */
/** @typedef {keyof typeof TEXTS.step} StepWord */
/** @typedef {keyof typeof TEXTS.exports} ExportWord */
/** @typedef {keyof typeof TEXTS.builder} BuilderWord */
/** @typedef {keyof typeof TEXTS.sharing} ShareWord */
/** @typedef {keyof typeof TEXTS.help} HelpWord */
/** @typedef {keyof typeof TEXTS.tour} TourWord */

export const t = translator(/** @type {Record<TextKey, Text>} */ (TEXTS.page));
export const word = translator(TEXTS.stage);
export const modelWord = translator(/** @type {Record<ModelWord, Text>} */ (TEXTS.model));
export const term = translator(TEXTS.learning);
export const lossWord = translator(TEXTS.loss);
export const planeWord = translator(TEXTS.planes);
export const curvatureWord = translator(TEXTS.curvature);
export const basinWord = translator(TEXTS.basins);
export const trialWord = translator(TEXTS.trials);
export const stepWord = translator(TEXTS.step);
export const backwardWord = translator(TEXTS.backward);
export const exportWord = translator(TEXTS.exports);
export const askWord = translator(TEXTS.asking);
export const builderWord = translator(TEXTS.builder);
export const sideWord = translator(TEXTS.sides);
export const shareWord = translator(TEXTS.sharing);
export const helpWord = translator(TEXTS.help);
export const tourWord = translator(TEXTS.tour);
