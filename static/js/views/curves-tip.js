// @ts-check
/** The values of all curves where the pointer is. */

import { html } from "../../vendor/preact.js";
import { labelOf } from "../catalog.js";
import { formatNumber, formatSeconds } from "../format.js";
import { nearestEntry } from "../geometry/curve-series.js";
import { isModel, results } from "../state.js";
import { modelWord, word } from "../strings.js";
import { epochSteps } from "./curve-panes.js";
import { SharpnessRows } from "./sharpness-tip.js";
import { Swatch } from "./swatch.js";
import { Tip } from "./tip.js";

/** @import { Line } from "./curve-panes.js" */
/** @import { CurvesModel, Drawing } from "./curves-model.js" */

/** @param {{ model: CurvesModel }} props */
export function CurvesTip({ model }) {
  const pointed = model.pointed.value;
  const drawn = model.drawn.value;
  if (!pointed || !drawn) return null;
  const lines = drawn.panes.flatMap((pane) => pane.lines).filter(({ role, series }) => role !== "ghost" && series.x.length > 0);
  if (lines.length === 0) return null;
  if (drawn.curve === "sharpness") {
    return html`<${Tip} x=${pointed.x} y=${pointed.y}>
      <p class="tip-title">${placeText(drawn, pointed.place)}</p>
      <${SharpnessRows} lines=${lines} place=${pointed.place} />
    </${Tip}>`;
  }
  const runs = [...new Set(lines.map(({ run }) => run))];
  const roles = /** @type {const} */ (["batch", "train", "validation"]).filter((role) => lines.some((line) => line.role === role));
  return html`<${Tip} x=${pointed.x} y=${pointed.y}>
    <p class="tip-title">${placeText(drawn, pointed.place)}</p>
    <table>
      ${roles.length === 0
        ? null
        : html`<tr class="tip-roles"><td></td><td></td>${roles.map((role) => html`<td key=${role} class="number">${modelWord(role)}</td>`)}</tr>`}
      ${runs.map(
        (run) => html`<tr key=${run.key}>
          <td><${Swatch} hue=${run.hue} pinned=${run.pinned} /></td>
          <td>${labelOf(run)}</td>
          ${lines
            .filter((line) => line.run === run)
            .map((line) => html`<td key=${line.role} class="number">${formatNumber(valueAt(line, drawn, pointed.place), 4)}</td>`)}
        </tr>`,
      )}
    </table>
  </${Tip}>`;
}

/** The recorded value, also where the axis shows its height above something. @param {Line} line @param {Drawing} drawn @param {number} place */
function valueAt({ run, series }, { curve }, place) {
  const entry = nearestEntry(series.x, place);
  return curve === "loss" && !isModel.value ? results.value.get(run.key)?.loss[entry] : series.y[entry];
}

/** @param {Drawing} drawn @param {number} place */
function placeText({ axis }, place) {
  if (axis === "seconds") return formatSeconds(Math.max(0, place));
  if (axis !== "steps") return `${word(axis)} ${formatNumber(place, 3)}`;
  const step = Math.max(0, Math.round(place));
  const epoch = epochSteps();
  return `${word("step")} ${step}${epoch === null ? "" : ` · ${modelWord("epoch", { epoch: formatNumber(step / epoch, 3) })}`}`;
}
