// @ts-check
/** A loss computed on a few numbers that can be changed: by torch itself, on the server. */

import { html, useEffect, useState } from "../../../vendor/preact.js";
import { formatNumber } from "../../format.js";
import { Refused, post } from "../../live/post.js";
import { sayProblem } from "../../sentences.js";
import { modelWord } from "../../strings.js";

/** @import { Choice, Json, Problem } from "../../types.js" */

/** After the last key, this long. */
const REST_MS = 250;

/** @typedef {{ value: number | null, each: Json, terms: { name: string, values: Json }[], gradient: Json }} Explained */

/** Numbers in brackets as a person would type them for torch. @param {Json} value @param {boolean} [real] 2.0 instead of 2 @returns {string} */
export function writeLists(value, real = false) {
  if (Array.isArray(value)) return `[${value.map((one) => writeLists(one, real)).join(", ")}]`;
  const short = Number(value.toPrecision(6));
  return real && Number.isInteger(short) ? short.toFixed(1) : String(short);
}

/** What was typed, null where it is no list of numbers. @param {string} text @returns {Json} */
export function readLists(text) {
  try {
    const value = JSON.parse(text.replaceAll("−", "-").replace(/(\d)\.(?=[,\]\s])/g, "$1.0"));
    return Array.isArray(value) && value.flat(Infinity).every((one) => typeof one === "number") ? value : null;
  } catch {
    return null;
  }
}

/** A number beside others: the decimals of the textbook, more digits where those would show nothing. @param {number | null} value */
export function tabled(value) {
  if (value === null || !Number.isFinite(value)) return formatNumber(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.0005 || size >= 1e5)) return formatNumber(value, 3);
  return value.toFixed(3).replace("-", "−").replace(/^−(0\.000)$/, "$1");
}

/** @param {{ loss: Choice, example: { output: Json, target: Json } }} props */
export function Worked({ loss, example }) {
  const first = { output: writeLists(example.output, true), target: writeLists(example.target) };
  const [typed, setTyped] = useState(first);
  const [answer, setAnswer] = useState(/** @type {Explained | null} */ (null));
  const [trouble, setTrouble] = useState(/** @type {string | null} */ (null));
  useEffect(() => {
    const [output, target] = [readLists(typed.output), readLists(typed.target)];
    if (output === null || target === null) {
      setTrouble(modelWord("notLists"));
      return;
    }
    const pending = new AbortController();
    const ask = async () => {
      try {
        setAnswer(await post("/api/loss", { loss, output, target }, pending.signal));
        setTrouble(null);
      } catch (error) {
        if (!pending.signal.aborted) setTrouble(sentenceOf(error));
      }
    };
    const timer = setTimeout(ask, answer ? REST_MS : 0);
    return () => {
      clearTimeout(timer);
      pending.abort();
    };
  }, [typed.output, typed.target, JSON.stringify(loss)]);
  /** @param {"output" | "target"} name */
  const field = (name) => html`<label class="worked-field">
    <span>${modelWord(name)}</span>
    <textarea
      rows=${Math.min(4, 1 + (typed[name].match(/\],/g)?.length ?? 0))}
      spellcheck=${false}
      autocomplete="off"
      aria-invalid=${readLists(typed[name]) === null}
      value=${typed[name]}
      onInput=${(/** @type {Event} */ event) => setTyped({ ...typed, [name]: /** @type {HTMLTextAreaElement} */ (event.target).value })}
    ></textarea>
  </label>`;
  const changed = typed.output !== first.output || typed.target !== first.target;
  return html`<div class="worked" data-loss=${loss.id}>
    <h4>
      ${modelWord("tryIt")}
      ${changed ? html`<button type="button" class="text-button" onClick=${() => setTyped(first)}>${modelWord("backToExample")}</button>` : null}
    </h4>
    <div class="worked-fields">${field("output")}${field("target")}</div>
    ${trouble ? html`<p class="row-error" role="alert">${trouble}</p>` : null}
    ${answer ? html`<${Answer} answer=${answer} stale=${trouble !== null} />` : null}
  </div>`;
}

/** @param {unknown} error */
function sentenceOf(error) {
  const problem = error instanceof Refused ? error.problem : /** @type {Problem} */ ({ code: "network", message: String(error) });
  return sayProblem(problem);
}

/** @param {{ answer: Explained, stale: boolean }} props */
function Answer({ answer, stale }) {
  const rows = [
    ...answer.terms.map(({ name, values }) => ({ name, values, help: undefined })),
    ...(answer.each?.length > 1 ? [{ name: modelWord("eachSample"), values: answer.each, help: undefined }] : []),
    { name: modelWord("gradientOfOutput"), values: answer.gradient, help: modelWord("gradientHelp") },
  ];
  return html`<dl class="worked-answer" data-stale=${stale}>
    <dt class="worked-value">${modelWord("lossValue")}</dt>
    <dd class="worked-value"><output>${tabled(answer.value)}</output></dd>
    ${rows.map(({ name, values, help }) => html`<dt key=${name} data-help=${help}>${name}</dt><dd><${Numbers} values=${values} /></dd>`)}
  </dl>`;
}

/** Numbers in the shape they have: a line for each row. @param {{ values: Json }} props */
function Numbers({ values }) {
  if (!Array.isArray(values)) return html`<span class="numbers">${tabled(values)}</span>`;
  if (!values.some(Array.isArray)) return html`<span class="numbers">${values.map((one, k) => html`<span key=${k}>${tabled(one)}</span>`)}</span>`;
  return html`<div class="number-rows">${values.map((row, k) => html`<${Numbers} key=${k} values=${row} />`)}</div>`;
}
