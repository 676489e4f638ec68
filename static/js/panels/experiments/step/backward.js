// @ts-check
/** The backward pass, seen: values forward in one press, then gradients backward, node by node. */

import { html, signal } from "../../../../vendor/preact.js";
import { formatNumber } from "../../../format.js";
import { lowered } from "../../../geometry/graph-layout.js";
import { backwardGraph, backwardProblem } from "../../../live/backward.js";
import { inspectedRun, inspectedStep } from "../../../live/inspection.js";
import { sayProblem } from "../../../sentences.js";
import { comparison } from "../../../state.js";
import { backwardWord } from "../../../strings.js";
import { Graph } from "./graph.js";

/** @import { BackwardGraph, GraphNode, Told } from "../../../types.js" */

/** How far it is told: 0 nothing but the leaves, 1 forward is done, then one node more each time. */
const told = signal(1);
const DIGITS = 4;

export function Backward() {
  const graph = backwardGraph.value;
  const problem = backwardProblem.value;
  const run = inspectedRun();
  return html`<p class="step-note">${backwardWord("lead")}</p>
    ${problem ? html`<p class="step-note" role="alert">${sayProblem(problem)}</p>` : null}
    ${graph && run ? html`<${Pass} graph=${graph} step=${inspectedStep(run)} />` : problem ? null : html`<p class="step-note" role="status">${backwardWord("waiting")}</p>`}`;
}

/** @param {{ graph: BackwardGraph, step: number }} props */
function Pass({ graph, step }) {
  const last = graph.nodes.length;
  const now = Math.min(told.value, last);
  const go = (/** @type {number} */ next) => (told.value = Math.max(0, Math.min(last, next)));
  const [x, y] = graph.at.map((one) => formatNumber(one, DIGITS));
  const button = (/** @type {"previous" | "next" | "all"} */ name, /** @type {number} */ to, /** @type {boolean} */ off) =>
    html`<button type="button" class="text-button" disabled=${off} onClick=${() => go(to)}>${backwardWord(name)}</button>`;
  return html`<section class="backward" aria-label=${backwardWord("graph")}>
    <p class="step-note">${backwardWord("at", { step, x, y })} ${aside()}</p>
    <div class="step-told backward-told">
      <p aria-live="polite">${lowered(sentence(graph, now)).map(({ part, low }) => (low ? html`<sub>${part}</sub>` : part))}</p>
      <div class="backward-buttons">
        <button type="button" class="text-button" onClick=${() => go(1)}>${backwardWord("forward")}</button>
        ${button("previous", now - 1, now === 0)} ${button("next", now + 1, now === last)} ${button("all", last, now === last)}
      </div>
    </div>
    <${Graph} graph=${graph} told=${now} />
    ${graph.nodes.some(({ shown }) => shown === "mean") ? html`<p class="step-note">${backwardWord("ofMany")}</p>` : null}
  </section>`;
}

/** What the graph leaves out of what the run does. */
function aside() {
  const { objective } = comparison.value;
  if (objective.kind !== "model") return objective.noise > 0 ? backwardWord("withoutNoise") : "";
  return objective.batch_size === null ? "" : backwardWord("firstBatch");
}

/** What happens at the node that is told of. @param {BackwardGraph} graph @param {number} told */
function sentence({ nodes, edges, value }, told) {
  if (told === 0) return backwardWord("begin");
  if (told === 1) return backwardWord("root", { value: formatNumber(value, DIGITS) });
  const node = nodes[nodes.length - told];
  const flows = edges.filter(({ from }) => from === node.id);
  const { name, operation } = node;
  const equation = name === operation ? name : `${name} = ${operation}`;
  const gradient = numbers(node.gradient);
  if (flows.length === 0) return backwardWord("noFlow", { name });
  if (flows.length > 1) {
    const texts = flows.map((flow) => numbers(flow.gradient)).join(", ");
    return backwardWord("manyFlows", { name, count: flows.length, flows: texts, gradient });
  }
  const user = nodes.find(({ id }) => id === flows[0].to);
  const [behind, arrived] = [user?.gradient, flows[0].gradient];
  if (user && isOne(user) && isOne(node) && typeof behind === "number" && typeof arrived === "number" && behind !== 0) {
    const local = formatNumber(arrived / behind, DIGITS);
    return backwardWord("chain", { equation, user: user.name, behind: numbers(behind), local, gradient });
  }
  return backwardWord("oneFlow", { equation, gradient });
}

/** Whether a node holds one number, told as it is. @param {GraphNode} node */
const isOne = ({ shape }) => shape.every((size) => size === 1);

/** @param {Told} value */
const numbers = (value) => (Array.isArray(value) ? `(${value.map((one) => formatNumber(one, DIGITS)).join(", ")})` : formatNumber(value, DIGITS));
