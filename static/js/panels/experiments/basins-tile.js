// @ts-check
/** One run's basin map with its shares, or why it has none. */

import { html, useMemo } from "../../../vendor/preact.js";
import { labelOf, methodTitle } from "../../catalog.js";
import { formatNumber } from "../../format.js";
import { DIVERGED, NOWHERE, arrivalOf, letterOf, medianSteps, sharesOf } from "../../geometry/basin-shares.js";
import { canBeMapped } from "../../live/basins.js";
import { basinColours, noBasinColours } from "../../palette.js";
import { basinMaps, basinPaths, basinWork, catalog, comparison, darkTheme, domain, localMinima, minima, refusals, view } from "../../state.js";
import { basinWord } from "../../strings.js";
import { Swatch } from "../../views/swatch.js";
import { BasinPlot } from "./basins-plot.js";

/** @import { Basins, Run } from "../../types.js" */
/** @import { Share } from "../../geometry/basin-shares.js" */

/** @param {{ run: Run }} props */
export function BasinTile({ run }) {
  const shown = basinMaps.value.get(run.key);
  const trouble = troubleOf(run);
  return html`<section class="basin-tile" aria-label=${labelOf(run)} data-run=${run.key}>
    <h3><${Swatch} hue=${run.hue} /><span>${labelOf(run)}</span><${Progress} run=${run} /></h3>
    ${trouble
      ? html`<p class="basin-refused">${trouble}</p>`
      : html`<${BasinPlot} run=${run} shown=${shown ?? null} />
          <${Readout} run=${run} />
          ${shown ? html`<${Shares} run=${run} map=${shown.map} />` : null}`}
  </section>`;
}

/** Why a run has no map, null where it has. @param {Run} run */
function troubleOf(run) {
  if (!canBeMapped(run)) return basinWord("notAlone", { run: methodTitle(run) });
  const problem = basinWork.value.problems.get(run.key) ?? refusals.value.get(run.key);
  return problem?.message ?? null;
}

/** @param {{ run: Run }} props */
function Progress({ run }) {
  const former = basinMaps.value.get(run.key);
  const waiting = basinWork.value.waiting.has(run.key);
  return html`<small role="status">${waiting ? basinWord(former ? "refining" : "computing") : ""}</small>`;
}

/** What a path from the brush does, by the rule of the map. @param {{ run: Run }} props */
function Readout({ run }) {
  const found = basinPaths.value.get(run.key);
  if (!found) return html`<p class="basin-readout" aria-hidden="true"> </p>`;
  const all = [...minima.value, ...localMinima.value];
  const steps = Math.min(comparison.value.steps, catalog.value.limits.basin_steps ?? Infinity);
  const [x, y] = found.start.map((one) => formatNumber(one, 3));
  return html`<p class="basin-readout"><span>(${x}, ${y})</span> → <b>${outcome(found.path, all, steps)}</b></p>`;
}

/** @param {{ x: number[], y: number[], status: "completed" | "diverged" }} path @param {import("../../types.js").Minimum[]} all @param {number} steps */
function outcome(path, all, steps) {
  const whole = path.x.length > steps;
  const within = whole ? { x: path.x.slice(0, steps + 1), y: path.y.slice(0, steps + 1), status: "completed" } : path;
  const { index, step } = arrivalOf(within, all, domain.value);
  if (index === DIVERGED) return basinWord("diverges", { steps: path.x.length });
  if (index === NOWHERE) return basinWord("goesNowhere", { steps });
  return basinWord("reaches", { where: letterOf(index), steps: step ?? 0 });
}

/** @param {{ run: Run, map: Basins }} props */
function Shares({ run, map }) {
  const shares = useMemo(() => sharesOf(map), [map]);
  const median = useMemo(() => medianSteps(map), [map]);
  const there = shares.filter(({ count }) => count > 0);
  const number = new Intl.NumberFormat(view.value.language);
  const name = (/** @type {Share} */ { index }) => (index === DIVERGED ? basinWord("diverged") : index === NOWHERE ? basinWord("nowhere") : letterOf(index));
  const { steps } = comparison.value;
  return html`<div class="basin-shares">
    <div class="basin-bar" role="img" aria-label=${there.map((one) => `${name(one)} ${one.percent} %`).join(", ")}>
      ${there.map((one) => html`<span key=${one.index} data-basin=${one.index} style=${`flex-grow: ${one.count}; background-color: ${colourOf(one)}`}></span>`)}
    </div>
    <ul aria-label=${basinWord("shares", { run: labelOf(run) })}>
      ${there.map(
        (one) => html`<li key=${one.index} data-basin=${one.index}>
          <span class="basin-spot" data-basin=${one.index} style=${`background-color: ${colourOf(one)}`}></span>
          <b>${name(one)}</b>
          <span class="basin-percent">${one.percent.toFixed(1)} %</span>
          <small>${number.format(one.count)}</small>
        </li>`,
      )}
    </ul>
    <p class="basins-note">
      ${basinWord("starts", { count: number.format(map.x.length * map.y.length) })}
      ${median === null ? basinWord("noArrival", { steps }) : basinWord("median", { steps: formatNumber(median, 4) })}
    </p>
  </div>`;
}

/** @param {Share} share */
function colourOf({ index }) {
  const dark = darkTheme.value;
  const none = noBasinColours(dark);
  return index === DIVERGED ? none.diverged : index === NOWHERE ? none.nowhere : basinColours(index, dark)[0];
}
