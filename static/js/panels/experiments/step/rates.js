// @ts-check
/** The effective learning rate of each coordinate over the steps that are at hand. */

import { html } from "../../../../vendor/preact.js";
import { exponentTicks, powerText } from "../../../geometry/ticks.js";
import { runColour } from "../../../palette.js";
import { darkTheme, inspection } from "../../../state.js";
import { stepWord } from "../../../strings.js";
import { quantityOf } from "../../../views/step-scene.js";
import { useWidth } from "../use-width.js";

/** @import { StepScene } from "../../../views/step-scene.js" */

const HEIGHT = 150;
const MARGIN = { left: 52, right: 12, top: 8, bottom: 22 };

/** @typedef {{ step: number, rates: number[] }[]} Series */

/** @param {{ scene: StepScene }} props */
export function Rates({ scene }) {
  const found = inspection.value;
  const series = scene.rule.rate === null || !found ? [] : ratesOf(found);
  const known = series.some(({ rates }) => rates.some((one) => one > 0));
  return known ? html`<${Chart} scene=${scene} series=${series} />` : null;
}

/** @param {{ scene: StepScene, series: Series }} props */
function Chart({ scene: { run, entry }, series }) {
  const [host, width] = useWidth();
  const [low, high] = bounds(series.flatMap(({ rates }) => rates).filter((one) => one > 0));
  const [first, last] = [series[0].step, series[series.length - 1].step];
  const toX = (/** @type {number} */ step) => MARGIN.left + ((width - MARGIN.left - MARGIN.right) * (step - first)) / Math.max(1, last - first);
  const toY = (/** @type {number} */ rate) => MARGIN.top + ((HEIGHT - MARGIN.top - MARGIN.bottom) * (high - Math.log10(rate))) / (high - low);
  const line = (/** @type {number} */ at) =>
    series.map(({ step, rates }, k) => (rates[at] > 0 ? `${k ? "L" : "M"}${toX(step)} ${toY(rates[at])}` : "")).join("").replace(/^L/, "M");
  const colour = runColour(run.hue, darkTheme.value);
  return html`<section class="step-rates">
    <h3 data-help=${stepWord("ratesHelp")}>${stepWord("rates")}</h3>
    <div ref=${host}>
      <svg width=${width} height=${HEIGHT} role="img" aria-label=${stepWord("rates")}>
        ${exponentTicks(low, high, 4).map((exponent) => html`<g key=${exponent}>
          <line x1=${MARGIN.left} x2=${width - MARGIN.right} y1=${toY(10 ** exponent)} y2=${toY(10 ** exponent)} />
          <text x=${MARGIN.left - 6} y=${toY(10 ** exponent) + 4} text-anchor="end">${powerText(exponent)}</text>
        </g>`)}
        <text x=${MARGIN.left} y=${HEIGHT - 4}>${first}</text>
        <text x=${width - MARGIN.right} y=${HEIGHT - 4} text-anchor="end">${last}</text>
        <line class="step-now" x1=${toX(entry.step)} x2=${toX(entry.step)} y1=${MARGIN.top} y2=${HEIGHT - MARGIN.bottom} />
        <path d=${line(0)} stroke=${colour} />
        <path d=${line(1)} stroke=${colour} stroke-dasharray="5 4" />
      </svg>
    </div>
    <p class="step-note step-key"><span data-axis="x">x</span> <span data-axis="y">y</span></p>
  </section>`;
}

/** The rates of both coordinates step by step. @param {NonNullable<typeof inspection.value>} found @returns {Series} */
function ratesOf({ rules, entries }) {
  return entries.flatMap((entry) => {
    const name = rules[entry.rule].rate;
    const rate = name === null || entry.iteration > 0 ? undefined : quantityOf(entry, name);
    if (rate === undefined || rate === null) return [];
    return [{ step: entry.step, rates: (Array.isArray(rate) ? rate : [rate, rate]).map((one) => one ?? 0) }];
  });
}

/** Decades that hold all values, and a little more. @param {number[]} values @returns {[number, number]} */
function bounds(values) {
  const [low, high] = [Math.log10(Math.min(...values)), Math.log10(Math.max(...values))];
  const room = Math.max(0.15, 0.06 * (high - low));
  return [low - room, high + room];
}
