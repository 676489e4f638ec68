// @ts-check
/** The page that builds a frame: choices on one side, the frame as it will be on the other. */

import { html, useEffect, useState } from "../../vendor/preact.js";
import { LONGEST_NOTE } from "../link-class.js";
import { copyText } from "../panels/copy.js";
import { Mark } from "../panels/mark.js";
import { PARTS, view } from "../signals.js";
import { builderWord as word, t } from "../strings.js";
import { LARGEST, SMALLEST, frameCode, sideOf } from "./frame.js";
import { choices, choose, link, open, scene, size } from "./state.js";

/** @import { Child } from "../../vendor/preact.js" */
/** @import { BuilderWord } from "../strings.js" */
/** @import { Part } from "../types.js" */

/** A note is typed letter by letter: the frame shows it when the hand rests. */
const REST_MS = 400;

export const Builder = () => html`<header class="page-head">
    <h1 class="wordmark"><a href="/"><${Mark} />Thalweg</a></h1>
    <div class="builder-title"><h2>${word("title")}</h2><p class="quiet">${word("about")}</p></div>
    <div class="page-tools"><${LanguageButton} /></div>
  </header>
  <main class="builder">
    <form class="builder-choices" onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}>
      <${SceneField} /><${Parts} /><${Looks} /><${Lesson} />
    </form>
    <div class="builder-result"><${Preview} /><${Code} /><${Allowed} /></div>
  </main>`;

function LanguageButton() {
  const other = view.value.language === "en" ? "zh" : "en";
  return html`<button
    type="button"
    class="tool"
    lang=${other}
    aria-label=${t("switchLanguage")}
    onClick=${() => (view.value = { ...view.value, language: other })}
  >
    ${t("languageShort")}
  </button>`;
}

/** @param {{ title: string, children?: Child }} props */
const Group = ({ title, children }) => html`<fieldset class="builder-group"><legend>${title}</legend>${children}</fieldset>`;

function SceneField() {
  return html`<label class="builder-field">
    <span>${word("link")}</span>
    <textarea
      rows="3"
      spellcheck=${false}
      value=${scene.value}
      aria-describedby="link-help"
      onChange=${(/** @type {Event} */ event) => open(valueOf(event))}
    ></textarea>
    <small class="quiet" id="link-help">${word("linkHelp")}</small>
  </label>`;
}

function Parts() {
  const { shown } = choices.value;
  const turn = (/** @type {Part} */ part) =>
    choose({ shown: shown.includes(part) ? shown.filter((one) => one !== part) : [...shown, part] });
  return html`<${Group} title=${word("parts")}>
    <div class="builder-parts">
      ${PARTS.map(
        (part) => html`<label key=${part}>
          <input type="checkbox" name=${part} checked=${shown.includes(part)} onChange=${() => turn(part)} />${word(part)}
        </label>`,
      )}
    </div>
  </${Group}>`;
}

function Looks() {
  const { responsive } = size.value;
  return html`<${Group} title=${word("looks")}>
    <${Choice} name="theme" value=${choices.value.theme} options=${{ auto: "themeAuto", light: "themeLight", dark: "themeDark" }}
      onChange=${(/** @type {string} */ theme) => choose({ theme })} />
    <${Choice} name="language" value=${choices.value.language ?? ""} options=${{ "": "languageAuto", en: "english", zh: "chinese" }}
      onChange=${(/** @type {string} */ language) => choose({ language: language || null })} />
    <div class="builder-size"><${Side} side="width" /><span aria-hidden="true">×</span><${Side} side="height" /></div>
    <label>
      <input
        type="checkbox"
        name="responsive"
        checked=${responsive}
        onChange=${() => (size.value = { ...size.value, responsive: !responsive })}
      />${word("responsive")}
    </label>
  </${Group}>`;
}

/** @param {{ name: BuilderWord, value: string, options: Record<string, BuilderWord>, onChange: (value: string) => void }} props */
const Choice = ({ name, value, options, onChange }) => html`<label class="builder-row">
  <span>${word(name)}</span>
  <select class="select" name=${name} value=${value} onChange=${(/** @type {Event} */ event) => onChange(valueOf(event))}>
    ${Object.entries(options).map(([id, text]) => html`<option key=${id} value=${id} selected=${id === value}>${word(text)}</option>`)}
  </select>
</label>`;

