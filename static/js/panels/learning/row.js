// @ts-check
/** The rows of what is learned: a setting, and a choice of the catalog that unfolds its parameters. */

import { html, useState } from "../../../vendor/preact.js";
import { say, valueIn } from "../../catalog.js";
import { ParameterRow } from "../../controls/parameter.js";
import { setDragging } from "../../state.js";
import { term } from "../../strings.js";

/** @import { Child } from "../../../vendor/preact.js" */
/** @import { Choice, Entry, Json, Parameter } from "../../types.js" */

/** @param {{ name: string, title: string, help: string, error?: string | null, kind?: string, children?: Child }} props */
export function Row({ name, title, help, error = null, kind, children }) {
  return html`<div class="row" data-param=${name} data-kind=${kind}>
    <span class="row-name" data-help=${help}>${title}</span>
    ${children}
    ${error === null ? null : html`<p class="row-error" role="alert">${error}</p>`}
  </div>`;
}

/** @typedef {Entry & { params: Parameter[] }} Parametrised */

/**
 * A choice among entries, with the parameters of the chosen one in a fold; `errorAt` tells what is wrong at `name` or
 * at `name.parameter`. `groups` have names where there are several.
 * @param {{ name: string, title: string, help?: string, owner: string, entry: Parametrised | null, choice: Choice | null,
 *   groups: { name: string, entries: Parametrised[] }[], none?: string, own?: boolean, children?: Child,
 *   errorAt: (path: string) => string | null, onChoose: (id: string | null) => void,
 *   onInput: (name: string, value: Json, how: { dragging: boolean }) => void }} props
 */
export function ChoiceRow(props) {
  const { name, title, entry, choice, errorAt, children } = props;
  const [open, setOpen] = useState(false);
  const shown = (entry?.params ?? []).filter((parameter) => !isHidden(parameter));
  const troubled = shown.some((parameter) => errorAt(`${name}.${parameter.name}`) !== null);
  const unfolded = open || troubled;
  const error = errorAt(name) ?? errorAt(`${name}.id`);
  const foldable = entry !== null && (shown.length > 0 || Boolean(children));
  return html`<div class="choice" data-choice=${name}>
    <div class="row" data-param=${name} data-kind="fold">
      <span class="row-name" data-help=${props.help ?? say(entry?.about)}>${title}</span>
      <${Picker} ...${props} />
      ${foldable
        ? html`<button type="button" class="more" aria-expanded=${unfolded} aria-label=${`${title}: ${term(unfolded ? "less" : "more")}`} onClick=${() => setOpen(!unfolded)}>
            ${term(unfolded ? "less" : "more")}
          </button>`
        : null}
      ${error === null ? null : html`<p class="row-error" role="alert">${error}</p>`}
    </div>
    ${unfolded && foldable
      ? html`<div class="choice-fold rows">
          ${children ?? null}
          ${shown.map((parameter) => html`<${OfChoice} key=${parameter.name} ...${props} parameter=${parameter} params=${choice?.params ?? {}} />`)}
        </div>`
      : null}
  </div>`;
}

/** The start is moved on the stage and set beside the steps. @param {Parameter} parameter */
const isHidden = (parameter) => parameter.name === "start";

/**
 * @param {{ name: string, owner: string, own?: boolean, entry: Parametrised | null, parameter: Parameter, params: Record<string, Json>,
 *   errorAt: (path: string) => string | null, onInput: (name: string, value: Json, how: { dragging: boolean }) => void }} props
 */
function OfChoice({ name, owner, own = false, entry, parameter, params, errorAt, onInput }) {
  const trained = { ...parameter, choices: parameter.choices.filter((choice) => choice !== "none") };
  return html`<${ParameterRow}
    parameter=${parameter.name === "reduction" ? trained : parameter}
    path=${`${name}.${parameter.name}`}
    value=${valueIn(entry?.params ?? [], params, parameter.name)}
    owner=${owner}
    own=${own}
    errorAt=${errorAt}
    onInput=${(/** @type {string} */ path, /** @type {Json} */ value, /** @type {{ dragging: boolean }} */ how) =>
      onInput(path.slice(name.length + 1), value, how)}
    onRest=${() => setDragging(null)}
  />`;
}

/**
 * @param {{ title: string, owner: string, choice: Choice | null, groups: { name: string, entries: Parametrised[] }[], none?: string,
 *   onChoose: (id: string | null) => void }} props
 */
function Picker({ title, owner, choice, groups, none, onChoose }) {
  const option = (/** @type {Parametrised} */ entry) => html`<option key=${entry.id} value=${entry.id} selected=${entry.id === choice?.id}>
    ${say(entry.name)}
  </option>`;
  return html`<select
    class="select"
    aria-label=${`${title}: ${owner}`}
    onChange=${(/** @type {Event} */ event) => onChoose(/** @type {HTMLSelectElement} */ (event.target).value || null)}
  >
    ${none === undefined ? null : html`<option value="" selected=${choice === null}>${none}</option>`}
    ${groups.length === 1
      ? groups[0].entries.map(option)
      : groups.map((group) => html`<optgroup key=${group.name} label=${group.name}>${group.entries.map(option)}</optgroup>`)}
  </select>`;
}
