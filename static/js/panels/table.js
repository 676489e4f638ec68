// @ts-check
/** The runs in numbers, sorted as one likes. */

import { html, useEffect, useRef, useState } from "../../vendor/preact.js";
import { toTsv } from "../format.js";
import { comparison, refusals, results } from "../state.js";
import { t } from "../strings.js";
import { columns } from "./columns.js";
import { copyText } from "./copy.js";
import { IconButton } from "./icons.js";
import { toast } from "./messages.js";
import { Section } from "./section.js";

/** @import { Column, Row } from "./columns.js" */

export function Table() {
  const [order, setOrder] = useState({ column: -1, up: true });
  const rows = comparison.value.runs.map((run) => ({
    run,
    trajectory: results.value.get(run.key) ?? null,
    refused: refusals.value.has(run.key),
  }));
  const shown = columns();
  const sorted = order.column in shown ? sortRows(rows, shown[order.column], order.up) : rows;
  const copy = async () => {
    const lines = [shown.map((column) => column.copied ?? column.title), ...sorted.map((row) => shown.map((column) => column.value(row)))];
    toast(t((await copyText(toTsv(lines))) ? "tableCopied" : "copyFailed"));
  };
  const scroll = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => watchEdge(/** @type {HTMLElement} */ (scroll.current)), []);
  return html`<${Section}
    area="table"
    title=${t("results")}
    actions=${html`<${IconButton} icon="copy" text=${t("copyTable")} onClick=${copy} />`}
  >
    <div class="table-scroll" ref=${scroll} tabindex="0" role="group" aria-label=${t("results")}>
      <table class="results">
        <thead>
          <tr>
            ${shown.map(
              (column, index) => html`<${Head}
                key=${column.id}
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
              ${shown.map((column) => html`<td key=${column.id} data-column=${column.id}>${column.cell(row)}</td>`)}
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
  const { id, title, help } = column;
  return html`<th scope="col" aria-sort=${sorted} data-column=${id}>
    <button type="button" data-help=${help ?? undefined} aria-label=${t("sortBy", { column: title })} onClick=${onSort}>
      ${title}<span class="sort-mark" aria-hidden="true">${{ ascending: "↑", descending: "↓", none: "" }[sorted]}</span>
    </button>
  </th>`;
}
