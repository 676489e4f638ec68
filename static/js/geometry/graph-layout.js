// @ts-check
/** Where the nodes of a small graph stand: a column for each depth, each near what it is made of, none over another. */

/** @import { BackwardGraph } from "../types.js" */

export const NODE = { width: 116, height: 58 };
const GAP = { x: 46, y: 18 };
const EDGE = 6;

/**
 * The middle of each node by its id, and the size of all, in pixels; a node's operands are to its left.
 * @param {Pick<BackwardGraph, "nodes" | "edges">} graph
 */
export function layOut({ nodes, edges }) {
  /** @type {Map<number, { x: number, y: number }>} */
  const places = new Map();
  const deepest = Math.max(0, ...nodes.map(({ depth }) => depth));
  for (let depth = 0; depth <= deepest; depth += 1) {
    const column = nodes.filter((node) => node.depth === depth);
    const wished = column.map(({ id }, row) => {
      const made = edges.filter(({ to }) => to === id).map(({ from }) => places.get(from)?.y ?? 0);
      return { id, y: made.length ? made.reduce((sum, y) => sum + y, 0) / made.length : row * (NODE.height + GAP.y) };
    });
    wished.sort((a, b) => a.y - b.y);
    apart(wished).forEach((y, row) => places.set(wished[row].id, { x: depth * (NODE.width + GAP.x), y }));
  }
  const top = Math.min(...[...places.values()].map(({ y }) => y));
  for (const place of places.values()) {
    place.x += NODE.width / 2 + EDGE;
    place.y += NODE.height / 2 + EDGE - top;
  }
  const bottom = Math.max(...[...places.values()].map(({ y }) => y));
  const width = (deepest + 1) * (NODE.width + GAP.x) - GAP.x + 2 * EDGE;
  return { places, width, height: bottom + NODE.height / 2 + EDGE };
}

/** Heights in the order of the wishes, far enough apart, together where the wishes are. @param {{ y: number }[]} wished */
function apart(wished) {
  const step = NODE.height + GAP.y;
  const found = wished.map(({ y }) => y);
  for (let row = 1; row < found.length; row += 1) found[row] = Math.max(found[row], found[row - 1] + step);
  const off = found.reduce((sum, y, row) => sum + y - wished[row].y, 0) / (found.length || 1);
  return found.map((y) => y - off);
}

/** A name with its number set low: `v12 + x` is `v`, low `12`, ` + x`. @param {string} text */
export function lowered(text) {
  return text.split(/(?<=\bv)(\d+)/).map((part, place) => ({ part, low: place % 2 === 1 })).filter(({ part }) => part !== "");
}
