// @ts-check
/** The experiment "Curvature": how the loss curves where each run stands, beside what its optimizer can bear. */

import { html } from "../../../vendor/preact.js";
import { sayProblem } from "../../sentences.js";
import { curvatureWork, isModel } from "../../state.js";
import { curvatureWord } from "../../strings.js";
import { CurvatureTable } from "./curvature-table.js";
import { SpectrumSheet } from "./spectrum.js";

export function CurvatureSheet() {
  const { problem } = curvatureWork.value;
  return html`<div class="curvature-sheet">
    ${isModel.value ? html`<${SpectrumSheet} />` : null}
    <section aria-label=${curvatureWord("atPlayhead")}>
      <h3>${curvatureWord("atPlayhead")}<${Busy} /></h3>
      ${problem ? html`<p class="curvature-note" role="alert">${sayProblem(problem)}</p>` : html`<${CurvatureTable} />`}
    </section>
    <details class="curvature-about" open>
      <summary>${curvatureWord("aboutTitle")}</summary>
      ${(isModel.value ? /** @type {const} */ (["aboutLine", "aboutNormalised"]) : /** @type {const} */ (["aboutFunction"])).map(
        (key) => html`<p key=${key}>${curvatureWord(key)}</p>`,
      )}
    </details>
  </div>`;
}

function Busy() {
  const { busy, share } = curvatureWork.value;
  if (!busy) return null;
  return html`<small role="status">${curvatureWord("measuring")}${share === null ? "" : ` ${Math.floor(100 * share)} %`}</small>`;
}
