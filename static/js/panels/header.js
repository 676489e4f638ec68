// @ts-check
/** The top of the page: the name, the objective, and what belongs to the page itself. */

import { html, useState } from "../../vendor/preact.js";
import { say } from "../catalog.js";
import { typedMathml } from "../live/formula.js";
import { recording } from "../live/recording.js";
import { asking, comparison, datasetEntry, embedded, lossEntry, setView, shows, testFunction, view } from "../state.js";
import { helpWord, t } from "../strings.js";
import { ExportButton } from "./export-menu.js";
import { firstExperiment } from "./experiments/index.js";
import { Formula } from "./formula.js";
import { Gallery } from "./gallery.js";
import { Icon } from "./icons.js";
import { helping } from "./keys-dialog.js";
import { Mark } from "./mark.js";
import { ShareButton } from "./share-menu.js";

/** @import { ModelObjective } from "../types.js" */

export function Header() {
  return html`<header class="page-head" data-area="header">
    ${embedded ? null : html`<h1 class="wordmark"><${Mark} />Thalweg</h1>`}
    ${shows("objective") ? html`<${Objective} />` : null}
    <div class="page-tools">
      ${shows("tools") ? html`<${Tools} />` : null}
      <${ThemeButton} />
      <${LanguageButton} />
    </div>
  </header>`;
}

/** What is minimised, by name. */
export function objectiveName() {
  const entry = testFunction.value ?? datasetEntry.value;
  return entry ? say(entry.name) : t("typedFormula");
}

/** What is minimised, and what it teaches. */
function Objective() {
  const [choosing, setChoosing] = useState(false);
  const entry = testFunction.value ?? datasetEntry.value;
  const { objective } = comparison.value;
  const name = objectiveName();
  return html`<button
      type="button"
      class="objective-button"
      aria-haspopup="dialog"
      title=${t("chooseObjective")}
      disabled=${recording() !== null}
      onClick=${() => setChoosing(true)}
    >
      <span class="visually-hidden">${t("chooseObjective")}: </span>${name}<${Icon} name="chevron" />
    </button>
    ${objective.kind === "model"
      ? html`<${LossFormula} objective=${objective} />`
      : html`<${Formula}
          mathml=${testFunction.value?.mathml ?? typedMathml.value}
          text=${objective.kind === "formula" ? objective.expression : (testFunction.value?.formula ?? "")}
        />`}
    <p class="about">${entry ? say(entry.about) : ""}</p>
    ${choosing ? html`<${Gallery} onClose=${() => setChoosing(false)} />` : null}`;
}

const Tools = () => html`<${ExplainButton} />
  ${recording()
    ? null
    : html`<${ExperimentsButton} />
        <${ShareButton} />
        <${ExportButton} />
        ${embedded ? null : html`<${LessonsLink} />`}`}
  <${HelpButton} />`;

const LessonsLink = () => html`<a class="tool" href=${`/lessons?lang=${view.value.language}`} aria-label=${helpWord("lessonsShort")} title=${helpWord("lessons")}>
  <${Icon} name="book" /><span class="tool-text">${helpWord("lessonsShort")}</span>
</a>`;

const HelpButton = () => html`<button
  type="button"
  class="tool"
  aria-haspopup="dialog"
  aria-label=${helpWord("title")}
  title=${`${helpWord("title")} (?)`}
  onClick=${() => (helping.value = true)}
>
  <${Icon} name="help" />
</button>`;

const LanguageButton = () => html`<button
  type="button"
  class="tool"
  lang=${view.value.language === "en" ? "zh" : "en"}
  title=${t("switchLanguage")}
  aria-label=${`${t("languageShort")}: ${t("switchLanguage")}`}
  onClick=${() => setView({ language: view.value.language === "en" ? "zh" : "en" })}
>
  ${t("languageShort")}
</button>`;

/** What a model minimises: the mathematics of its loss, or the loss that somebody typed. @param {{ objective: ModelObjective }} props */
function LossFormula({ objective: { loss } }) {
  const typed = loss.id === "formula" && loss.params.expression;
  return html`<${Formula} of="" mathml=${typed ? null : (lossEntry.value?.mathml ?? null)} text=${typed || loss.id} />`;
}

function ThemeButton() {
  const order = /** @type {const} */ (["auto", "light", "dark"]);
  const { theme } = view.value;
  const name = t(/** @type {const} */ ({ auto: "themeAuto", light: "themeLight", dark: "themeDark" })[theme]);
  const next = order[(order.indexOf(theme) + 1) % order.length];
  return html`<button
    type="button"
    class="tool"
    title=${`${t("theme")}: ${name}`}
    aria-label=${`${t("theme")}: ${name}`}
    onClick=${() => setView({ theme: next })}
  >
    <${Icon} name=${theme} />
  </button>`;
}

/** Tells a step of a run line by line, in the place of curves and table. */
function ExplainButton() {
  const open = view.value.experiment === "step";
  return html`<button
    type="button"
    class="tool"
    data-tool="explain"
    aria-label=${t("explain")}
    aria-pressed=${open}
    disabled=${asking.value}
    data-help=${t("explainHelp")}
    onClick=${() => setView({ experiment: open ? null : "step" })}
  >
    <${Icon} name="steps" /><span class="tool-text">${t("explain")}</span>
  </button>`;
}

/** Lays the experiments in the place of curves and table, or takes them away. */
function ExperimentsButton() {
  const open = view.value.experiment !== null && view.value.experiment !== "step";
  return html`<button
    type="button"
    class="tool"
    aria-label=${t("experiments")}
    aria-pressed=${open}
    disabled=${asking.value}
    data-help=${t("experimentsHelp")}
    onClick=${() => setView({ experiment: open ? null : firstExperiment() })}
  >
    <${Icon} name="flask" /><span class="tool-text">${t("experiments")}</span>
  </button>`;
}
