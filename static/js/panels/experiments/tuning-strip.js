// @ts-check
/** All trials of a tuning: a row for each run, a dot for each trial, those that diverged in a place of their own. */

import { html } from "../../../vendor/preact.js";
import { labelOf } from "../../catalog.js";
import { formatNumber } from "../../format.js";
import { lossScale } from "../../geometry/sweep-axis.js";
import { exponentTicks, niceTicks, powerText } from "../../geometry/ticks.js";
import { runColour } from "../../palette.js";
import { darkTheme } from "../../state.js";
import { trialWord } from "../../strings.js";
import { paramsText } from "./tuning.js";
import { useWidth } from "./use-width.js";

/** @import { Run } from "../../types.js" */
/** @import { Trial, Tuning } from "../../trials.js" */

const ROW = 34;
const MARGIN = { left: 12, right: 84, top: 8, bottom: 30 };
/** Dots of one row stand in so many lines, so that they seldom cover each other. */
const LINES = 4;

/** @param {{ found: Tuning, rows: { run: Run, place: number }[], onUse: (run: Run, trial: Trial) => void }} props */
export function TuningStrip({ found, rows, onUse }) {
  const [host, width] = useWidth();
  const scale = lossScale(found.trials.map(({ value, status }) => (status === "completed" ? value : null)));
  const height = MARGIN.top + rows.length * ROW + MARGIN.bottom;
  const inner = Math.max(10, width - MARGIN.left - MARGIN.right);
  const goal = trialWord(/** @type {"final_loss"} */ (found.goal));
  const beyond = MARGIN.left + inner + MARGIN.right / 2;
  /** @param {Trial} trial */
  const toX = ({ value, status }) => {
    const place = status === "completed" ? scale.place(value) : null;
    return place === null ? beyond : MARGIN.left + inner * place;
  };
  return html`<div class="tuning-strip" ref=${host}>
    <svg width=${width} height=${height} role="group" aria-label=${trialWord("stripLabel", { goal })}>
      <rect class="sweep-diverged" x=${MARGIN.left + inner + 10} y=${MARGIN.top} width=${MARGIN.right - 14} height=${rows.length * ROW} />
      <${Axis} scale=${scale} inner=${inner} height=${height} title=${goal} beyond=${beyond} />
      ${rows.map(({ run, place }, row) => html`<g key=${run.key}>
        <line class="strip-row" x1=${MARGIN.left} x2=${MARGIN.left + inner} y1=${MARGIN.top + (row + 0.5) * ROW} y2=${MARGIN.top + (row + 0.5) * ROW} />
        ${found.trials.filter((trial) => trial.run === place).map((trial) => html`<${Dot}
          key=${trial.number} run=${run} trial=${trial} best=${found.best[place]?.number === trial.number} x=${toX(trial)}
          y=${MARGIN.top + row * ROW + ROW * (0.24 + (0.52 * (trial.number % LINES)) / (LINES - 1))} onUse=${onUse} />`)}
      </g>`)}
    </svg>
  </div>`;
}

/** @param {{ run: Run, trial: Trial, best: boolean, x: number, y: number, onUse: (run: Run, trial: Trial) => void }} props */
function Dot({ run, trial, best, x, y, onUse }) {
  const colour = runColour(run.hue, darkTheme.value);
  const value = trial.status === "diverged" ? trialWord("diverges") : formatNumber(trial.value, 4);
  const text = trialWord("trialSays", { label: labelOf(run), number: trial.number + 1, params: paramsText(trial.params), value });
  const use = () => onUse(run, trial);
  return html`<g class="strip-dot" role="button" tabindex=${best ? 0 : -1} aria-label=${text} data-status=${trial.status} data-best=${best}
    onClick=${use} onKeyDown=${(/** @type {KeyboardEvent} */ event) => event.key === "Enter" && use()}>
    <title>${text}</title>
    ${best ? html`<circle cx=${x} cy=${y} r="8" class="strip-ring" stroke=${colour} />` : null}
    ${trial.status === "diverged"
      ? html`<path d=${`M${x - 3} ${y - 3}l6 6m0 -6l-6 6`} stroke=${colour} stroke-width="2" />`
      : html`<circle cx=${x} cy=${y} r="4" fill=${colour} />`}
  </g>`;
}

/** @param {{ scale: ReturnType<typeof lossScale>, inner: number, height: number, title: string, beyond: number }} props */
function Axis({ scale, inner, height, title, beyond }) {
  const ticks = scale.log
    ? exponentTicks(Math.log10(scale.low), Math.log10(scale.high), 6).map((exponent) => ({ at: scale.place(10 ** exponent), text: powerText(exponent) }))
    : niceTicks(scale.low, scale.high, 6).map((value) => ({ at: scale.place(value), text: formatNumber(value, 3) }));
  return html`<g class="sweep-axes">
    ${ticks.map(({ at, text }) => at === null ? null : html`<g key=${text}>
      <line x1=${MARGIN.left + inner * at} x2=${MARGIN.left + inner * at} y1=${MARGIN.top} y2=${height - MARGIN.bottom} />
      <text x=${MARGIN.left + inner * at} y=${height - 15} text-anchor="middle">${text}</text></g>`)}
    <text x=${MARGIN.left + inner / 2} y=${height - 1} text-anchor="middle" class="sweep-name">${title}</text>
    <text x=${beyond} y=${height - 15} text-anchor="middle">${trialWord("diverges")}</text>
  </g>`;
}
