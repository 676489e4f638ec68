// @ts-check
/** One run: what it is, its hyperparameters, and how it fares. */

import { html, useState } from "../../vendor/preact.js";
import { labelOf, lacksSuggestion, methodTitle, parametersOf, valueOf } from "../catalog.js";
import { ParameterRow } from "../controls/parameter.js";
import { position } from "../controls/scale.js";
import { ScheduleEditor } from "../controls/schedule.js";
import { formatNumber } from "../format.js";
import { fanId } from "../live/fans.js";
import { wantFan } from "../live/index.js";
import { recording } from "../live/recording.js";
import { runColour } from "../palette.js";
import { sayProblem } from "../sentences.js";
import { fittedSchedule, ignoresLr } from "../schedules.js";
import { shownStep } from "../progress.js";
import {
  catalog, comparison, darkTheme, duplicateRun, fans, isModel, pinRun, problem, refusals, removeRun, results, setDragging, setLabel,
  setOptimizer, setParam, setSchedule, setVisible,
} from "../state.js";
import { valueNow } from "../steering.js";
import { t } from "../strings.js";
import { FanCurve } from "../views/fan-curve.js";
import { Swatch } from "../views/swatch.js";
import { BackwardSwitches } from "./backward-switches.js";
import { Badge } from "./badge.js";
import { Icon, IconButton } from "./icons.js";
import { Changes } from "./learning/changes.js";
import { FineTuning } from "./learning/fine-tuning.js";
import { OwnLoss } from "./learning/own-loss.js";
import { OptimizerPicker } from "./optimizer-picker.js";

/** @import { Child } from "../../vendor/preact.js" */
/** @import { Json, Parameter, Run } from "../types.js" */

/** @param {{ run: Run }} props */
export function RunCard({ run }) {
  const [open, setOpen] = useState(false);
  const parameters = parametersOf(run);
  const shown = parameters.filter((parameter) => isShown(run, parameter));
  const rest = parameters.filter((parameter) => !shown.includes(parameter));
  const refused = refusals.value.get(run.key) ?? null;
  const trouble = refused ?? (problem.value?.run === run.key ? problem.value : null);
  /** @param {string} path */
  const errorAt = (path) => (trouble?.name === path ? sayProblem(trouble) : null);
  const hasPlace = (/** @type {Parameter[]} */ list) => list.some((parameter) => trouble?.name?.split("[")[0] === parameter.name);
  const inFold = Boolean(trouble && (hasPlace(rest) || IN_FOLD.test(trouble.name ?? "")));
  const unfolded = open || inFold;
  const elsewhere = trouble && !inFold && !hasPlace(parameters) ? sayProblem(trouble) : null;
  // Beside the curve under lr there is room for it; under other rows it has a line of its own.
  const more = html`<${More} run=${run} open=${unfolded} count=${rest.length} onToggle=${() => setOpen(!unfolded)} />`;

  return html`<article
    class="run-card"
    style=${`--run: ${runColour(run.hue, darkTheme.value)}`}
    data-run=${run.key}
    data-hidden=${!run.visible}
    data-refused=${refused !== null}
    aria-label=${labelOf(run)}
  >
    <${CardHead} run=${run} />
    ${elsewhere === null ? null : html`<p class="row-error" role="alert">${elsewhere}</p>`}
    <div class="rows">
      ${shown.map(
        (parameter) => html`<${RunParameter} key=${parameter.name} ...${{ run, parameter, errorAt }}>
          ${parameter.name === "lr" && !isModel.value && !recording() ? html`<${Sensitivity} ...${{ run, parameter }} />` : null}
          ${parameter.name === "lr" && shown.length === 1 ? more : null}
          ${parameter.name === "lr" ? html`<${RateNote} run=${run} />` : null}
        </${RunParameter}>`,
      )}
      ${shown.length === 1 && shown[0].name === "lr" ? null : more}
    </div>
    <${Now} run=${run} />
    <${Changes} run=${run} />
    ${unfolded
      ? html`<div class="fold rows" id=${`more-${run.key}`}>
          ${rest.map((parameter) => html`<${RunParameter} key=${parameter.name} ...${{ run, parameter, errorAt }} />`)}
          <${Beyond} ...${{ run, errorAt }} />
        </div>`
      : null}
  </article>`;
}

/** What else a run has, beyond its hyperparameters. @param {{ run: Run, errorAt: (path: string) => string | null }} props */
const Beyond = ({ run, errorAt }) => html`
  <${ScheduleEditor}
    schedule=${run.schedule}
    path="schedule"
    owner=${labelOf(run)}
    errorAt=${errorAt}
    make=${(/** @type {string} */ id) => fittedSchedule(id, run, comparison.value.steps)}
    onChange=${(/** @type {Run["schedule"]} */ schedule) => setSchedule(run.key, schedule)}
  />
  ${isModel.value ? html`<${OwnLoss} ...${{ run, errorAt }} /><${FineTuning} ...${{ run, errorAt }} />` : null}
  <${BackwardSwitches} ...${{ run, errorAt }} />
  <${LabelRow} run=${run} />
`;

/** What is set in the fold, beside the hyperparameters. */
const IN_FOLD = /^(schedule|loss|start_from|frozen|groups|zero_grad|accumulate)/;

