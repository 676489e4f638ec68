// @ts-check
/** The runs in numbers, sorted as one likes. */

import { html, useEffect, useRef, useState } from "../../vendor/preact.js";
import { labelOf } from "../catalog.js";
import { formatNumber, formatSeconds, toTsv } from "../format.js";
import { comparison, refusals, results } from "../state.js";
import { t } from "../strings.js";
import { Swatch } from "../views/swatch.js";
import { Badge } from "./badge.js";
import { copyText } from "./copy.js";
import { IconButton } from "./icons.js";
import { toast } from "./messages.js";
import { Section } from "./section.js";

/** @import { Child } from "../../vendor/preact.js" */
/** @import { Run, Trajectory } from "../types.js" */
/** @import { TextKey } from "../strings.js" */

/** @typedef {{ run: Run, trajectory: Trajectory | null, refused: boolean }} Row */

/**
 * @typedef {object} Column
 * @property {TextKey} title
 * @property {TextKey | null} help
 * @property {TextKey} [copied]   the title where a unit must be told, which the cells tell on the page
 * @property {(row: Row) => string | number | null} value   to sort and copy by
 * @property {(row: Row) => Child} cell
 */

/** @param {TextKey} title @param {TextKey} help @param {(row: Row) => number | null} value @returns {Column} */
const numbers = (title, help, value) => ({ title, help, value, cell: (row) => formatNumber(value(row), 4) });

/** @param {Row} row */
const summary = ({ trajectory }) => trajectory?.summary ?? null;

/** @type {Column[]} */
const COLUMNS = [
  {
    title: "run",
    help: null,
    value: ({ run }) => labelOf(run),
    cell: ({ run }) => html`<span class="table-run"><${Swatch} hue=${run.hue} /><span>${labelOf(run)}</span></span>`,
  },
  {
    title: "status",
    help: "statusHelp",
    value: (row) => (row.refused ? t("notRun") : null) ?? summary(row)?.badge ?? row.trajectory?.status ?? null,
    cell: ({ trajectory, refused }) => html`<${Badge} trajectory=${trajectory} refused=${refused} />`,
  },
  numbers("finalLoss", "finalLossHelp", (row) => summary(row)?.final_loss ?? row.trajectory?.loss.at(-1) ?? null),
  numbers("bestLoss", "bestLossHelp", (row) => summary(row)?.best_loss ?? null),
  numbers("arrives", "arrivesHelp", (row) => row.trajectory?.converged_at ?? null),
  numbers("distance", "distanceHelp", (row) => summary(row)?.distance ?? null),
  numbers("evaluations", "evaluationsHelp", (row) => summary(row)?.gradient_evaluations ?? null),
  {
    title: "seconds",
    help: "secondsHelp",
    copied: "secondsCopied",
    value: (row) => summary(row)?.seconds ?? null,
    cell: (row) => formatSeconds(summary(row)?.seconds),
  },
];

export function Table() {
  const [order, setOrder] = useState({ column: -1, up: true });
  const rows = comparison.value.runs.map((run) => ({
    run,
    trajectory: results.value.get(run.key) ?? null,
    refused: refusals.value.has(run.key),
  }));
  const sorted = order.column < 0 ? rows : sortRows(rows, COLUMNS[order.column], order.up);
  const copy = async () => {
    const lines = [COLUMNS.map((column) => t(column.copied ?? column.title)), ...sorted.map((row) => COLUMNS.map((column) => column.value(row)))];
    toast(t((await copyText(toTsv(lines))) ? "tableCopied" : "copyFailed"));
  };
  const scroll = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => watchEdge(/** @type {HTMLElement} */ (scroll.current)), []);
  return html`<${Section}
    area="table"
    title=${t("results")}
    actions=${html`<${IconButton} icon="copy" text=${t("copyTable")} onClick=${copy} />`}
  >
    <div class="table-scroll" ref=${scroll} tabindex="0" role="region" aria-label=${t("results")}>
      <table class="results">
        <thead>
          <tr>
            ${COLUMNS.map(
              (column, index) => html`<${Head}
                key=${column.title}
                column=${column}
                sorted=${index === order.column ? (order.up ? "ascending" : "descending") : "none"}
                onSort=${() => setOrder(nextOrder(order, index))}
              />`,
            )}
          </tr>
        </thead>
        <tbody>
          ${sorted.map(
            (row) => html`<tr key=${row.run.key} data-run=${row.run.key} data-hidden=${!row.run.visible} data-refused=${row.refused} data-provisional=${row.trajectory?.provisional ?? true}>
              ${COLUMNS.map((column) => html`<td key=${column.title} data-column=${column.title}>${column.cell(row)}</td>`)}
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </${Section}>`;
}

/** Tell the sheet while columns stand beyond the right edge. @param {HTMLElement} scroll */
function watchEdge(scroll) {
  const tell = () => scroll.toggleAttribute("data-cut", scroll.scrollLeft + scroll.clientWidth < scroll.scrollWidth - 4);
  const observer = new ResizeObserver(tell);
  observer.observe(scroll);
  observer.observe(/** @type {HTMLElement} */ (scroll.firstElementChild));
  scroll.addEventListener("scroll", tell, { passive: true });
  return () => {
    observer.disconnect();
    scroll.removeEventListener("scroll", tell);
  };
}

/** Up, down, then the order of the cards again. @param {{ column: number, up: boolean }} order @param {number} column */
function nextOrder(order, column) {
  if (order.column !== column) return { column, up: true };
  return order.up ? { column, up: false } : { column: -1, up: true };
}

/** What is not known comes last either way. @param {Row[]} rows @param {Column} column @param {boolean} up */
function sortRows(rows, column, up) {
  return rows.toSorted((a, b) => {
    const [one, two] = [column.value(a), column.value(b)];
    if (one === null || two === null) return Number(one === null) - Number(two === null);
    const way = typeof one === "string" ? one.localeCompare(String(two)) : one - Number(two);
    return up ? way : -way;
  });
}

/** @param {{ column: Column, sorted: "ascending" | "descending" | "none", onSort: () => void }} props */
function Head({ column, sorted, onSort }) {
  const title = t(column.title);
  return html`<th scope="col" aria-sort=${sorted} data-column=${column.title}>
    <button type="button" data-help=${column.help ? t(column.help) : undefined} aria-label=${t("sortBy", { column: title })} onClick=${onSort}>
      ${title}<span class="sort-mark" aria-hidden="true">${{ ascending: "↑", descending: "↓", none: "" }[sorted]}</span>
    </button>
  </th>`;
}
