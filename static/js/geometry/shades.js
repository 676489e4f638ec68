// @ts-check
/** The ground of a panel as pixels: what a model answers everywhere, in shades of the classes' colours. */

/** @typedef {[number, number, number]} Rgb  0 to 255 */

/** The least and the most of a class's colour in its ground: even the surest must let points stand out. */
const FAINTEST = 0.1;
const STRONGEST = 0.46;

/** @param {string} hex such as #24668f @returns {Rgb} */
export const rgbOf = (hex) => /** @type {Rgb} */ ([1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)));

/** @param {Rgb} from @param {Rgb} to @param {number} share @returns {Rgb} */
export const mixed = (from, to, share) => /** @type {Rgb} */ (from.map((value, k) => value + share * (to[k] - value)));

/** How much of its colour a class has where the model is `sure`, 0 to 1. @param {number} sure */
const strength = (sure) => FAINTEST + (STRONGEST - FAINTEST) * Math.max(0, Math.min(1, sure));

/**
 * The pixels of a grid, its first row at the bottom; unknown values are clear.
 * @param {(number | null)[][]} values @param {(value: number, j: number, i: number) => Rgb} colour
 */
function pixels(values, colour) {
  const [rows, columns] = [values.length, values[0].length];
  const data = new Uint8ClampedArray(4 * rows * columns);
  values.forEach((row, j) =>
    row.forEach((value, i) => {
      if (value === null) return;
      const at = 4 * ((rows - 1 - j) * columns + i);
      data.set(colour(value, j, i), at);
      data[at + 3] = 255;
    }),
  );
  return { data, width: columns, height: rows };
}

/**
 * Probabilities of class 1: each side of the threshold in its class's colour, fainter near it.
 * @param {(number | null)[][]} values @param {number} threshold @param {Rgb} ground @param {[Rgb, Rgb]} classes
 */
export function sidesPixels(values, threshold, ground, classes) {
  return pixels(values, (value) => {
    const yes = value > threshold;
    const room = yes ? 1 - threshold : threshold;
    return mixed(ground, classes[Number(yes)], strength(room > 0 ? Math.abs(value - threshold) / room : 1));
  });
}

/**
 * The leading class at each point, fainter where it leads by less. @param {number[][]} leading
 * @param {(number | null)[][]} confidence @param {Rgb} ground @param {Rgb[]} classes
 */
export function classPixels(leading, confidence, ground, classes) {
  const least = 1 / classes.length;
  const known = leading.map((row, j) => row.map((index, i) => (confidence[j][i] === null ? null : index)));
  return pixels(known, (index, j, i) =>
    mixed(ground, classes[index], strength((/** @type {number} */ (confidence[j][i]) - least) / (1 - least))),
  );
}

/** Values on a scale of colours. @param {(number | null)[][]} values @param {[number, number]} range @param {[number, string][]} scale */
export function valuePixels(values, [low, high], scale) {
  const stops = scale.map(([place, hex]) => /** @type {[number, Rgb]} */ ([place, rgbOf(hex)]));
  return pixels(values, (value) => onScale(stops, (value - low) / (high - low || 1)));
}

/** @param {[number, Rgb][]} stops @param {number} place @returns {Rgb} */
export function onScale(stops, place) {
  const next = Math.max(1, stops.findIndex(([at]) => at >= place));
  const at = place >= stops[stops.length - 1][0] ? stops.length - 1 : next;
  const [[from, one], [to, other]] = [stops[at - 1], stops[at]];
  return mixed(one, other, Math.max(0, Math.min(1, (place - from) / (to - from))));
}