/** The learning rate, and everything that is not torch's default; the rest is folded away. @param {Run} run @param {Parameter} parameter */
function isShown(run, parameter) {
  return parameter.name === "lr" || JSON.stringify(valueOf(run, parameter.name)) !== JSON.stringify(parameter.default);
}

/** @param {{ run: Run }} props */
function CardHead({ run }) {
  const { key, visible } = run;
  const label = labelOf(run);
  const full = comparison.value.runs.length >= (catalog.value.limits.runs ?? Infinity);
  return html`<header class="card-head">
    <${Swatch} hue=${run.hue} />
    <div class="card-title">
      <${OptimizerPicker} run=${run} onChange=${(/** @type {string} */ id) => setOptimizer(key, id)} />
      ${label === methodTitle(run) ? null : html`<span class="card-label">${label}</span>`}
    </div>
    <${Badge} trajectory=${results.value.get(key) ?? null} refused=${refusals.value.has(key)} />
    <div class="card-actions">
      <${IconButton}
        icon=${visible ? "eye" : "hidden"}
        text=${t(visible ? "hide" : "show", { label })}
        onClick=${() => setVisible(key, !visible)}
      />
      ${visible ? html`<${IconButton} icon="pin" text=${t("pin", { label })} disabled=${full} onClick=${() => pinRun(key)} />` : null}
      <${IconButton} icon="duplicate" text=${t("duplicate", { label })} disabled=${full} onClick=${() => duplicateRun(key)} />
      <${IconButton}
        icon="remove"
        text=${t("remove", { label })}
        disabled=${comparison.value.runs.filter(({ pinned }) => !pinned).length <= 1}
        onClick=${() => removeRun(key)}
      />
    </div>
  </header>`;
}

/** @param {{ run: Run, parameter: Parameter, errorAt: (path: string) => string | null, children?: Child }} props */
function RunParameter({ run, parameter, errorAt, children }) {
  return html`<${ParameterRow}
    parameter=${parameter}
    path=${parameter.name}
    value=${valueNow(run, parameter.name)}
    owner=${labelOf(run)}
    errorAt=${errorAt}
    onInput=${(/** @type {string} */ path, /** @type {Json} */ next, /** @type {{ dragging: boolean }} */ how) =>
      setParam(run.key, path, next, how)}
    onRest=${() => setDragging(null)}
    onNear=${(/** @type {string} */ path) => wantFan(run.key, path)}
  >
    ${children}
  </${ParameterRow}>`;
}

/** The fan's curve under the slider, on the slider's own scale. @param {{ run: Run, parameter: Parameter }} props */
function Sensitivity({ run, parameter }) {
  const fan = fans.value.get(fanId(run.key, parameter.name));
  return html`<div class="sensitivity">
    ${fan
      ? html`<${FanCurve}
          fan=${fan}
          place=${(/** @type {number} */ one) => position(parameter, one)}
          value=${valueOf(run, parameter.name)}
          hue=${run.hue}
        />`
      : html`<div class="fan-coming"></div>`}
  </div>`;
}

/** What the number beside the slider does not say by itself. @param {{ run: Run }} props */
function RateNote({ run }) {
  const { objective } = comparison.value;
  const plain = lacksSuggestion(objective, run);
  if (ignoresLr(run.schedule)) return html`<p class="quiet rate-note">${t("lrIgnored", { schedule: run.schedule?.id ?? "" })}</p>`;
  return plain ? html`<p class="quiet rate-note">${t(isModel.value ? "lrIsDefaultHere" : "lrIsDefault")}</p>` : null;
}

/** @param {{ run: Run, open: boolean, count: number, onToggle: () => void }} props */
function More({ run, open, count, onToggle }) {
  return html`<button
    type="button"
    class="more"
    aria-expanded=${open}
    aria-controls=${`more-${run.key}`}
    aria-label=${`${labelOf(run)}: ${open ? t("less") : t("moreCount", { count })}`}
    onClick=${onToggle}
  >
    ${open ? t("less") : t("more")}<${Icon} name="chevron" />
  </button>`;
}

/** What a schedule or a change made of the run's settings at the playhead. @param {{ run: Run }} props */
function Now({ run }) {
  const trajectory = results.value.get(run.key);
  const entry = Math.min(shownStep.value, (trajectory?.lr.length ?? 0) - 1);
  if (!trajectory || entry < 0 || (!run.schedule && run.changes.length === 0)) return null;
  const momentum = trajectory.momentum?.[entry];
  return html`<p class="now" title=${t("now", { step: shownStep.value })}>
    ${run.schedule ? html`<span class="now-name">${run.schedule.id}</span>` : null}
    <span>${t("currentLr", { value: formatNumber(trajectory.lr[entry], 3) })}</span>
    ${momentum === undefined || momentum === null
      ? null
      : html`<span>${t("currentMomentum", { value: formatNumber(momentum, 3) })}</span>`}
  </p>`;
}

/** @param {{ run: Run }} props */
function LabelRow({ run }) {
  return html`<label class="row" data-kind="choice">
    <span class="row-name">${t("label")}</span>
    <input
      type="text"
      class="text-field"
      value=${labelOf(run)}
      maxlength=${catalog.value.limits.label_length ?? 80}
      aria-label=${t("rename", { label: labelOf(run) })}
      onChange=${(/** @type {Event} */ event) => setLabel(run.key, /** @type {HTMLInputElement} */ (event.target).value)}
    />
  </label>`;
}
