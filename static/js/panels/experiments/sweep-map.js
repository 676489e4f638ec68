// @ts-check
/** A sweep over two hyperparameters: a map whose cells are losses; a click sets both, the run's own place is a handle. */

import { html, useRef, useState } from "../../../vendor/preact.js";
import { formatNumber } from "../../format.js";
import { onScale, rgbOf } from "../../geometry/shades.js";
import { lossScale, nearestIndex, rankOf } from "../../geometry/sweep-axis.js";
import { exponentTicks, niceTicks, powerText } from "../../geometry/ticks.js";
import { landscapeScale, runColour } from "../../palette.js";
import { darkTheme } from "../../state.js";
import { trialWord } from "../../strings.js";
import { setParams } from "../../trials.js";
import { useWidth } from "./use-width.js";

/** @import { Run } from "../../types.js" */
/** @import { Sweep } from "../../trials.js" */

const MARGIN = { left: 62, right: 10, top: 8, bottom: 36 };
const TALLEST = 420;
const MOST_LABELS = 7;

/** @param {{ run: Run, found: Sweep, measure: "final_loss" | "best_loss", title: string, present: number[] }} props */
export function SweepMap({ run, found, measure, title, present }) {
  const [host, width] = useWidth();
  const held = useRef(false);
  const [focus, setFocus] = useState(/** @type {[number, number] | null} */ (null));
  const { names, values: [xs, ys], cells } = found;
  const height = Math.min(TALLEST, Math.max(200, width * 0.72));
  const cell = { width: Math.max(1, width - MARGIN.left - MARGIN.right) / xs.length, height: (height - MARGIN.top - MARGIN.bottom) / ys.length };
  const scale = lossScale([...cells.values()].flatMap((one) => (one.status === "completed" ? [one[measure]] : [])));
  const stops = landscapeScale(darkTheme.value).map(([at, hex]) => /** @type {[number, import("../../geometry/shades.js").Rgb]} */ ([at, rgbOf(hex)]));
  const left = (/** @type {number} */ rank) => MARGIN.left + rank * cell.width;
  const top = (/** @type {number} */ rank) => MARGIN.top + (ys.length - 1 - rank) * cell.height;
  const set = (/** @type {number} */ i, /** @type {number} */ j, /** @type {boolean} */ dragging) => setParams(run.key, { [names[0]]: xs[i], [names[1]]: ys[j] }, { dragging });
  /** @param {PointerEvent} event @returns {[number, number]} */
  const under = (event) => {
    const box = /** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect();
    return [
      within(Math.floor((event.clientX - box.left - MARGIN.left) / cell.width), xs.length),
      within(ys.length - 1 - Math.floor((event.clientY - box.top - MARGIN.top) / cell.height), ys.length),
    ];
  };
  /** @param {KeyboardEvent} event */
  const key = (event) => {
    const [i, j] = focus ?? [nearestIndex(xs, present[0]), nearestIndex(ys, present[1])];
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!way && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    if (way) setFocus([within(i + way[0], xs.length), within(j + way[1], ys.length)]);
    else set(i, j, false);
  };
  const said = (/** @type {number} */ i, /** @type {number} */ j) => {
    const one = cells.get(`${i},${j}`);
    const value = one?.status === "diverged" ? trialWord("diverges") : formatNumber(one?.[measure], 4);
    return trialWord("cellSays", { where: `${names[0]} ${formatNumber(xs[i])}, ${names[1]} ${formatNumber(ys[j])}`, measure: title, value });
  };
  const pointed = focus ?? [nearestIndex(xs, present[0]), nearestIndex(ys, present[1])];
  return html`<div class="sweep-map" ref=${host}>
    <svg width=${width} height=${height} role="application" tabindex="0" aria-label=${trialWord("heatLabel", { measure: title, x: names[0], y: names[1] })}
      onKeyDown=${key} onBlur=${() => setFocus(null)}
      onPointerDown=${(/** @type {PointerEvent} */ event) => {
        held.current = true;
        setFocus(null);
        /** @type {Element} */ (event.currentTarget).setPointerCapture(event.pointerId);
        set(...under(event), true);
      }}
      onPointerMove=${(/** @type {PointerEvent} */ event) => (held.current ? set(...under(event), true) : setFocus(under(event)))}
      onPointerLeave=${() => setFocus(null)}
      onPointerUp=${(/** @type {PointerEvent} */ event) => {
        if (held.current) set(...under(event), false);
        held.current = false;
      }}>
      <defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="hatch-ground" width="6" height="6" /><line class="hatch-line" y2="6" /></pattern></defs>
      ${ys.map((_, j) => xs.map((__, i) => {
        const one = cells.get(`${i},${j}`);
        const place = one?.status === "completed" ? scale.place(one[measure]) : null;
        const fill = place !== null ? `rgb(${onScale(stops, place).map(Math.round).join(",")})` : one ? "url(#hatch)" : "none";
        return html`<rect key=${`${i},${j}`} data-cell=${`${i},${j}`} x=${left(i)} y=${top(j)} width=${cell.width + 0.4} height=${cell.height + 0.4} fill=${fill} />`;
      }))}
      ${xs.map((value, i) => i % Math.ceil(xs.length / MOST_LABELS) === 0 ? html`<text key=${i} x=${left(i + 0.5)} y=${height - 20} text-anchor="middle">${formatNumber(value, 2)}</text>` : null)}
      ${ys.map((value, j) => j % Math.ceil(ys.length / MOST_LABELS) === 0 ? html`<text key=${j} x=${MARGIN.left - 6} y=${top(j) + cell.height / 2 + 4} text-anchor="end">${formatNumber(value, 3)}</text>` : null)}
      <text class="sweep-name" x=${width - MARGIN.right} y=${height - 4} text-anchor="end">${names[0]}</text>
      <text class="sweep-name" x="4" y=${MARGIN.top + 10}>${names[1]}</text>
      ${focus ? html`<rect class="sweep-focus" x=${left(focus[0])} y=${top(focus[1])} width=${cell.width} height=${cell.height} />` : null}
      <circle class="sweep-handle" cx=${left(rankOf(xs, present[0]) + 0.5)} cy=${top(rankOf(ys, present[1])) + cell.height / 2} r="8" fill=${runColour(run.hue, darkTheme.value)} />
    </svg>
    <${Ramp} scale=${scale} title=${title} />
    <p class="sweep-said" aria-live="polite">${said(pointed[0], pointed[1])}</p>
  </div>`;
}

/** @param {number} place @param {number} count */
const within = (place, count) => Math.max(0, Math.min(count - 1, place));

/** @param {{ scale: ReturnType<typeof lossScale>, title: string }} props */
function Ramp({ scale, title }) {
  const stops = landscapeScale(darkTheme.value).map(([at, colour]) => `${colour} ${100 * at}%`);
  const ticks = scale.log
    ? exponentTicks(Math.log10(scale.low), Math.log10(scale.high), 4).map((exponent) => [10 ** exponent, powerText(exponent)])
    : niceTicks(scale.low, scale.high, 4).map((value) => [value, formatNumber(value, 3)]);
  return html`<div class="sweep-ramp">
    <span>${title}</span>
    <div class="colour-ramp" style=${`background: linear-gradient(to right, ${stops.join(", ")})`}>
      ${ticks.map(([value, text]) => html`<span key=${text} style=${`left: ${100 * (scale.place(Number(value)) ?? 0)}%`}>${text}</span>`)}
    </div>
    <span class="sweep-hatched"></span><span>${trialWord("diverges")}</span>
  </div>`;
}
