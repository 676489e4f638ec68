// @ts-check
/** A sweep over one hyperparameter: the loss over its values, with the run's present value as a handle. */

import { html, useRef } from "../../../vendor/preact.js";
import { valueOf } from "../../catalog.js";
import { formatNumber } from "../../format.js";
import { lossScale, nearestIndex, rankOf } from "../../geometry/sweep-axis.js";
import { exponentTicks, niceTicks, powerText } from "../../geometry/ticks.js";
import { runColour } from "../../palette.js";
import { darkTheme } from "../../state.js";
import { trialWord } from "../../strings.js";
import { setParams } from "../../trials.js";
import { useWidth } from "./use-width.js";

/** @import { Run } from "../../types.js" */
/** @import { Cell, Sweep } from "../../trials.js" */

const HEIGHT = 260;
const MARGIN = { left: 60, right: 14, top: 12, bottom: 34 };
const MOST_LABELS = 7;

/** @param {{ run: Run, found: Sweep, measure: "final_loss" | "best_loss", title: string }} props */
export function SweepCurve({ run, found, measure, title }) {
  const [host, width] = useWidth();
  const held = useRef(false);
  const { names: [name], values: [values] } = found;
  const cells = values.map((_, place) => found.cells.get(String(place)) ?? null);
  const inner = { width: Math.max(10, width - MARGIN.left - MARGIN.right), height: HEIGHT - MARGIN.top - MARGIN.bottom };
  const scale = lossScale(cells.flatMap((cell) => (cell?.status === "completed" ? [cell[measure], ...(cell.quartiles?.[measure] ?? [])] : [])));
  const toX = (/** @type {number} */ rank) => MARGIN.left + (inner.width * rank) / Math.max(1, values.length - 1);
  const toY = (/** @type {number} */ place) => MARGIN.top + inner.height * (1 - place);
  const present = valueOf(run, name);
  const at = toX(rankOf(values, present));
  const set = (/** @type {number} */ place, /** @type {boolean} */ dragging) =>
    setParams(run.key, { [name]: values[Math.max(0, Math.min(values.length - 1, place))] }, { dragging });
  const point = (/** @type {PointerEvent} */ event, /** @type {boolean} */ dragging) => {
    const box = /** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect();
    set(Math.round(((event.clientX - box.left - MARGIN.left) / inner.width) * (values.length - 1)), dragging);
  };
  /** @param {KeyboardEvent} event */
  const key = (event) => {
    const way = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    set(nearestIndex(values, present) + way, false);
  };
  const colour = runColour(run.hue, darkTheme.value);
  return html`<div class="sweep-curve" ref=${host}>
    <svg width=${width} height=${HEIGHT} role="slider" tabindex="0" aria-label=${trialWord("curveLabel", { measure: title, x: name })}
      aria-valuenow=${present} aria-valuetext=${said(name, present, cells[nearestIndex(values, present)], measure)}
      onKeyDown=${key}
      onPointerDown=${(/** @type {PointerEvent} */ event) => {
        held.current = true;
        /** @type {Element} */ (event.currentTarget).setPointerCapture(event.pointerId);
        point(event, true);
      }}
      onPointerMove=${(/** @type {PointerEvent} */ event) => held.current && point(event, true)}
      onPointerUp=${(/** @type {PointerEvent} */ event) => {
        if (held.current) point(event, false);
        held.current = false;
      }}>
      <${Axes} scale=${scale} values=${values} toX=${toX} toY=${toY} inner=${inner} name=${name} />
      ${diverged(cells).map(([from, to]) => html`<rect class="sweep-diverged" key=${from} x=${toX(Math.max(0, from - 0.5))} y=${MARGIN.top}
        width=${toX(Math.min(values.length - 1, to + 0.5)) - toX(Math.max(0, from - 0.5))} height=${inner.height}><title>${trialWord("diverges")}</title></rect>`)}
      <path class="sweep-band" d=${bandPath(cells, measure, scale, toX, toY)} fill=${colour} />
      <path class="sweep-line" d=${linePath(cells, measure, scale, toX, toY)} stroke=${colour} />
      ${cells.map((cell, place) => {
        const height = cell?.status === "completed" ? scale.place(cell[measure]) : null;
        return height === null ? null : html`<circle key=${place} cx=${toX(place)} cy=${toY(height)} r="2.5" fill=${colour}><title>${said(name, values[place], cell, measure)}</title></circle>`;
      })}
      <line class="sweep-present" x1=${at} x2=${at} y1=${MARGIN.top} y2=${MARGIN.top + inner.height} stroke=${colour} />
      <circle class="sweep-handle" cx=${at} cy=${MARGIN.top + inner.height} r="7" fill=${colour}><title>${trialWord("present")} ${formatNumber(present)}</title></circle>
    </svg>
  </div>`;
}

/** @param {string} name @param {number} value @param {Cell | null} cell @param {"final_loss" | "best_loss"} measure */
const said = (name, value, cell, measure) =>
  `${name} ${formatNumber(value)}: ${cell?.status === "diverged" ? trialWord("diverges") : formatNumber(cell?.[measure], 4)}`;

/** Stretches of values that diverge. @param {(Cell | null)[]} cells @returns {[number, number][]} */
function diverged(cells) {
  /** @type {[number, number][]} */
  const spans = [];
  cells.forEach((cell, place) => {
    if (cell?.status !== "diverged") return;
    const last = spans[spans.length - 1];
    if (last && last[1] === place - 1) last[1] = place;
    else spans.push([place, place]);
  });
  return spans;
}

/** @typedef {ReturnType<typeof lossScale>} Scale */

/** Through neighbours alone: what was not computed, or diverged, is a gap. @param {(Cell | null)[]} cells @param {"final_loss" | "best_loss"} measure @param {Scale} scale @param {(rank: number) => number} toX @param {(place: number) => number} toY */
function linePath(cells, measure, scale, toX, toY) {
  let pen = "M";
  return cells
    .map((cell, place) => {
      const height = cell?.status === "completed" ? scale.place(cell[measure]) : null;
      if (height === null) {
        pen = "M";
        return "";
      }
      const text = `${pen}${toX(place)} ${toY(height)}`;
      pen = "L";
      return text;
    })
    .join("");
}

/** @param {(Cell | null)[]} cells @param {"final_loss" | "best_loss"} measure @param {Scale} scale @param {(rank: number) => number} toX @param {(place: number) => number} toY */
function bandPath(cells, measure, scale, toX, toY) {
  /** @type {{ x: number, low: number, high: number }[][]} */
  const stretches = [[]];
  cells.forEach((cell, place) => {
    const [low, high] = cell?.status === "completed" ? (cell.quartiles?.[measure] ?? [null, null]) : [null, null];
    const ends = [scale.place(low), scale.place(high)];
    if (ends[0] === null || ends[1] === null) stretches.push([]);
    else stretches[stretches.length - 1].push({ x: toX(place), low: toY(ends[0]), high: toY(ends[1]) });
  });
  return stretches
    .filter((known) => known.length > 1)
    .map((known) => `M${known.map(({ x, high }) => `${x} ${high}`).join("L")}L${known.toReversed().map(({ x, low }) => `${x} ${low}`).join("L")}Z`)
    .join("");
}

/** @param {{ scale: Scale, values: number[], toX: (rank: number) => number, toY: (place: number) => number, inner: { width: number, height: number }, name: string }} props */
function Axes({ scale, values, toX, toY, inner, name }) {
  const marks = scale.log
    ? exponentTicks(Math.log10(scale.low), Math.log10(scale.high), 5).map((exponent) => ({ at: scale.place(10 ** exponent), text: powerText(exponent) }))
    : niceTicks(scale.low, scale.high, 5).map((value) => ({ at: scale.place(value), text: formatNumber(value, 3) }));
  const every = Math.ceil(values.length / MOST_LABELS);
  return html`<g class="sweep-axes">
    ${marks.map(({ at, text }) => at === null ? null : html`<g key=${text}><line x1=${MARGIN.left} x2=${MARGIN.left + inner.width} y1=${toY(at)} y2=${toY(at)} />
      <text x=${MARGIN.left - 8} y=${toY(at) + 4} text-anchor="end">${text}</text></g>`)}
    ${values.map((value, place) => place % every === 0 ? html`<text key=${place} x=${toX(place)} y=${HEIGHT - 16} text-anchor="middle">${formatNumber(value, 2)}</text>` : null)}
    <text x=${MARGIN.left + inner.width} y=${HEIGHT - 2} text-anchor="end" class="sweep-name">${name}</text>
  </g>`;
}
