// @ts-check
/** The rule of the optimizer, first in symbols, then with the numbers of this step; one line is told in words. */

import { html, useEffect, useRef } from "../../../../vendor/preact.js";
import { say } from "../../../catalog.js";
import { equation, fill } from "../../../geometry/fill.js";
import { toldLine } from "../../../state.js";
import { stepWord } from "../../../strings.js";
import { quantityOf } from "../../../views/step-scene.js";

/** @import { RuleLine, StepEntry } from "../../../types.js" */
/** @import { StepScene } from "../../../views/step-scene.js" */

const AXES = ["x", "y"];

/** @param {{ scene: StepScene }} props */
export function Lines({ scene: { entry, rule, line } }) {
  const last = rule.lines.length - 1;
  const go = (/** @type {number} */ next) => (toldLine.value = Math.max(0, Math.min(last, next)));
  return html`<section class="step-rule" aria-label=${stepWord("rule")}>
    <div class="step-told">
      <button type="button" class="text-button" disabled=${line === 0} onClick=${() => go(line - 1)}>${stepWord("previous")}</button>
      <p aria-live="polite"><small>${stepWord("place", { n: line + 1, total: last + 1 })}</small> ${say(rule.lines[line].about)}</p>
      <button type="button" class="text-button" disabled=${line === last} onClick=${() => go(line + 1)}>${stepWord("next")}</button>
    </div>
    <ol class="step-lines">
      ${rule.lines.map((one, place) => html`<${Line} key=${one.name} line=${one} entry=${entry} told=${place === line} onTell=${() => go(place)} />`)}
    </ol>
  </section>`;
}

/** @param {{ line: RuleLine, entry: StepEntry, told: boolean, onTell: () => void }} props */
function Line({ line, entry, told, onTell }) {
  const value = quantityOf(entry, line.name);
  const rows = Array.isArray(value) ? value.map((number, at) => ({ axis: value.length > 1 ? AXES[at] : "", at, number })) : [{ axis: "", at: 0, number: value ?? null }];
  const row = useRef(/** @type {HTMLElement | null} */ (null));
  const before = useRef(told);
  useEffect(() => {
    if (told && !before.current) row.current?.scrollIntoView({ block: "nearest" });
    before.current = told;
  }, [told]);
  return html`<li ref=${row} class="step-line" data-part=${line.part} data-line=${line.name} aria-current=${told ? "step" : undefined} onClick=${onTell}>
    <div class="step-formula" title=${line.state ?? undefined} dangerouslySetInnerHTML=${{ __html: line.formula }}></div>
    ${rows.map(
      ({ axis, at, number }) => html`<div class="step-numbers" key=${axis} data-axis=${axis}>
        <span class="step-axis">${axis}</span>
        <div dangerouslySetInnerHTML=${{ __html: equation(fill(line.template, (name) => quantityOf(entry, name), at), number) }}></div>
      </div>`,
    )}
  </li>`;
}
