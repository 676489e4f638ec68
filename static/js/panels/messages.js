// @ts-check
/** What the page has to say by itself: a lost connection, a refusal without a control of its own, a quiet success. */

import { html, signal } from "../../vendor/preact.js";
import { retryConnection } from "../live/index.js";
import { sayProblem } from "../sentences.js";
import { connection, isModel, problem } from "../state.js";
import { t } from "../strings.js";

/** @import { Problem } from "../types.js" */

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
      ? html`<div class="message" data-kind="danger" role="alert">
          <span>${t("refused")} ${sayProblem(trouble)}</span>
          <button type="button" class="text-button" onClick=${() => (problem.value = null)}>${t("dismiss")}</button>
        </div>`
      : null}
    ${toasts.value.map((one) => html`<div class="message" key=${one.id} role="status"><span>${one.text}</span></div>`)}
  </div>`;
}

/** Whether a control on the page shows it already. @param {Problem} trouble */
function hasControl(trouble) {
  if (trouble.run) return true;
  const name = trouble.name ?? "";
  if (isModel.value) return /^(dataset|model|loss|batch_size|penalty|evaluation|steps|seed)\b/.test(name);
  return ["steps", "noise", "start", "seed"].includes(name);
}