/** @param {{ side: "width" | "height" }} props */
const Side = ({ side }) => html`<label>
  <span>${word(side)}</span>
  <input
    type="number"
    class="number"
    name=${side}
    min=${SMALLEST[side]}
    max=${LARGEST}
    value=${size.value[side]}
    onChange=${(/** @type {Event} */ event) => {
      const value = sideOf(Number(valueOf(event)), side);
      /** @type {HTMLInputElement} */ (event.target).value = String(value);
      size.value = { ...size.value, [side]: value };
    }}
  />
</label>`;

function Lesson() {
  const { note, predict } = choices.value;
  return html`<${Group} title=${word("lesson")}>
    <label class="builder-field">
      <span>${word("note")}</span>
      <textarea
        rows="2"
        name="note"
        maxlength=${LONGEST_NOTE}
        value=${note}
        onInput=${(/** @type {Event} */ event) => choose({ note: valueOf(event) })}
      ></textarea>
      <small class="quiet">${word("noteHelp", { count: note.length, most: LONGEST_NOTE })}</small>
    </label>
    <${Choice} name="predict" value=${predict ?? ""} options=${{ "": "predictNone", rank: "predictRank", end: "predictEnd" }}
      onChange=${(/** @type {string} */ wish) => choose({ predict: wish || null })} />
  </${Group}>`;
}

/** The frame as it will be. Its address changes after the # alone, so that it opens the new scene without a reload. */
function Preview() {
  const { responsive, width, height } = size.value;
  const [shown, setShown] = useState(link.value);
  const wanted = link.value;
  useEffect(() => {
    const timer = setTimeout(() => setShown(wanted), REST_MS);
    return () => clearTimeout(timer);
  }, [wanted]);
  const place = responsive ? `width: 100%; aspect-ratio: ${width} / ${height}` : `width: ${width}px; height: ${height}px`;
  return html`<section class="builder-preview" tabindex="0" aria-label=${word("preview")}>
    <iframe src=${shown ? `/embed#${shown}` : "/embed"} style=${place} title=${word("preview")}></iframe>
  </section>`;
}

function Code() {
  const [said, setSaid] = useState(/** @type {BuilderWord | null} */ (null));
  const code = frameCode(location.origin, link.value, size.value, choices.value.note.trim() || "Thalweg");
  useEffect(() => setSaid(null), [code]);
  const copy = async () => setSaid((await copyText(code)) ? "copied" : "copyFailed");
  return html`<section class="builder-code">
    <label class="builder-field">
      <span>${word("code")}</span>
      <textarea readonly rows="4" spellcheck=${false} value=${code} onFocus=${selectAll}></textarea>
    </label>
    <div class="builder-actions">
      <button type="button" class="primary" onClick=${copy}>${word("copy")}</button>
      <a href=${`/#${scene.value}`} target="_blank" rel="noopener">${word("back")}</a>
      <span role="status">${said ? word(said) : ""}</span>
    </div>
  </section>`;
}

/** Whose pages the server lets show the frame, and how it is told of others. */
function Allowed() {
  const origins = (document.documentElement.dataset.hosts ?? "").split(" ").filter(Boolean);
  const any = origins.includes("*");
  const now = origins.length === 0 ? word("allowedNone") : any ? word("allowedAny") : word("allowed", { origins: origins.join(", ") });
  return html`<section class="builder-allowed">
    <p>${now}</p>
    ${any ? null : html`<p>${word("allow")} <code>THALWEG_EMBED_ORIGINS=${[...origins, "https://school.example"].join(",")}</code></p>`}
  </section>`;
}

/** @param {Event} event */
const selectAll = (event) => /** @type {HTMLTextAreaElement} */ (event.target).select();

/** @param {Event} event */
const valueOf = (event) => /** @type {HTMLInputElement} */ (event.target).value;
