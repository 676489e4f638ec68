// @ts-check
/** Momentum as torch has it and as textbooks do, with the numbers of this step, and whether they still agree. */

import { html } from "../../../../vendor/preact.js";
import { formatNumber } from "../../../format.js";
import { inspection } from "../../../state.js";
import { backwardWord } from "../../../strings.js";
import { quantityOf } from "../../../views/step-scene.js";

/** @import { StepScene } from "../../../views/step-scene.js" */
/** @typedef {(number | null)[]} Pair */

/** As many as the lines need to add up before the eye. */
const DIGITS = 8;
const AXES = ["x", "y"];

/** @param {{ scene: StepScene }} props */
export function Forms({ scene: { entry, rule } }) {
  const { textbook } = entry;
  if (!textbook) return null;
  const since = inspection.value?.differs_from ?? null;
  const apart = since !== null && entry.step >= since;
  const [a, lr] = [Number(entry.values.momentum), Number(entry.values.lr)];
  const name = Object.keys(rule.states)[0];
  const v = /** @type {Pair} */ (quantityOf(entry, name));
  const buffer = entry.state.momentum_buffer?.before ?? [0, 0];
  const own = v.map((one, at) => (one === null ? null : one - a * (buffer[at] ?? 0)));
  const number = (/** @type {number | null | undefined} */ one) => formatNumber(one, DIGITS);
  const torch = (/** @type {number} */ at) => [
    `v = ${number(a)} · ${signed(number(buffer[at]))} + ${signed(number(own[at]))} = ${number(v[at])}`,
    `θ = ${number(entry.position[at])} − ${number(lr)} · ${signed(number(v[at]))} = ${number(entry.next_position[at])}`,
  ];
  const before = (/** @type {number} */ at) => (textbook.position[at] ?? NaN) + (textbook.velocity[at] ?? NaN);
  const book = (/** @type {number} */ at) => [
    `v = ${number(a)} · ${signed(number(textbook.before[at]))} + ${number(lr)} · ${signed(number(textbook.gradient[at]))} = ${number(textbook.velocity[at])}`,
    `θ = ${number(before(at))} − ${signed(number(textbook.velocity[at]))} = ${number(textbook.position[at])}`,
  ];
  return html`<section class="step-forms">
    <h3>${backwardWord("forms")}</h3>
    <div class="step-form">
      <h4>${backwardWord("torchForm")} <i>v ← a v + g, θ ← θ − lr v</i></h4>
      <${Numbers} of=${torch} />
    </div>
    <div class="step-form">
      <h4>${backwardWord("textbookForm")} <i>v ← a v + lr g, θ ← θ − v</i></h4>
      <${Numbers} of=${book} />
    </div>
    <p class="step-note" role="status" data-apart=${apart}>${apart ? backwardWord("differ", { step: since }) : backwardWord("agree")}</p>
  </section>`;
}

/** @param {{ of: (at: number) => string[] }} props */
const Numbers = ({ of }) => AXES.map((axis, at) => html`<p class="step-numbers" key=${axis} data-axis=${axis}>
  <span class="step-axis">${axis}</span> <span>${of(at).map((line) => html`<span class="step-form-line">${line}</span>`)}</span>
</p>`);

/** In brackets where it has a sign of its own. @param {string} number */
const signed = (number) => (/^[−-]/.test(number) ? `(${number})` : number);
