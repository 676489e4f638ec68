// @ts-check
/** Every run's curvature at the playhead, in numbers and words. */

import { html } from "../../../vendor/preact.js";
import { labelOf } from "../../catalog.js";
import { formatNumber } from "../../format.js";
import { conditionOf, measuredAt, standing } from "../../geometry/curvature.js";
import { shownStep } from "../../progress.js";
import { comparison, curvatures, isModel, refusals, results } from "../../state.js";
import { curvatureWord } from "../../strings.js";
import { lineText, whyNoLine } from "../../views/sharpness-pane.js";
import { Swatch } from "../../views/swatch.js";

/** @import { Child } from "../../../vendor/preact.js" */
/** @import { Run, RunCurvature } from "../../types.js" */

/** @typedef {{ run: Run, curvature: RunCurvature, entry: number, step: number }} Measured */
/** @typedef {{ id: string, title: string, cell: (measured: Measured) => Child }} Column */

/** @returns {Column[]} */
function columns() {
  const line = { id: "line", title: curvatureWord("itsLine"), cell: lineCell };
  /** @type {(id: "sharpness" | "normalised" | "preconditioned" | "smallest", title: string) => Column} */
  const number = (id, title) => ({ id, title, cell: ({ curvature, entry }) => formatNumber(curvature[id]?.[entry], 4) });
  const preconditioned = [...curvatures.value.values()].some((one) => one.preconditioned)
    ? [number("preconditioned", curvatureWord("preconditioned"))]
    : [];
  if (isModel.value) {
    const step = { id: "step", title: curvatureWord("measuredAfter"), cell: (/** @type {Measured} */ one) => String(one.step) };
    return [step, number("sharpness", curvatureWord("raw")), number("normalised", curvatureWord("normalised")), ...preconditioned, line];
  }
  return [
    number("sharpness", curvatureWord("largestValue")),
    number("smallest", curvatureWord("smallestValue")),
    { id: "direction", title: curvatureWord("direction"), cell: directionCell },
    { id: "condition", title: curvatureWord("condition"), cell: conditionCell },
    ...preconditioned,
    line,
  ];
}

export function CurvatureTable() {
  const runs = comparison.value.runs.filter(({ key }) => !refusals.value.has(key));
  const measured = runs.flatMap((run) => {
    const curvature = curvatures.value.get(run.key);
    return curvature ? [{ run, curvature, entry: measuredAt(curvature, shownStep.value) }] : [];
  });
  if (measured.length === 0) return html`<p class="curvature-note">${curvatureWord("notYet")}</p>`;
  const shown = columns();
  return html`<div class="table-scroll" tabindex="0" role="group" aria-label=${curvatureWord("atPlayhead")}>
    <table class="curvature-table">
      <thead>
        <tr>
          <th scope="col">${curvatureWord("run")}</th>
          ${shown.map(({ id, title }) => html`<th key=${id} scope="col">${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${measured.map((one) => html`<${Row} key=${one.run.key} shown=${shown} ...${one} />`)}
      </tbody>
    </table>
  </div>`;
}

/** @param {{ shown: Column[], run: Run, curvature: RunCurvature, entry: number }} props */
function Row({ shown, run, curvature, entry }) {
  const name = html`<th scope="row"><span><${Swatch} hue=${run.hue} />${labelOf(run)}</span></th>`;
  if (entry < 0) return html`<tr data-run=${run.key}>${name}<td class="wide" colspan=${shown.length}>${whyNoLine(curvature, "preconditioned") ?? "–"}</td></tr>`;
  const measured = { run, curvature, entry, step: curvature.step[entry] };
  return html`<tr data-run=${run.key}>
    ${name}${shown.map(({ id, cell }) => html`<td key=${id} data-column=${id}>${cell(measured)}</td>`)}
  </tr>`;
}

/** The line, and how the run stands to it; else why it has none. @param {Measured} measured */
function lineCell({ run, curvature, entry, step }) {
  const stands = standing(curvature, entry);
  if (stands === null) return html`<small>${whyNoLine(curvature, "preconditioned") ?? "–"}</small>`;
  return html`${lineText(curvature.threshold?.[entry], results.value.get(run.key)?.lr[step])}
    <small data-standing=${stands}>${curvatureWord(stands)}</small>`;
}

/** The angle of the steepest curvature to the horizontal axis. @param {Measured} measured */
function directionCell({ curvature, entry }) {
  const along = curvature.direction?.[entry];
  if (!along || along.some((one) => one === null)) return "–";
  const angle = (Math.atan2(along[1], along[0]) * 180) / Math.PI;
  return html`${formatNumber(((angle % 180) + 180) % 180, 3)}°<small>(${formatNumber(along[0], 2)}, ${formatNumber(along[1], 2)})</small>`;
}

/** @param {Measured} measured */
function conditionCell({ curvature, entry }) {
  const [largest, smallest] = [curvature.sharpness[entry], curvature.smallest?.[entry]];
  const condition = conditionOf(largest, smallest);
  if (condition === null && typeof smallest === "number" && smallest <= 0) return html`<small>${curvatureWord("saddle")}</small>`;
  return formatNumber(condition, 3);
}
