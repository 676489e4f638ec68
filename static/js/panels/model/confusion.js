// @ts-check
/** The confusion matrix of a run, and precision, recall and F1 of each class. */

import { html } from "../../../vendor/preact.js";
import { labelOf } from "../../catalog.js";
import { formatNumber } from "../../format.js";
import { confusionMatrix, predictedClasses, reportOf } from "../../geometry/confusion.js";
import { classOf, scoresOf } from "../../geometry/model-plot.js";
import { dataset, results } from "../../state.js";
import { modelWord } from "../../strings.js";
import { ClassMark } from "../../views/model/legend.js";
import { classNames } from "../../views/model/say.js";
import { thresholdOf } from "../../views/model/threshold.js";

/** @import { Dataset, Run, Snapshot } from "../../types.js" */
/** @import { ClassReport } from "../../geometry/confusion.js" */

/** @param {{ run: Run }} props */
export function Confusion({ run }) {
  const data = dataset.value;
  const snapshot = results.value.get(run.key)?.snapshot;
  if (!data || !snapshot) return null;
  const threshold = thresholdOf(run, snapshot);
  return data.task === "multilabel"
    ? html`<${Labels} data=${data} snapshot=${snapshot} threshold=${threshold} />`
    : html`<${Classes} run=${run} data=${data} snapshot=${snapshot} threshold=${threshold} />`;
}

/** @typedef {{ data: Dataset, snapshot: Snapshot, threshold: number }} Answer */

/** @param {Answer & { run: Run }} props */
function Classes({ run, data, snapshot, threshold }) {
  const names = classNames(data);
  const predicted = predictedClasses(/** @type {any} */ (scoresOf(snapshot)), threshold);
  const matrix = confusionMatrix(data.validation.targets.map(classOf), predicted, names.length);
  const report = reportOf(matrix);
  return html`<div class="confusion">
    <${Matrix} matrix=${matrix} names=${names} label=${modelWord("matrixOf", { label: labelOf(run) })} />
    <${Report} names=${names} classes=${report.classes} accuracy=${formatNumber(report.accuracy, 3)} macro=${report.macroF1} marks=${data.kind !== "image"} />
  </div>`;
}

/** Each label is a question of its own. @param {Answer} props */
function Labels({ data, snapshot, threshold }) {
  const names = classNames(data);
  const scores = /** @type {(number | null)[][]} */ (scoresOf(snapshot));
  const classes = names.map((_, label) => {
    const actual = data.validation.targets.map((target) => Number(target[label] > 0.5));
    const predicted = predictedClasses(scores.map((row) => row[label]), threshold);
    return reportOf(confusionMatrix(actual, predicted, 2)).classes[1];
  });
  const known = classes.flatMap(({ f1 }) => (f1 === null ? [] : [f1]));
  const macro = known.length ? known.reduce((sum, one) => sum + one, 0) / known.length : null;
  return html`<${Report} names=${names} classes=${classes} accuracy=${null} macro=${macro} marks=${false} />`;
}

/** From this share of its row on, a cell is dark under light text, or the other way round. */
const STRONG = 0.55;

/** How much of its colour a cell has, in percent: none between 44 and 80, where neither text could be read. @param {number} share */
const shade = (share) => (share > STRONG ? 80 + (20 * (share - STRONG)) / (1 - STRONG) : 80 * share);

/** @param {{ matrix: number[][], names: string[], label: string }} props */
function Matrix({ matrix, names, label }) {
  const short = names.map((name) => (names.length > 4 && name.length > 4 ? `${name.slice(0, 3)}…` : name));
  return html`<table class="matrix" aria-label=${label} data-dense=${names.length > 4}>
    <caption>${modelWord("matrixAxes")}</caption>
    <thead>
      <tr>
        <td class="matrix-corner"></td>
        ${names.map((name, index) => html`<th key=${index} scope="col" title=${name}>${short[index]}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${matrix.map((row, actual) => {
        const count = row.reduce((sum, one) => sum + one, 0) || 1;
        return html`<tr key=${actual}>
          <th scope="row" title=${names[actual]}>${names[actual]}</th>
          ${row.map(
            (cell, predicted) => html`<td
              key=${predicted}
              data-right=${actual === predicted}
              data-none=${cell === 0}
              data-strong=${cell / count > STRONG}
              style=${`--share: ${shade(cell / count).toFixed(1)}%`}
            >${cell}</td>`,
          )}
        </tr>`;
      })}
    </tbody>
  </table>`;
}

/** @param {{ names: string[], classes: ClassReport[], accuracy: string | null, macro: number | null, marks: boolean }} props */
function Report({ names, classes, accuracy, macro, marks }) {
  const number = (/** @type {number | null} */ value) => html`<td>${formatNumber(value, 3)}</td>`;
  return html`<table class="report">
    <thead>
      <tr>
        <th scope="col">${modelWord("classTitle")}</th>
        <th scope="col" data-help=${modelWord("precisionHelp")}>${modelWord("precision")}</th>
        <th scope="col" data-help=${modelWord("recallHelp")}>${modelWord("recall")}</th>
        <th scope="col" data-help=${modelWord("f1Help")}>${modelWord("f1Score")}</th>
        <th scope="col">${modelWord("samplesTitle")}</th>
      </tr>
    </thead>
    <tbody>
      ${classes.map(
        ({ precision, recall, f1, count }, index) => html`<tr key=${index}>
          <th scope="row">${marks ? html`<${ClassMark} index=${index} />` : null}${names[index]}</th>
          ${number(precision)}${number(recall)}${number(f1)}<td>${count}</td>
        </tr>`,
      )}
    </tbody>
    <tfoot>
      <tr>
        <th scope="row">${accuracy === null ? modelWord("mean") : modelWord("accuracyTitle")}</th>
        <td>${accuracy === null ? "" : html`<b>${accuracy}</b>`}</td>
        <td>${accuracy === null ? "" : modelWord("mean")}</td>
        ${number(macro)}
        <td></td>
      </tr>
    </tfoot>
  </table>`;
}
