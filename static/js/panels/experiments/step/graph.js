// @ts-check
/** The graph of a loss as a drawing: a box for each node with its value and its gradient, gradients beside the edges. */

import { html, useEffect, useMemo, useRef } from "../../../../vendor/preact.js";
import { formatNumber } from "../../../format.js";
import { NODE, edgePath, layOut, lowered } from "../../../geometry/graph-layout.js";
import { backwardWord } from "../../../strings.js";

/** @import { BackwardGraph, GraphNode, Told } from "../../../types.js" */

const DIGITS = 3;
const LINE = { name: -12, value: 5, gradient: 22 };
/** It is drawn this small at least to fit, and scrolled where that is not enough. */
const SMALLEST = 0.85;
/** About so wide is a letter, and so much room is beside the text, in pixels. */
const LETTER = 6.7;
const ROOM = 14;

/** @param {{ graph: BackwardGraph, told: number }} props */
export function Graph({ graph, told }) {
  const { nodes, edges } = graph;
  const shape = JSON.stringify([nodes.map(({ depth }) => depth), edges.map(({ from, to }) => [from, to])]);
  const box = useMemo(() => widthOf(nodes), [graph]);
  const { places, ways, width, height } = useMemo(() => layOut(graph, box), [shape, box]);
  const current = told === 0 ? -1 : nodes.length - told;
  const reached = (/** @type {number} */ id) => told > 0 && id >= nodes.length - told;
  const host = useRef(/** @type {HTMLElement | null} */ (null));
  const before = useRef(current);
  useEffect(() => {
    if (before.current === current) return;
    before.current = current;
    host.current?.querySelector('.node[data-current="true"]')?.scrollIntoView({ block: "nearest", inline: "center", behavior: "smooth" });
  }, [current]);
  const size = `max-width: ${width}px; min-width: ${SMALLEST * width}px`;
  return html`<div ref=${host} class="table-scroll backward-graph" tabindex="0" role="group" aria-label=${backwardWord("graph")}>
    <svg viewBox=${`0 0 ${width} ${height}`} style=${size} role="img" aria-label=${backwardWord("graph")}>
      ${edges.map(({ from, to }, place) => {
        const [a, b] = [places.get(from), places.get(to)];
        if (!a || !b) return null;
        return html`<path key=${place} class="edge" data-told=${reached(from)} data-current=${from === current} d=${edgePath(a, ways[place], b, box)} />`;
      })}
      ${nodes.map((node) => html`<${Node}
        key=${node.id}
        node=${node}
        place=${places.get(node.id)}
        box=${box}
        forward=${told > 0 || node.depth === 0}
        backward=${reached(node.id)}
        current=${node.id === current}
      />`)}
    </svg>
  </div>`;
}

/** @param {{ node: GraphNode, place: { x: number, y: number }, box: number, forward: boolean, backward: boolean, current: boolean }} props */
function Node({ node, place, box, forward, backward, current }) {
  const { name } = node;
  const { title, size, value, gradient } = textsOf(node);
  const most = Math.floor((box - ROOM) / LETTER);
  return html`<g class="node" transform=${`translate(${place.x} ${place.y})`} data-node=${name} data-current=${current} data-leaf=${node.depth === 0}>
    <title>${`${title}${size}`}</title>
    <rect x=${-box / 2} y=${-NODE.height / 2} width=${box} height=${NODE.height} rx="6" />
    <text class="node-name" y=${LINE.name}>${low(title.length > most ? `${title.slice(0, most - 1)}…` : title)}</text>
    ${forward ? html`<text class="node-value" y=${LINE.value}>${value}${size}</text>` : null}
    ${backward ? html`<text class="node-gradient" y=${LINE.gradient}>∂f/∂${low(name)}: ${gradient}</text>` : null}
  </g>`;
}

/** What stands in a node. @param {GraphNode} node */
function textsOf({ name, operation, value, gradient, shape }) {
  return {
    title: name === operation ? name : `${name} = ${operation}`,
    size: shape.length ? ` [${shape.join(", ")}]` : "",
    value: numbers(value),
    gradient: numbers(gradient),
  };
}

/** A width that has room for the texts of all nodes, as far as there is one. @param {GraphNode[]} nodes */
function widthOf(nodes) {
  const longest = nodes.map((node) => {
    const { title, size, value, gradient } = textsOf(node);
    return Math.max(title.length, value.length + size.length, "∂f/∂: ".length + node.name.length + gradient.length);
  });
  return Math.max(NODE.width, Math.min(NODE.widest, Math.max(0, ...longest) * LETTER + ROOM));
}

/** Numbers of names below the line. @param {string} text */
function low(text) {
  const parts = lowered(text);
  return parts.map(({ part, low }, place) => {
    if (low) return html`<tspan dy="3" class="node-low">${part}</tspan>`;
    return html`<tspan dy=${parts[place - 1]?.low ? -3 : 0}>${part}</tspan>`;
  });
}

/** @param {Told} value */
const numbers = (value) => (Array.isArray(value) ? value.map((one) => formatNumber(one, DIGITS)).join(", ") : formatNumber(value, DIGITS));
