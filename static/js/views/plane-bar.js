// @ts-check
/** Which plane through a model's parameters is shown, and of what. */

import { html } from "../../vendor/preact.js";
import { labelOf } from "../catalog.js";
import { planeRun, redraw, setPlane } from "../plane-state.js";
import { comparison, datasetEntry, results, view } from "../state.js";
import { modelWord, planeWord } from "../strings.js";
import { Segmented } from "./segmented.js";

/** @import { PlaneChoice, PlaneKind } from "../types.js" */

/** @type {PlaneKind[]} */
const KINDS = ["joint_pca", "pca", "random", "live", "three_points", "hessian", "optimizer", "weights", "interpolation"];
/** @type {PlaneKind[]} */
const ABOUT_ONE = ["pca", "random", "live", "hessian", "optimizer", "weights"];

export function PlaneBar() {
  const { kind } = view.value.plane;
  const drawn = kind === "random" || kind === "live";
  return html`<div class="plane-bar" role="group" aria-label=${planeWord("plane")}>
    <${Choice} label=${planeWord("plane")} value=${kind} help=${planeWord(/** @type {const} */ (`${kind}About`))}
      choices=${KINDS.map((one) => [one, planeWord(one)])} onChange=${chooseKind} />
    ${ABOUT_ONE.includes(kind) ? html`<${RunChoice} />` : null}
    ${drawn ? html`<${Scaling} />` : null}
    ${kind === "weights" ? html`<${Weights} />` : null}
    <span class="spacer"></span>
    ${kind === "interpolation" ? null : html`<${What} />`}
    <p class="plane-about">${planeWord(/** @type {const} */ (`${kind}About`))}</p>
  </div>`;
}

/** Two weights need names to begin with: the first and the last one there is. @param {PlaneKind} kind */
function chooseKind(kind) {
  const { weights } = view.value.plane;
  const names = parameters();
  if (kind !== "weights" || weights.length === 2 || names.length === 0) return setPlane({ kind });
  const [first, last] = [names[0], names[names.length - 1]];
  return setPlane({ kind, weights: [`${first.name}[${first.shape.map(() => 0)}]`, `${last.name}[${last.shape.map((size) => size - 1)}]`] });
}

/** The parameters of the model as it was seen last. */
const parameters = () => [...results.value.values()].find((one) => one.snapshot)?.snapshot?.parameters ?? [];

/** @param {{ label: string, value: string, choices: (readonly [string, string])[], help?: string, onChange: (value: any) => void }} props */
const Choice = ({ label, value, choices, help, onChange }) => html`<select
  class="dropdown"
  aria-label=${label}
  title=${help ?? label}
  onChange=${(/** @type {Event} */ event) => onChange(/** @type {HTMLSelectElement} */ (event.target).value)}
>
  ${choices.map(([id, text]) => html`<option key=${id} value=${id} selected=${id === value}>${text}</option>`)}
</select>`;

const RunChoice = () => html`<${Choice}
  label=${planeWord("ofRun")}
  value=${planeRun()?.key ?? ""}
  choices=${comparison.value.runs.map((run) => [run.key, labelOf(run)])}
  onChange=${(/** @type {string} */ run) => setPlane({ run })}
/>`;

function Scaling() {
  const { normalization, draw } = view.value.plane;
  return html`<span class="plane-scaling" title=${planeWord("normalizationHelp")}><${Segmented}
      label=${planeWord("normalization")}
      value=${normalization}
      choices=${[["filter", planeWord("filter")], ["layer", planeWord("layer")], ["none", planeWord("none")]]}
      onChange=${(/** @type {PlaneChoice["normalization"]} */ next) => setPlane({ normalization: next })}
    /></span>
    <button type="button" class="text-button" onClick=${redraw}>${planeWord("redraw")}</button>
    <span class="plane-draw">${planeWord("drawNumber", { n: draw })}</span>`;
}

/** Which samples, and loss or metric. */
function What() {
  const { split, value } = view.value.plane;
  const metric = datasetEntry.value?.metric;
  return html`<${Choice}
      label=${planeWord("split")}
      value=${split}
      choices=${[["train", planeWord("train")], ["validation", planeWord("validation")]]}
      onChange=${(/** @type {PlaneChoice["split"]} */ next) => setPlane({ split: next })}
    />
    <${Choice}
      label=${planeWord("value")}
      value=${value}
      choices=${[["loss", planeWord("loss")], ["metric", metric ? modelWord(metric) : planeWord("metric")]]}
      onChange=${(/** @type {PlaneChoice["value"]} */ next) => setPlane({ value: next })}
    />`;
}

function Weights() {
  const { weights } = view.value.plane;
  const names = parameters().map(({ name }) => name);
  /** @param {number} place @param {string} weight */
  const set = (place, weight) => setPlane({ weights: weights.with(place, weight) });
  return weights.map((weight, place) => {
    const [name, index] = weight.replace("]", "").split("[");
    return html`<span class="plane-weight" key=${place}>
      <${Choice}
        label=${planeWord(place === 0 ? "firstWeight" : "secondWeight")}
        value=${name}
        choices=${(names.includes(name) ? names : [name, ...names]).map((one) => [one, one])}
        onChange=${(/** @type {string} */ next) => set(place, firstOf(next))}
      />
      <input
        type="text"
        class="number"
        value=${index}
        aria-label=${planeWord("placeInIt", { name })}
        title=${planeWord("placeInIt", { name })}
        onChange=${(/** @type {Event} */ event) => set(place, `${name}[${/** @type {HTMLInputElement} */ (event.target).value.replace(/\s/g, "")}]`)}
      />
    </span>`;
  });
}

/** @param {string} name */
const firstOf = (name) => `${name}[${(parameters().find((one) => one.name === name)?.shape ?? [0]).map(() => 0)}]`;
