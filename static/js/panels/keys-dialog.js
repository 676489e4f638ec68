// @ts-check
/** The help over the page: its keys, its parts, and where there is more to read. */

import { html, signal, useEffect, useRef } from "../../vendor/preact.js";
import { recording } from "../live/recording.js";
import { embedded, shows, view } from "../state.js";
import { helpWord, t } from "../strings.js";
import { wide } from "../window.js";
import { IconButton } from "./icons.js";
import { beginTour } from "./tour.js";

/** @import { HelpWord } from "../strings.js" */

/** Whether the help is open. */
export const helping = signal(false);

/** @type {[string[], HelpWord][]} */
const KEYS = [
  [["space"], "keyPlay"],
  [["←", "→"], "keyStep"],
  [["shift", "←", "→"], "keyTen"],
  [["PgDn", "PgUp"], "keyHundred"],
  [["Home", "End"], "keyEnds"],
  [["1", "2", "3"], "keyLayouts"],
  [["a", "b"], "keySides"],
  [["p"], "keyPresent"],
  [["?"], "keyHelp"],
  [["Esc"], "keyClose"],
];

/** @type {[HelpWord, HelpWord][]} */
const PARTS = [
  ["partStage", "aboutStage"],
  ["partRuns", "aboutRuns"],
  ["partCurves", "aboutCurves"],
  ["partTable", "aboutTable"],
  ["partTimeline", "aboutTimeline"],
  ["partTools", "aboutTools"],
];

export const KeysDialog = () => (helping.value ? html`<${Dialog} />` : null);

function Dialog() {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const title = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    dialog.current?.showModal();
    title.current?.focus();
  }, []);
  const close = () => dialog.current?.close();
  return html`<dialog
    class="keys-dialog"
    ref=${dialog}
    aria-label=${helpWord("title")}
    onClose=${() => (helping.value = false)}
    onClick=${(/** @type {Event} */ event) => event.target === dialog.current && close()}
  >
    <div class="keys-sheet">
      <header>
        <h2 ref=${title} tabindex="-1">${helpWord("title")}</h2>
        <${IconButton} icon="remove" text=${t("close")} onClick=${close} />
      </header>
      <div class="keys-body">
        <section>
          <h3>${helpWord("keys")}</h3>
          <table class="keys"><tbody>${KEYS.map(([keys, about]) => html`<${Row} key=${about} ...${{ keys, about }} />`)}</tbody></table>
        </section>
        <section>
          <h3>${helpWord("parts")}</h3>
          <dl>${PARTS.map(([name, about]) => html`<div key=${name}><dt>${helpWord(name)}</dt><dd>${helpWord(about)}</dd></div>`)}</dl>
        </section>
      </div>
      ${recording() ? null : html`<${More} close=${close} />`}
    </div>
  </dialog>`;
}

/** @param {{ keys: string[], about: HelpWord }} props */
const Row = ({ keys, about }) => html`<tr>
  <th scope="row">${keys.map((key) => html`<kbd key=${key}>${key === "space" ? helpWord("space") : key}</kbd> `)}</th>
  <td>${helpWord(about)}</td>
</tr>`;

/** @param {{ close: () => void }} props */
function More({ close }) {
  const { language } = view.value;
  const tour = () => {
    close();
    beginTour();
  };
  return html`<footer>
    <a href=${`/guide?lang=${language}`} target=${embedded ? "_blank" : undefined}>${helpWord("guide")}</a>
    <a href=${`/lessons?lang=${language}`} target=${embedded ? "_blank" : undefined}>${helpWord("lessons")}</a>
    ${wide.value && !embedded && !view.value.present && shows("tools")
      ? html`<button type="button" class="text-button" onClick=${tour}>${helpWord("tour")}</button>`
      : null}
  </footer>`;
}
