// @ts-check
/** One parameter of the catalog as a row: its name, the controls that suit its kind, and what was wrong with it. */

import { html } from "../../vendor/preact.js";
import { say } from "../catalog.js";
import { t } from "../strings.js";
import { Choice, NumberList, Switch } from "./basics.js";
import { NumberField } from "./number.js";
import { hasRange, stops } from "./scale.js";
import { Slider } from "./slider.js";
import { TextField } from "./text.js";
import { Widths, isShortList } from "./widths.js";

/** @import { Child } from "../../vendor/preact.js" */
/** @import { Json, Parameter } from "../types.js" */

/** Letters beyond which a name is set smaller, such as `initial_accumulator_value`. */
const LONG_NAME = 16;

/**
 * What a row needs from its owner: `path` is `lr` or `betas[0]`, `errorAt` tells what is wrong at a path.
 * @typedef {object} RowProps
 * @property {Parameter} parameter
 * @property {string} path
 * @property {Json} value
 * @property {string} owner   whom it belongs to, for screen readers
 * @property {(path: string) => string | null} errorAt
 * @property {boolean} [own]   the default is the page's own, not torch's
 * @property {(path: string, value: Json, how: { dragging: boolean }) => void} onInput
 * @property {() => void} [onRest]
 * @property {(path: string) => void} [onNear]
 * @property {Child} [children]   stands under the row
 */

/** @param {RowProps} props */
export function ParameterRow(props) {
  const { parameter, path, value } = props;
  if (parameter.kind === "tuple") {
    return parameter.items.map(
      (item, index) => html`<${ParameterRow}
        key=${index}
        ...${props}
        parameter=${{ ...item, name: `${parameter.name}[${index}]` }}
        path=${`${path}[${index}]`}
        value=${value?.[index] ?? null}
      />`,
    );
  }
  const error = props.errorAt(path);
  return html`<div class="row" data-param=${path} data-kind=${parameter.kind}>
    <span
      class="row-name"
      data-long=${parameter.name.length > LONG_NAME}
      data-help=${`${say(parameter.about)} ${t(props.own ? "ownDefaultIs" : "defaultIs", { value: said(parameter.default) })}`}
      onDblClick=${() => props.onInput(path, parameter.default, { dragging: false })}
    >${breakable(parameter.name)}</span>
    <${Control} ...${props} invalid=${error !== null} />
    ${props.children ?? null}
    ${error === null ? null : html`<p class="row-error" role="alert">${error}</p>`}
  </div>`;
}

/** @param {Json} value */
const said = (value) => (Array.isArray(value) ? value.join(", ") : String(value ?? t("notSet")));

/** `weight_decay` may break after its underscore. @param {string} name */
const breakable = (name) => name.split(/(?<=_)/).map((part) => html`${part}<wbr />`);

/** @param {RowProps & { invalid: boolean }} props */
function Control(props) {
  const { parameter, path, value, owner, invalid, onInput } = props;
  const label = t("slider", { name: parameter.name, label: owner });
  const set = (/** @type {Json} */ next) => onInput(path, next, { dragging: false });
  switch (parameter.kind) {
    case "bool":
      return html`<${Switch} value=${Boolean(value)} label=${label} onChange=${set} />`;
    case "choice":
      return html`<${Choice}
        value=${value}
        choices=${parameter.choices}
        none=${parameter.nullable ? t("notSet") : null}
        label=${label}
        onChange=${set}
      />`;
    case "text":
      return html`<${TextField} value=${value} label=${label} invalid=${invalid} onChange=${set} />`;
    case "list":
      return isShortList(parameter)
        ? html`<${Widths} parameter=${parameter} value=${value} label=${label} invalid=${invalid} onChange=${set} />`
        : html`<${NumberList}
            value=${value ?? []}
            label=${label}
            invalid=${invalid}
            none=${parameter.nullable ? t("notSet") : undefined}
            onChange=${(/** @type {number[]} */ next) => set(parameter.nullable && next.length === 0 ? null : next)}
          />`;
    default:
      return value === null || value === undefined
        ? html`<button type="button" class="unset" aria-label=${`${label}: ${t("setValue")}`} onClick=${() => set(firstValue(parameter))}>
            ${t("notSet")}
          </button>`
        : html`<${Magnitude} ...${props} label=${label} />`;
  }
}

/** A number on a slider and in a field. @param {RowProps & { invalid: boolean, label: string }} props */
function Magnitude({ parameter, path, value, label, invalid, onInput, onRest, onNear }) {
  const near = onNear && (() => onNear(path));
  const whole = parameter.kind === "int";
  return html`
    ${hasRange(parameter)
      ? html`<${Slider}
          range=${parameter}
          value=${value}
          label=${label}
          onInput=${(/** @type {number} */ next, /** @type {{ dragging: boolean }} */ how) => onInput(path, next, how)}
          onRest=${onRest}
          onNear=${near}
        />`
      : html`<span></span>`}
    <${NumberField}
      value=${value}
      label=${label}
      whole=${whole}
      invalid=${invalid}
      stops=${hasRange(parameter) ? stops(parameter) : undefined}
      onChange=${(/** @type {number} */ next) => onInput(path, next, { dragging: false })}
      onNear=${near}
    />
    ${parameter.nullable
      ? html`<button
          type="button"
          class="clear"
          title=${t("clearValue")}
          aria-label=${`${label}: ${t("clearValue")}`}
          onClick=${() => onInput(path, null, { dragging: false })}
        >
          ×
        </button>`
      : null}
  `;
}

/** Where a parameter that was unset begins: the middle of its stops. @param {Parameter} parameter */
function firstValue(parameter) {
  if (!hasRange(parameter)) return parameter.kind === "int" ? 1 : 0;
  const values = stops(parameter);
  return values[Math.floor(values.length / 2)];
}
