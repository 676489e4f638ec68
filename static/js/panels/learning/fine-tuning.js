// @ts-check
/** Fine-tuning of a run: what it begins with, what stays as it is, what learns at a rate of its own; and its weights to keep. */

import { html, useState } from "../../../vendor/preact.js";
import { labelOf } from "../../catalog.js";
import { checkpointUrl, checkpoints, remember, upload } from "../../checkpoints.js";
import { Switch } from "../../controls/basics.js";
import { Refused } from "../../live/post.js";
import { startFrom } from "../../model-state.js";
import { sayProblem } from "../../sentences.js";
import { results } from "../../state.js";
import { term } from "../../strings.js";
import { Layers } from "./layers.js";
import { Row } from "./row.js";

/** @import { Checkpoint } from "../../checkpoints.js" */
/** @import { Run } from "../../types.js" */

/** Letters of an id that are enough to tell it from others. */
const SHORT = 8;

/** @param {{ run: Run, errorAt: (path: string) => string | null }} props */
export function FineTuning({ run, errorAt }) {
  const from = run.start_from;
  return html`
    <${Beginning} ...${{ run, errorAt }} />
    ${from
      ? html`<${Row} name="replace_head" title=${term("replaceHead")} help=${term("replaceHeadHelp")}>
          <${Switch}
            value=${from.replace_head}
            label=${`${term("replaceHead")}: ${labelOf(run)}`}
            onChange=${(/** @type {boolean} */ replace_head) => startFrom(run.key, { ...from, replace_head })}
          />
        </${Row}>`
      : null}
    <${Layers} ...${{ run, errorAt }} />
    <${Downloads} run=${run} />
  `;
}

/** @param {{ run: Run, errorAt: (path: string) => string | null }} props */
function Beginning({ run, errorAt }) {
  const [trouble, setTrouble] = useState("");
  const [busy, setBusy] = useState(false);
  const known = checkpoints();
  const chosen = run.start_from?.checkpoint ?? "";
  const begin = (/** @type {string} */ id) => {
    const checkpoint = known.find((one) => one.id === id);
    if (checkpoint) remember(id, titleOf(checkpoint));
    startFrom(run.key, id ? { checkpoint: id, replace_head: run.start_from?.replace_head ?? false } : null);
  };
  const take = async (/** @type {Event} */ event) => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    const file = input.files?.[0];
    if (!file) return;
    setBusy(true);
    setTrouble("");
    try {
      begin(await upload(file));
    } catch (error) {
      setTrouble(error instanceof Refused ? sayProblem(error.problem) : String(error));
    }
    input.value = "";
    setBusy(false);
  };
  return html`<${Row} name="start_from" kind="choice" title=${term("beginWith")} help=${term("beginWithHelp")} error=${trouble || errorAt("start_from")}>
    <select
      class="select"
      aria-label=${`${term("beginWith")}: ${labelOf(run)}`}
      onChange=${(/** @type {Event} */ event) => begin(/** @type {HTMLSelectElement} */ (event.target).value)}
    >
      <option value="" selected=${chosen === ""}>${term("freshWeights")}</option>
      ${withChosen(known, chosen).map((one) => html`<option key=${one.id} value=${one.id} selected=${one.id === chosen}>${titleOf(one)}</option>`)}
    </select>
    <label class="text-button upload">
      ${term(busy ? "uploading" : "upload")}
      <input type="file" class="visually-hidden" accept=".safetensors" disabled=${busy} onChange=${take} />
    </label>
  </${Row}>`;
}

/** A link may name a checkpoint that this page knows nothing else of. @param {Checkpoint[]} known @param {string} chosen @returns {Checkpoint[]} */
function withChosen(known, chosen) {
  if (chosen === "" || known.some(({ id }) => id === chosen)) return known;
  return [...known, { id: chosen, label: term("checkpoint", { id: chosen.slice(0, SHORT) }), which: "file" }];
}

/** @param {Checkpoint} checkpoint */
const titleOf = ({ label, which }) => (which === "file" ? label : term(which === "best" ? "bestOf" : "lastOf", { label }));

/** @param {{ run: Run }} props */
function Downloads({ run }) {
  const files = results.value.get(run.key)?.checkpoints;
  if (!files) return null;
  const name = labelOf(run).replace(/[^\p{L}\p{N}]+/gu, "-");
  return html`<${Row} name="download" kind="choice" title=${term("download")} help="">
    <span class="downloads">
      ${/** @type {const} */ (["best", "last"]).map(
        (which) => html`<a key=${which} class="text-button" href=${checkpointUrl(files[which])} download=${`${name}-${which}.safetensors`}>
          ${term(which === "best" ? "downloadBest" : "downloadLast")}
        </a>`,
      )}
    </span>
  </${Row}>`;
}
