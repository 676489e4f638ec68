// @ts-check
/** The eigenvalues of one run's Hessian where the playhead rests: their density, and what sums them up. */

import { effect, html, useEffect, useRef } from "../../../vendor/preact.js";
import { labelOf } from "../../catalog.js";
import { formatNumber } from "../../format.js";
import { afterPaint } from "../../frame.js";
import { measuredAt } from "../../geometry/curvature.js";
import { spectrumRun } from "../../live/spectrum.js";
import { draw, purge } from "../../plot.js";
import { sayProblem } from "../../sentences.js";
import { comparison, curvatures, darkTheme, refusals, setView, spectrum, spectrumWork, view } from "../../state.js";
import { curvatureWord } from "../../strings.js";
import { Swatch } from "../../views/swatch.js";
import { spectrumFigure } from "./spectrum-figure.js";

/** @import { Spectrum } from "../../types.js" */

export function SpectrumSheet() {
  const found = spectrum.value;
  const { busy, problem } = spectrumWork.value;
  return html`<section class="spectrum" aria-label=${curvatureWord("spectrumTitle")}>
    <header>
      <h3>${curvatureWord("spectrumTitle")}</h3>
      <${RunChoice} />
    </header>
    <p class="spectrum-subtitle" role="status" data-busy=${busy}>
      ${found ? `${curvatureWord("afterStep", { step: found.step })} · ${curvatureWord(found.exact ? "exact" : "estimated")}` : ""}
      ${busy ? ` ${curvatureWord("measuring")}` : ""}
    </p>
    ${problem ? html`<p class="curvature-note" role="alert">${sayProblem(problem)}</p>` : html`<${Density} />`}
    ${found ? html`<${Facts} found=${found} />` : null}
  </section>`;
}

function RunChoice() {
  const runs = comparison.value.runs.filter(({ key }) => !refusals.value.has(key));
  const chosen = spectrumRun();
  if (!chosen) return null;
  return html`<label class="spectrum-run">
    <${Swatch} hue=${chosen.hue} />
    <select
      class="dropdown"
      aria-label=${curvatureWord("spectrumOf")}
      onChange=${(/** @type {Event} */ event) => setView({ spectrumRun: /** @type {HTMLSelectElement} */ (event.target).value })}
    >
      ${runs.map((run) => html`<option key=${run.key} value=${run.key} selected=${run === chosen}>${labelOf(run)}</option>`)}
    </select>
  </label>`;
}

function Density() {
  const host = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => keepDensity(/** @type {HTMLElement} */ (host.current)), []);
  return html`<div class="spectrum-figure" ref=${host}></div>`;
}

/** @param {HTMLElement} host */
function keepDensity(host) {
  const drawing = afterPaint(() => {
    const found = spectrum.peek();
    const size = { width: host.clientWidth, height: host.clientHeight };
    const run = comparison.peek().runs.find(({ key }) => key === found?.key);
    if (!found || !run || size.width < 80) return;
    const { data, layout } = spectrumFigure(found, { hue: run.hue, line: lineOn(found), dark: darkTheme.peek(), size });
    return draw(host, data, layout, { staticPlot: true });
  }, 0);
  const observer = new ResizeObserver(() => drawing.ask());
  observer.observe(host);
  const stop = effect(() => {
    void [spectrum.value, curvatures.value, darkTheme.value, view.value.language];
    drawing.ask();
  });
  return () => {
    stop();
    observer.disconnect();
    drawing.stop();
    purge(host);
  };
}

/** The line of stability among the eigenvalues of H itself, null where it belongs to others. @param {Spectrum} found */
function lineOn({ key, step }) {
  const curvature = curvatures.peek().get(key);
  return !curvature || curvature.preconditioned ? null : (curvature.threshold?.[measuredAt(curvature, step)] ?? null);
}

/** @param {{ found: Spectrum }} props */
function Facts({ found }) {
  const trace = `${formatNumber(found.trace, 4)}${found.trace_error > 0 ? ` ± ${formatNumber(found.trace_error, 2)}` : ""}`;
  /** @type {[string, string, string][]} */
  const facts = [
    ["largest", curvatureWord("largest"), formatNumber(found.largest, 4)],
    ["smallest", curvatureWord("least"), formatNumber(found.smallest, 4)],
    ["trace", curvatureWord("trace"), trace],
    ["negative", curvatureWord("negative"), `${formatNumber(100 * found.negative, 3)} %`],
    ["parameters", curvatureWord("parameters"), String(found.parameters)],
  ];
  return html`<dl class="spectrum-facts">
    ${facts.map(([id, name, text]) => html`<div key=${id} data-fact=${id} title=${id === "negative" ? curvatureWord("negativeHelp") : undefined}><dt>${name}</dt><dd>${text}</dd></div>`)}
  </dl>`;
}
