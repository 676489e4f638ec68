// @ts-check
/** Between the numbers of a plane and the pixels of the box that shows it. */

/** @typedef {[number, number, number, number]} Range  xmin, xmax, ymin, ymax */
/** @typedef {{ left: number, top: number, width: number, height: number }} Box  in pixels; y grows downwards */
/**
 * @typedef {object} Projection
 * @property {(x: number) => number} toX
 * @property {(y: number) => number} toY
 * @property {(pixel: number) => number} fromX
 * @property {(pixel: number) => number} fromY
 */

/** @param {Range} range @param {Box} box @returns {Projection} */
export function project([x0, x1, y0, y1], { left, top, width, height }) {
  const across = width / (x1 - x0);
  const down = height / (y1 - y0);
  return {
    toX: (x) => left + (x - x0) * across,
    toY: (y) => top + (y1 - y) * down,
    fromX: (pixel) => x0 + (pixel - left) / across,
    fromY: (pixel) => y1 - (pixel - top) / down,
  };
}

/** @param {number} x @param {number} y @param {Box} box */
export const inside = (x, y, { left, top, width, height }) =>
  x >= left && x <= left + width && y >= top && y <= top + height;

/** @param {number} value @param {number} low @param {number} high */
export const within = (value, low, high) => Math.min(high, Math.max(low, value));

/** The box of each panel when `count` panels share an area; each keeps `head` pixels above for its title.
 * @param {number} count @param {Box} area @param {{ gap: number, head: number }} space @returns {Box[]} */
export function panelBoxes(count, area, { gap, head }) {
  const columns = panelColumns(count, area.width / area.height);
  const rows = Math.ceil(count / columns);
  const width = (area.width - gap * (columns - 1)) / columns;
  const height = (area.height - gap * (rows - 1)) / rows - head;
  return Array.from({ length: count }, (_, index) => ({
    left: area.left + (index % columns) * (width + gap),
    top: area.top + Math.floor(index / columns) * (height + head + gap) + head,
    width,
    height,
  }));
}

/** The number of columns whose panels come nearest to 4:3, an empty place counting against it.
 * @param {number} count @param {number} aspect width over height of the whole */
export function panelColumns(count, aspect) {
  let best = 1;
  let least = Infinity;
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const shape = Math.abs(Math.log((aspect * rows) / columns / (4 / 3)));
    const waste = (rows * columns - count) / count;
    if (shape + waste < least) [least, best] = [shape + waste, columns];
  }
  return best;
}
