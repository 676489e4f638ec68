// @ts-check
/** One validation sample followed from the model's output to the loss, with its gradient and the loss around it. */

import { html, signal } from "../../../../vendor/preact.js";
import { lossOf } from "../../../catalog.js";
import { NumberField } from "../../../controls/number.js";
import { formatNumber } from "../../../format.js";
import { pictureOf } from "../../../geometry/loss-curves.js";
import { rowsAround, worstOf } from "../../../geometry/loss-rows.js";
import { classOf, plain } from "../../../geometry/model-plot.js";
import { post } from "../../../live/post.js";
import { dataset, results } from "../../../state.js";
import { lossWord, modelWord } from "../../../strings.js";
import { classNames } from "../../../views/model/say.js";
import { RunChoice, chosenRun } from "../chosen-run.js";
import { writeLists } from "../worked.js";
import { useAnswers } from "./asked.js";
import { Chain } from "./chain.js";
import { LossCurves } from "./curve.js";
import { Gradient } from "./gradient.js";

/** @import { Choice, Dataset, Json, Run, Snapshot } from "../../../types.js" */

/** The sample that is looked at; it stays while runs come and go. */
const chosen = signal(0);
const SOME_FEATURES = 6;
const CLASSES = new Set(["binary", "multiclass", "soft_labels", "multilabel"]);

export function LossInspector() {
  const run = chosenRun();
  const data = dataset.value;
  const loss = run ? lossOf(run) : null;
  const snapshot = (run && results.value.get(run.key)?.snapshot) ?? null;
  if (!run || !data || !loss) return null;
  const count = data.validation.targets.length;
  const sample = Math.min(chosen.value, count - 1);
  const rows = snapshot ? rowsAround(loss, data, snapshot, sample) : null;
  return html`<article class="loss-inspector" data-sample=${sample}>
    <header>
      <h4>${lossWord("title")}</h4>
      <${RunChoice} />
    </header>
    <${SampleChoice} loss=${loss} data=${data} snapshot=${snapshot} sample=${sample} count=${count} />
    ${rows
      ? html`<${Followed} key=${run.key} run=${run} data=${data} rows=${rows} />`
      : html`<p class="quiet">${lossWord(snapshot ? "notFinite" : "waiting")}</p>`}
  </article>`;
}

/** @param {{ loss: Choice, data: Dataset, snapshot: Snapshot | null, sample: number, count: number }} props */
function SampleChoice({ loss, data, snapshot, sample, count }) {
  const go = (/** @type {number} */ next) => (chosen.value = Math.max(0, Math.min(count - 1, Math.round(next))));
  const worst = async () => {
    const found = snapshot ? await worstSample(loss, data, snapshot) : -1;
    if (found >= 0) go(found);
  };
  return html`<div class="loss-sample">
    <button type="button" class="text-button" disabled=${sample === 0} onClick=${() => go(sample - 1)}>${lossWord("previous")}</button>
    <span class="loss-number"><span>${lossWord("sample")}</span>
      <${NumberField} value=${sample} label=${lossWord("sample")} whole=${true} onChange=${go} />
      <span class="quiet">${lossWord("of", { count })}</span>
    </span>
    <button type="button" class="text-button" disabled=${sample >= count - 1} onClick=${() => go(sample + 1)}>${lossWord("next")}</button>
    <button type="button" class="text-button" data-action="worst" data-help=${lossWord("worstHelp")} disabled=${!snapshot} onClick=${worst}>${lossWord("worst")}</button>
  </div>`;
}

/** The validation sample with the largest loss, -1 where none is known. @param {Choice} loss @param {Dataset} data @param {Snapshot} snapshot */
async function worstSample(loss, data, snapshot) {
  const apart = "reduction" in (loss.params ?? {}) ? { ...loss, params: { ...loss.params, reduction: "none" } } : loss;
  /** @type {Json[]} */
  const losses = [];
  while (losses.length < data.validation.targets.length) {
    const rows = rowsAround(apart, data, snapshot, losses.length);
    const answer = rows && (await post("/api/loss", { loss: apart, output: rows.output, target: rows.target }).catch(() => null));
    if (!answer?.each?.length) return -1;
    losses.push(...answer.each);
  }
  return worstOf(losses);
}

