// @ts-check
/** The chain of one sample: each line in words, in symbols, and with its numbers. */

import { html } from "../../../../vendor/preact.js";
import { say } from "../../../catalog.js";
import { equation, fill } from "../../../geometry/fill.js";
import { lossWord } from "../../../strings.js";

/** @import { ChainLine, LossChain } from "../../../types.js" */

/** @param {{ chain: LossChain, names: string[] }} props `names` of the classes or labels, where they have any */
export function Chain({ chain, names }) {
  return html`<section class="chain" aria-label=${lossWord("chain")}>
    <h5>${lossWord("chain")}</h5>
    <ol class="step-lines chain-lines">
      ${chain.lines.map((line) => html`<${Line} key=${line.name} line=${line} values=${chain.values} names=${names} />`)}
    </ol>
  </section>`;
}

/** @param {{ line: ChainLine, values: LossChain["values"], names: string[] }} props */
function Line({ line, values, names }) {
  const several = line.rows.length > 1 || line.name.endsWith("_c");
  return html`<li class="step-line chain-line" data-part=${line.part} data-line=${line.name}>
    <p>${say(line.about)}</p>
    <div class="step-formula" dangerouslySetInnerHTML=${{ __html: line.formula }}></div>
    ${line.rows.map(({ name, template }) => {
      const label = several ? labelOf(name, names) : "";
      return html`<div class="step-numbers" key=${name} data-quantity=${name}>
        ${label ? html`<span class="chain-label" title=${label}>${label}</span>` : null}
        <div dangerouslySetInnerHTML=${{ __html: filled(template, values, values[name]) }}></div>
      </div>`;
    })}
  </li>`;
}

/** @param {string} name @param {string[]} names */
function labelOf(name, names) {
  const index = /_(\d+)$/.exec(name)?.[1];
  return index === undefined ? "" : (names[Number(index)] ?? index);
}

/** The expression in numbers, and what it comes to. @param {string} template @param {LossChain["values"]} values @param {number | null} result */
export function filled(template, values, result) {
  return equation(fill(template, (name) => values[name], 0), result ?? null);
}
