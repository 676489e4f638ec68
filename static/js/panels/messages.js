// @ts-check
/** What the page has to say by itself: a lost connection, a refusal without a control of its own, a quiet success. */

import { html, signal } from "../../vendor/preact.js";
import { labelOf } from "../catalog.js";
import { retryConnection } from "../live/index.js";
import { sayProblem } from "../sentences.js";
import { comparison, connection, isModel, notes, problem, refusals, shows } from "../state.js";
import { t } from "../strings.js";

/** @import { Problem, Run } from "../types.js" */

const TOAST_MS = 4000;
const toasts = signal(/** @type {{ id: number, text: string }[]} */ ([]));
let nextToast = 1;

/** Say something for a few seconds. @param {string} text @param {number} [milliseconds] */
export function toast(text, milliseconds = TOAST_MS) {
  const id = nextToast++;
  toasts.value = [...toasts.value, { id, text }];
  setTimeout(() => (toasts.value = toasts.value.filter((one) => one.id !== id)), milliseconds);
}

export function Messages() {
  const trouble = problem.value;
  return html`<div class="messages">
    ${connection.value === "lost"
      ? html`<div class="message" data-kind="warning" role="status">
          <span>${t("lost")}</span>
          <button type="button" class="text-button" onClick=${retryConnection}>${t("retry")}</button>
        </div>`
      : null}
    ${trouble && !hasControl(trouble)
      ? html`<div class="message" data-kind=${isTried(trouble) ? "warning" : "danger"} role="alert">
          <span>${isTried(trouble) ? null : t("refused")} ${sayProblem(trouble)}</span>
          <button type="button" class="text-button" onClick=${() => (problem.value = null)}>${t("dismiss")}</button>
        </div>`
      : null}
    ${shows("runs") ? null : comparison.value.runs.map((run) => html`<${Refused} key=${run.key} run=${run} />`)}
    <div class="notes" role="status" aria-live="polite">
      ${notes.value.map((one) => html`<div class="message" data-kind="note" key=${one.number}><span>${sayProblem(one)}</span></div>`)}
    </div>
    ${toasts.value.map((one) => html`<div class="message" key=${one.id} role="status"><span>${one.text}</span></div>`)}
  </div>`;
}

/** A run that cannot be run, where there is no card to say so. @param {{ run: Run }} props */
function Refused({ run }) {
  const refusal = refusals.value.get(run.key);
  if (!refusal) return null;
  return html`<div class="message" data-kind="danger" role="alert"><span>${labelOf(run)}: ${sayProblem(refusal)}</span></div>`;
}

/** Whether it is being asked for again. @param {Problem} trouble */
const isTried = ({ code }) => code === "busy";

/** Whether a control on the page shows it already. @param {Problem} trouble */
function hasControl(trouble) {
  if (trouble.run) return shows("runs");
  if (!shows("setup")) return false;
  const name = trouble.name ?? "";
  if (isModel.value) return /^(dataset|model|loss|batch_size|penalty|evaluation|steps|seed)\b/.test(name);
  return ["steps", "noise", "start", "seed"].includes(name);
}
