// @ts-check
/** The columns of the table of results: of functions, and of models. */

import { html } from "../../vendor/preact.js";
import { labelOf, lossOf } from "../catalog.js";
import { formatNumber, formatSeconds } from "../format.js";
import { comparison, datasetEntry, isModel } from "../state.js";
import { t, term } from "../strings.js";
import { lossClass, lossSettings } from "../views/model/say.js";
import { Swatch } from "../views/swatch.js";
import { Badge } from "./badge.js";

/** @import { Child } from "../../vendor/preact.js" */
/** @import { Run, Trajectory } from "../types.js" */
/** @import { TextKey } from "../strings.js" */
/** @import { Term } from "../strings.js" */

/** @typedef {{ run: Run, trajectory: Trajectory | null, refused: boolean }} Row */

/**
 * @typedef {object} Column
 * @property {string} id
 * @property {string} title
 * @property {string | null} help
 * @property {string} [copied]   the title where a unit must be told, which the cells tell on the page
 * @property {(row: Row) => string | number | null} value   to sort and copy by
 * @property {(row: Row) => Child} cell
 */

/** @param {string} id @param {string} title @param {string} help @param {(row: Row) => number | null} value @returns {Column} */
const numbers = (id, title, help, value) => ({ id, title, help, value, cell: (row) => formatNumber(value(row), 4) });

/** @param {TextKey} id @param {TextKey} help @param {(row: Row) => number | null} value */
const known = (id, help, value) => numbers(id, t(id), t(help), value);

/** @param {Term} id @param {Term} help @param {(row: Row) => number | null} value */
const learned = (id, help, value) => numbers(id, term(id), term(help), value);

/** @param {Row} row */
const summary = ({ trajectory }) => trajectory?.summary ?? null;

/** What was measured last, while it trains. @param {Row} row @param {"validation_loss" | "validation_metric"} name */
const measured = ({ trajectory }, name) => trajectory?.evaluation?.[name].at(-1) ?? null;

/** The columns, in the language of the page. @returns {Column[]} */
export const columns = () => [...whoAndHow(), ...(isModel.value ? ofModels() : ofFunctions()), seconds()];

/** @returns {Column[]} */
const whoAndHow = () => [
  {
    id: "run",
    title: t("run"),
    help: null,
    value: ({ run }) => labelOf(run),
    cell: ({ run }) => html`<span class="table-run"><${Swatch} hue=${run.hue} pinned=${run.pinned} /><span>${labelOf(run)}</span></span>`,
  },
  {
    id: "status",
    title: t("status"),
    help: t("statusHelp"),
    value: (row) => (row.refused ? t("notRun") : null) ?? summary(row)?.badge ?? row.trajectory?.status ?? null,
    cell: ({ trajectory, refused }) => html`<${Badge} trajectory=${trajectory} refused=${refused} />`,
  },
  ...(ofSeveralLosses() ? [lossColumn()] : []),
  known("finalLoss", ofSeveralLosses() ? "finalLossesHelp" : "finalLossHelp", (row) => summary(row)?.final_loss ?? row.trajectory?.loss.at(-1) ?? null),
];

/** Whether the runs descend different losses, whose values are not to be compared. */
const ofSeveralLosses = () => new Set(comparison.value.runs.map((run) => JSON.stringify(lossOf(run)))).size > 1;

/** What tells each row's loss, and what is set in it. @returns {Column} */
const lossColumn = () => ({
  id: "loss",
  title: term("lossOfRun"),
  help: term("lossOfRunHelp"),
  value: ({ run }) => [lossClass(run), lossSettings(run)].filter(Boolean).join(" "),
  cell: ({ run }) => html`<span class="table-loss" title=${lossSettings(run) || undefined}>${lossClass(run)}</span>`,
});

const ofFunctions = () => [
  known("bestLoss", "bestLossHelp", (row) => summary(row)?.best_loss ?? null),
  known("arrives", "arrivesHelp", (row) => row.trajectory?.converged_at ?? null),
  known("distance", "distanceHelp", (row) => summary(row)?.distance ?? null),
  known("evaluations", "evaluationsHelp", (row) => summary(row)?.gradient_evaluations ?? null),
];

function ofModels() {
  const metric = datasetEntry.value?.metric ?? "metric";
  return [
    learned("validationLoss", ofSeveralLosses() ? "validationLossesHelp" : "validationLossHelp", (row) => summary(row)?.best_validation_loss ?? measured(row, "validation_loss")),
    learned("bestAt", "bestAtHelp", (row) => summary(row)?.best_validation_step ?? null),
    learned(metric, "metricHelp", (row) => summary(row)?.validation_metric ?? measured(row, "validation_metric")),
    learned("bestMetric", "bestMetricHelp", (row) => summary(row)?.best_validation_metric ?? null),
    known("evaluations", "evaluationsHelp", (row) => summary(row)?.gradient_evaluations ?? null),
  ];
}

/** @returns {Column} */
const seconds = () => ({
  id: "seconds",
  title: t("seconds"),
  help: isModel.value ? term("secondsHelp") : t("secondsHelp"),
  copied: t("secondsCopied"),
  value: (row) => summary(row)?.seconds ?? null,
  cell: (row) => formatSeconds(summary(row)?.seconds),
});
