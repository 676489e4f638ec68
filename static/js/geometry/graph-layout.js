// @ts-check
/** Where the nodes of a small graph stand: a column for each depth, each near what it is made of, none over another. */

/** @import { BackwardGraph } from "../types.js" */

/** @typedef {{ x: number, y: number }} Spot */

export const NODE = { width: 110, widest: 210, height: 62 };
const GAP = { x: 30, y: 16 };
const EDGE = 6;
/** The room that an edge takes where it passes a column. */
const LANE = 10;

/**
 * The middle of each node by its id, the points that each edge goes through (from right side to left side, in the order
 * of the edges), and the size of all, in pixels; a node's operands are to its left.
 * @param {Pick<BackwardGraph, "nodes" | "edges">} graph @param {number} [box] how wide a node is
 */
export function layOut({ nodes, edges }, box = NODE.width) {
  const depths = new Map(nodes.map(({ id, depth }) => [id, depth]));
  const deepest = Math.max(0, ...depths.values());
  /** @type {Map<number, number>} */
  const heights = new Map();
  /** @type {number[][]} */
  const lanes = edges.map(() => []);
  for (let depth = 0; depth <= deepest; depth += 1) {
    const items = nodes.filter((node) => node.depth === depth).map(({ id }, row) => {
      const made = edges.flatMap(({ from, to }, edge) => (to === id ? [lanes[edge].at(-1) ?? heights.get(from) ?? 0] : []));
      const y = made.length ? made.reduce((sum, one) => sum + one, 0) / made.length : row * (NODE.height + GAP.y);
      return { y, size: NODE.height, put: (/** @type {number} */ found) => void heights.set(id, found) };
    });
    edges.forEach(({ from, to }, edge) => {
      if ((depths.get(from) ?? 0) >= depth || (depths.get(to) ?? 0) <= depth) return;
      const y = lanes[edge].at(-1) ?? heights.get(from) ?? 0;
      items.push({ y, size: LANE, put: (found) => void lanes[edge].push(found) });
    });
    place(items);
  }
  const all = [...heights.values()];
  const top = Math.min(...all, ...lanes.flat().map((y) => y + (NODE.height - LANE) / 2)) - NODE.height / 2 - EDGE;
  const bottom = Math.max(...all, ...lanes.flat());
  const middle = (/** @type {number} */ depth) => EDGE + box / 2 + depth * (box + GAP.x);
  /** @type {Map<number, Spot>} */
  const places = new Map(nodes.map(({ id, depth }) => [id, { x: middle(depth), y: (heights.get(id) ?? 0) - top }]));
  const ways = edges.map(({ from }, edge) => lanes[edge].map((y, n) => ({ x: middle((depths.get(from) ?? 0) + n + 1), y: y - top })));
  return { places, ways, width: middle(deepest) + box / 2 + EDGE, height: bottom - top + NODE.height / 2 + EDGE };
}

/** Give each item a height, in the order of the wishes, far enough apart, together where the wishes are.
 * @param {{ y: number, size: number, put: (y: number) => void }[]} items */
function place(items) {
  items.sort((a, b) => a.y - b.y);
  const found = items.map(({ y }) => y);
  for (let row = 1; row < found.length; row += 1) {
    found[row] = Math.max(found[row], found[row - 1] + (items[row].size + items[row - 1].size) / 2 + GAP.y);
  }
  const off = found.reduce((sum, y, row) => sum + y - items[row].y, 0) / (found.length || 1);
  items.forEach(({ put }, row) => put(found[row] - off));
}

/** An edge as a path of SVG: out of one box, level through what it passes, into the other. @param {Spot} from @param {Spot[]} way @param {Spot} to @param {number} [box] */
export function edgePath(from, way, to, box = NODE.width) {
  const half = box / 2;
  const stops = [{ left: from.x, right: from.x + half, y: from.y }, ...way.map(({ x, y }) => ({ left: x - half, right: x + half, y })), { left: to.x - half, right: to.x, y: to.y }];
  return stops.slice(1).reduce((path, stop, n) => {
    const before = stops[n];
    const middle = (before.right + stop.left) / 2;
    return `${path}C${middle} ${before.y} ${middle} ${stop.y} ${stop.left} ${stop.y}${n < stops.length - 2 ? `L${stop.right} ${stop.y}` : ""}`;
  }, `M${stops[0].right} ${stops[0].y}`);
}

/** A name with its number set low: `v12 + x` is `v`, low `12`, ` + x`. @param {string} text */
export function lowered(text) {
  return text.split(/(?<=\bv)(\d+)/).map((part, place) => ({ part, low: place % 2 === 1 })).filter(({ part }) => part !== "");
}
