// @ts-check
/** The curvature of every run where the pointer is on the curves. */

import { html } from "../../vendor/preact.js";
import { labelOf } from "../catalog.js";
import { formatNumber } from "../format.js";
import { nearestEntry } from "../geometry/curve-series.js";
import { lineOf, measuredAt, sharpnessOf } from "../geometry/curvature.js";
import { curvatures, isModel, results } from "../state.js";
import { curvatureWord, word } from "../strings.js";
import { lineText, shownSharpness } from "./sharpness-pane.js";
import { Swatch } from "./swatch.js";

/** @import { Run } from "../types.js" */
/** @import { Line } from "./curve-panes.js" */

/** @param {{ lines: Line[], place: number }} props */
export function SharpnessRows({ lines, place }) {
  const measured = lines.filter(({ role, series }) => role === "value" && series.step);
  const head = [isModel.value ? word("step") : null, curvatureWord("value"), isModel.value ? null : curvatureWord("smallest"), curvatureWord("line")];
  return html`<table>
    <tr class="tip-roles"><td></td><td></td>${head.map((text) => (text === null ? null : html`<td key=${text} class="number">${text}</td>`))}</tr>
    ${measured.map(({ run, series }) => html`<${Row} key=${run.key} run=${run} step=${series.step?.[nearestEntry(series.x, place)] ?? 0} />`)}
  </table>`;
}

/** @param {{ run: Run, step: number }} props */
function Row({ run, step }) {
  const curvature = curvatures.value.get(run.key);
  if (!curvature) return null;
  const choice = shownSharpness();
  const entry = measuredAt(curvature, step);
  const threshold = lineOf(curvature, choice)?.[entry];
  return html`<tr>
    <td><${Swatch} hue=${run.hue} /></td>
    <td>${labelOf(run)}</td>
    ${isModel.value ? html`<td class="number">${step}</td>` : null}
    <td class="number">${formatNumber(sharpnessOf(curvature, choice)?.[entry], 4)}</td>
    ${isModel.value ? null : html`<td class="number">${formatNumber(curvature.smallest?.[entry], 4)}</td>`}
    <td class="number">${lineText(threshold, results.value.get(run.key)?.lr[step])}</td>
  </tr>`;
}