/** @param {{ run: Run, data: Dataset, rows: NonNullable<ReturnType<typeof rowsAround>> }} props */
function Followed({ run, data, rows }) {
  const { found, trouble } = useAnswers([{ loss: rows.loss, output: rows.output, target: rows.target, sample: rows.sample }]);
  if (!found) return trouble ? html`<p class="row-error" role="alert">${trouble}</p>` : html`<p class="quiet loss-room">${lossWord("waiting")}</p>`;
  const asked = /** @type {typeof rows} */ (found.bodies[0]);
  const [answer] = found.answers;
  const names = CLASSES.has(data.task) && asked.output[0].length > 1 ? classNames(data) : [];
  const output = asked.output[asked.sample];
  const target = asked.target[asked.sample] ?? [];
  const gradient = answer.gradient[asked.sample];
  const picture = pictureOf(asked.loss, data.task, output, target, gradient);
  return html`<div class="loss-followed">
    <${Facts} data=${data} sample=${rows.first + asked.sample} output=${output} target=${target} names=${names} />
    ${asked.output.length < data.validation.targets.length
      ? html`<p class="step-note">${lossWord("together", { from: rows.first, to: rows.first + asked.output.length - 1 })}</p>`
      : null}
    <div class="loss-columns">
      <${Chain} chain=${answer.chain} names=${names} />
      <div class="loss-beside">
        ${picture ? html`<${LossCurves} picture=${picture} names=${names} hue=${run.hue} />` : null}
        <${Gradient} gradient=${gradient} output=${output} names=${names} summed=${answer.value === null} />
      </div>
    </div>
    ${trouble ? html`<p class="row-error" role="alert">${trouble}</p>` : null}
  </div>`;
}

/** The sample in words. @param {{ data: Dataset, sample: number, output: Json, target: Json, names: string[] }} props */
function Facts({ data, sample, output, target, names }) {
  const raw = data.validation.targets[sample];
  const form = Array.isArray(target) && target.length === 0 ? null : writeLists(target);
  return html`<dl class="loss-facts">
    <dt>${lossWord("input")}</dt><dd>${inputText(data, sample)}</dd>
    <dt>${lossWord("target")}</dt>
    <dd>${targetText(data, raw, names)} ${form === null ? null : html`<small class="quiet">${lossWord("targetGiven", { value: form })}</small>`}</dd>
    <dt>${lossWord("output")}</dt><dd><code>${writeLists(output)}</code></dd>
  </dl>`;
}

/** @param {Dataset} data @param {Json} raw @param {string[]} names */
function targetText(data, raw, names) {
  if (data.task === "multiclass" || data.task === "binary") return (names.length ? names : classNames(data))[classOf(raw)] ?? String(classOf(raw));
  if (data.task === "multilabel") return raw.flatMap((/** @type {number} */ held, /** @type {number} */ k) => (held > 0 ? [names[k] ?? String(k)] : [])).join(", ") || "–";
  if (data.task === "similarity") return modelWord(plain(raw) > 0 ? "alike" : "unlike");
  if (data.task === "ranking") return modelWord(plain(raw) > 0 ? "firstHigher" : "secondHigher");
  if (data.task === "triplets") return lossWord("order");
  return typeof plain(raw) === "number" ? formatNumber(plain(raw), 4) : lossWord("shares");
}

/** @param {Dataset} data @param {number} sample */
function inputText(data, sample) {
  const input = data.validation.inputs?.[sample];
  if (input === undefined || input === null) return "–";
  const numbers = [input].flat(5);
  if (data.kind === "image") return lossWord("picture", { width: Math.round(Math.sqrt(numbers.length)), height: Math.round(Math.sqrt(numbers.length)) });
  const some = numbers.slice(0, SOME_FEATURES).map((value, k) => {
    const shown = typeof value === "number" ? formatNumber(value, 4) : String(value);
    return data.features[k] && numbers.length === data.features.length ? `${data.features[k]} = ${shown}` : shown;
  });
  return numbers.length > SOME_FEATURES ? lossWord("numbers", { count: numbers.length, some: some.join(", ") }) : some.join(", ");
}
