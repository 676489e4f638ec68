// @ts-check
/** A formula of one's own, with the domain to look at; the server says what it cannot read. */

import { html, useState } from "../../vendor/preact.js";
import { editNumber, readNumber } from "../format.js";
import { post, Refused } from "../live/post.js";
import { sayProblem } from "../sentences.js";
import { catalog, comparison, domain, setFormula } from "../state.js";
import { t } from "../strings.js";

/** @import { Domain } from "../types.js" */

/** A grid this small costs nothing, and is refused exactly where the formula or its domain would be. */
const TRIAL_RESOLUTION = 2;

/** @param {{ onDone: () => void }} props */
export function FormulaForm({ onDone }) {
  const { objective } = comparison.value;
  const [text, setText] = useState(objective.kind === "formula" ? objective.expression : "");
  const [ends, setEnds] = useState(() => domain.peek().map(editNumber));
  const [error, setError] = useState("");
  const [trying, setTrying] = useState(false);

  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const numbers = ends.map(readNumber);
    const [left, right, bottom, top] = numbers;
    if (!text.trim()) return setError(t("formulaEmpty"));
    if (left === null || right === null || bottom === null || top === null || left >= right || bottom >= top) {
      return setError(t("domainWrong"));
    }
    setTrying(true);
    const message = await refusalOf(text.trim(), [left, right, bottom, top]);
    setTrying(false);
    setError(message ?? "");
    if (message !== null) return;
    setFormula(text.trim(), [left, right, bottom, top]);
    onDone();
  };

  return html`<form class="formula-form" onSubmit=${submit}>
    <h3>${t("formulaTitle")}</h3>
    <label class="formula-line">
      <span class="formula-label">${t("formulaLabel")}</span>
      <input
        type="text"
        class="text-field code"
        name="expression"
        value=${text}
        placeholder="(x**2 + y - 11)**2 + (x + y**2 - 7)**2"
        maxlength=${catalog.value.limits.formula_length ?? 200}
        spellcheck=${false}
        autocomplete="off"
        autocapitalize="off"
        aria-describedby="formula-help"
        aria-invalid=${error !== ""}
        onInput=${(/** @type {Event} */ event) => setText(/** @type {HTMLInputElement} */ (event.target).value)}
      />
    </label>
    <div class="formula-line">
      ${["x", "y"].map(
        (axis, row) => html`<span class="formula-domain" key=${axis}>
          ${[0, 1].map((side) => html`<${End} key=${side} ...${{ axis, row, side, ends, setEnds }} />`)}
        </span>`,
      )}
      <button type="submit" class="primary" disabled=${trying}>${t("useFormula")}</button>
    </div>
    <p class="quiet" id="formula-help">${t("formulaHelp")}</p>
    ${error ? html`<p class="row-error" role="alert">${error}</p>` : null}
  </form>`;
}

/** One end of the domain. @param {{ axis: string, row: number, side: number, ends: string[], setEnds: (ends: string[]) => void }} props */
function End({ axis, row, side, ends, setEnds }) {
  const index = row * 2 + side;
  return html`
    ${side === 0 ? null : html`<span aria-hidden="true">≤ <i>${axis}</i> ≤</span>`}
    <input
      type="text"
      inputmode="decimal"
      class="number"
      value=${ends[index]}
      aria-label=${t(side === 0 ? "domainFrom" : "domainTo", { axis })}
      onInput=${(/** @type {Event} */ event) => setEnds(ends.with(index, /** @type {HTMLInputElement} */ (event.target).value))}
    />
  `;
}

/** What the server says against a formula, null where it says nothing. @param {string} expression @param {Domain} on */
async function refusalOf(expression, on) {
  const objective = { kind: "formula", expression, domain: on };
  try {
    await post("/api/landscape", { objective, resolution: TRIAL_RESOLUTION });
    return null;
  } catch (error) {
    return error instanceof Refused ? sayProblem(error.problem) : String(error);
  }
}
