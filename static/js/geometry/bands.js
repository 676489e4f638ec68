// @ts-check
/** A small picture of a landscape: flat bands of height with a line between them, as pixels. */

/** @typedef {[number, number, number]} Rgb */

/**
 * The bands hold equally many grid points each, so that every function shows its shape, whatever its range.
 * Where the function is undefined, pixels stay transparent.
 * @param {(number | null)[][]} z row j is at the j-th y from below @param {number} width @param {number} height
 * @param {Rgb[]} colours one for each band, from low to high @param {Rgb} line @param {number} strength of the line, 0 to 1
 * @returns {Uint8ClampedArray<ArrayBuffer>} RGBA rows from above
 */
export function bandPixels(z, width, height, colours, line, strength) {
  const limits = bandLimits(z, colours.length);
  const bands = new Int8Array(width * height);
  for (let row = 0; row < height; row++) {
    const v = (1 - row / (height - 1)) * (z.length - 1);
    for (let column = 0; column < width; column++) {
      const u = (column / (width - 1)) * (z[0].length - 1);
      bands[row * width + column] = bandOf(interpolate(z, u, v), limits);
    }
  }
  const pixels = new Uint8ClampedArray(4 * width * height);
  for (let at = 0; at < bands.length; at++) {
    const band = bands[at];
    if (band < 0) continue;
    const right = (at + 1) % width ? bands[at + 1] : band;
    const below = at + width < bands.length ? bands[at + width] : band;
    const mix = (right >= 0 && right !== band) || (below >= 0 && below !== band) ? strength : 0;
    for (let c = 0; c < 3; c++) pixels[4 * at + c] = colours[band][c] * (1 - mix) + line[c] * mix;
    pixels[4 * at + 3] = 255;
  }
  return pixels;
}

/** The upper limits of all bands but the last. @param {(number | null)[][]} z @param {number} count */
export function bandLimits(z, count) {
  const finite = z.flat().filter((value) => value !== null && Number.isFinite(value));
  const sorted = Float64Array.from(/** @type {number[]} */ (finite)).sort();
  return Array.from({ length: count - 1 }, (_, i) => sorted[Math.floor(((i + 1) / count) * (sorted.length - 1))] ?? 0);
}

/** @param {number | null} value @param {number[]} limits */
function bandOf(value, limits) {
  if (value === null || Number.isNaN(value)) return -1;
  let band = 0;
  while (band < limits.length && value > limits[band]) band += 1;
  return band;
}

/** The value between four grid points. @param {(number | null)[][]} z @param {number} u @param {number} v */
function interpolate(z, u, v) {
  const [i, j] = [Math.min(Math.floor(u), z[0].length - 2), Math.min(Math.floor(v), z.length - 2)];
  const [a, b, c, d] = [z[j][i], z[j][i + 1], z[j + 1][i], z[j + 1][i + 1]];
  if (a === null || b === null || c === null || d === null) return null;
  const [s, t] = [u - i, v - j];
  return (a * (1 - s) + b * s) * (1 - t) + (c * (1 - s) + d * s) * t;
}
