// @ts-check
/** The editor of a schedule: which one, its parameters, and the schedules inside it. */

import { html } from "../../vendor/preact.js";
import { findSchedule, say, valueIn, withValue } from "../catalog.js";
import { catalog } from "../state.js";
import { t } from "../strings.js";
import { ParameterRow } from "./parameter.js";

/** @import { Json, Parameter, ScheduleChoice } from "../types.js" */

/**
 * `path` is where the schedule stands in a refusal's field, `schedule` or `schedule.schedulers[0]`.
 * @typedef {object} ScheduleProps
 * @property {ScheduleChoice | null} schedule
 * @property {string} path
 * @property {string} owner
 * @property {number} [depth]
 * @property {(path: string) => string | null} errorAt
 * @property {(id: string) => ScheduleChoice} make   a schedule as it begins when it is picked
 * @property {(schedule: ScheduleChoice | null) => void} onChange
 * @property {() => void} [onRemove]   an inner schedule is removed instead of set to none
 */

/** @param {ScheduleProps} props */
export function ScheduleEditor({ schedule, path, owner, depth = 1, errorAt, make, onChange, onRemove }) {
  const entry = schedule && findSchedule(schedule.id);
  const deepest = depth >= (catalog.value.limits.schedule_depth ?? 3);
  const error = errorAt(`${path}.id`) ?? errorAt(path);
  /** @param {string} name @param {Json} value */
  const set = (name, value) => {
    if (schedule && entry) onChange({ ...schedule, params: withValue(entry.params, schedule.params, name, value) });
  };
  return html`<div class="schedule" data-depth=${depth}>
    <div class="row" data-kind="choice">
      <span class="row-name" data-help=${say(entry?.about)}>${t("schedule")}</span>
      <${SchedulePicker} ...${{ schedule, owner, deepest, inner: depth > 1, make, onChange }} />
      ${onRemove ? html`<button type="button" class="clear" aria-label=${t("removeItem", { index: path })} onClick=${onRemove}>×</button>` : null}
      ${error === null ? null : html`<p class="row-error" role="alert">${error}</p>`}
    </div>
    ${schedule && entry
      ? entry.params.map((parameter) =>
          parameter.kind === "schedules"
            ? html`<${InnerSchedules} key=${parameter.name} ...${{ parameter, schedule, path, owner, depth, errorAt, make, set }} />`
            : html`<${ParameterRow}
                key=${`${schedule.id}.${parameter.name}`}
                parameter=${parameter}
                path=${`${path}.${parameter.name}`}
                value=${valueIn(entry.params, schedule.params, parameter.name)}
                owner=${`${owner}, ${schedule.id}`}
                errorAt=${errorAt}
                onInput=${(/** @type {string} */ at, /** @type {Json} */ value) => set(at.slice(path.length + 1), value)}
              />`,
        )
      : null}
  </div>`;
}

/**
 * @param {{ schedule: ScheduleChoice | null, owner: string, deepest: boolean, inner: boolean,
 *   make: (id: string) => ScheduleChoice, onChange: (schedule: ScheduleChoice | null) => void }} props
 */
function SchedulePicker({ schedule, owner, deepest, inner, make, onChange }) {
  const offered = catalog.value.schedules.filter((entry) => !(deepest && isNest(entry.params)));
  return html`<select
    class="select"
    aria-label=${t("slider", { name: t("schedule"), label: owner })}
    onChange=${(/** @type {Event} */ event) => {
      const id = /** @type {HTMLSelectElement} */ (event.target).value;
      onChange(id ? make(id) : null);
    }}
  >
    ${inner ? null : html`<option value="" selected=${!schedule}>${t("noSchedule")}</option>`}
    ${offered.map(
      (entry) => html`<option
        key=${entry.id}
        value=${entry.id}
        selected=${entry.id === schedule?.id}
        disabled=${!entry.available}
        title=${say(entry.available ? entry.about : entry.reason)}
      >
        ${entry.id}
      </option>`,
    )}
  </select>`;
}

/** @param {Parameter[]} parameters */
const isNest = (parameters) => parameters.some((parameter) => parameter.kind === "schedules");

/**
 * @param {{ parameter: Parameter, schedule: ScheduleChoice, path: string, owner: string, depth: number,
 *   errorAt: (path: string) => string | null, make: (id: string) => ScheduleChoice, set: (name: string, value: Json) => void }} props
 */
function InnerSchedules({ parameter, schedule, path, owner, depth, errorAt, make, set }) {
  /** @type {ScheduleChoice[]} */
  const inner = schedule.params[parameter.name] ?? parameter.default ?? [];
  const put = (/** @type {ScheduleChoice[]} */ next) => set(parameter.name, next);
  const error = errorAt(`${path}.${parameter.name}`);
  return html`<div class="inner-schedules" aria-label=${say(parameter.about)}>
    ${inner.map(
      (one, index) => html`<${ScheduleEditor}
        key=${index}
        schedule=${one}
        path=${`${path}.${parameter.name}[${index}]`}
        owner=${`${owner}, ${t("innerSchedule", { index: index + 1 })}`}
        depth=${depth + 1}
        errorAt=${errorAt}
        make=${make}
        onChange=${(/** @type {ScheduleChoice} */ next) => put(inner.with(index, next))}
        onRemove=${inner.length > 1 ? () => put(inner.toSpliced(index, 1)) : undefined}
      />`,
    )}
    <button type="button" class="text-button" onClick=${() => put([...inner, make("ExponentialLR")])}>
      + ${t("addSchedule")}
    </button>
    ${error === null ? null : html`<p class="row-error" role="alert">${error}</p>`}
  </div>`;
}
