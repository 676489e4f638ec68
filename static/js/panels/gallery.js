// @ts-check
/** The functions and the data of the catalog with their pictures, and a field for a formula of one's own. */

import { html, useEffect, useRef, useState } from "../../vendor/preact.js";
import { matches, say } from "../catalog.js";
import { showScene } from "../scene.js";
import { catalog, comparison, isModel, setObjective } from "../state.js";
import { t } from "../strings.js";
import { Segmented } from "../views/segmented.js";
import { Thumbnail } from "../views/thumbnail.js";
import { FormulaForm } from "./formula-form.js";
import { IconButton } from "./icons.js";
import { ModelGallery, modelsFound } from "./learning/gallery.js";

/** @import { Scene, TestFunction } from "../types.js" */

/** @typedef {"functions" | "models"} Tab */

/** @param {{ onClose: () => void }} props */
export function Gallery({ onClose }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const [search, setSearch] = useState("");
  const [tab, setTab] = useState(/** @type {Tab} */ (isModel.peek() ? "models" : "functions"));
  const title = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    dialog.current?.showModal();
    title.current?.focus(); // not the search field: on a phone its keyboard would hide the gallery
  }, []);
  const close = () => dialog.current?.close();
  const found = search || tab === "functions" ? catalog.value.functions.filter((entry) => matches(entry, search)) : [];
  const scenes = search ? [] : catalog.value.scenes.filter((scene) => (scene.comparison.objective.kind === "model") === (tab === "models"));
  const learned = search || tab === "models" ? modelsFound(search) : [];
  return html`<dialog
    class="gallery"
    ref=${dialog}
    aria-label=${t("galleryTitle")}
    onClose=${onClose}
    onClick=${(/** @type {Event} */ event) => event.target === dialog.current && close()}
  >
    <div class="gallery-sheet">
      <div class="gallery-head">
        <h2 ref=${title} tabindex="-1">${t("galleryTitle")}</h2>
        <${Segmented}
          label=${t("galleryTitle")}
          value=${tab}
          choices=${[["functions", t("galleryFunctions")], ["models", t("galleryModels")]]}
          onChange=${setTab}
        />
        <input
          type="search"
          class="text-field"
          placeholder=${t("gallerySearch")}
          aria-label=${t("gallerySearch")}
          value=${search}
          onInput=${(/** @type {Event} */ event) => setSearch(/** @type {HTMLInputElement} */ (event.target).value)}
        />
        <${IconButton} icon="remove" text=${t("close")} onClick=${close} />
      </div>
      <div class="gallery-body">
        ${tab === "functions" && !search ? html`<${FormulaForm} onDone=${close} />` : null}
        ${scenes.length > 0 ? html`<${Scenes} scenes=${scenes} onDone=${close} />` : null}
        ${catalog.value.groups.map((group) => {
          const members = found.filter((entry) => entry.group === group.id);
          return members.length === 0 ? null : html`<${Group} key=${group.id} name=${say(group.name)} members=${members} onDone=${close} />`;
        })}
        <${ModelGallery} found=${learned} onDone=${close} />
        ${found.length + learned.length === 0 ? html`<p class="gallery-nothing">${t("galleryNothing", { text: search })}</p>` : null}
      </div>
    </div>
  </dialog>`;
}

/** Whole comparisons, each with a story. @param {{ scenes: Scene[], onDone: () => void }} props */
function Scenes({ scenes, onDone }) {
  const choose = (/** @type {Scene} */ scene) => {
    showScene(scene);
    onDone();
  };
  return html`<section class="gallery-group" aria-label=${t("scenesTitle")}>
    <h3>${t("scenesTitle")}</h3>
    <ul class="scenes">
      ${scenes.map(
        (scene) => html`<li key=${scene.id}>
          <button type="button" class="gallery-item scene-item" data-scene=${scene.id} onClick=${() => choose(scene)}>
            <span class="gallery-name">${say(scene.name)}</span>
            <span class="gallery-about">${say(scene.about)}</span>
          </button>
        </li>`,
      )}
    </ul>
  </section>`;
}

/** @param {{ name: string, members: TestFunction[], onDone: () => void }} props */
function Group({ name, members, onDone }) {
  const { objective } = comparison.value;
  const current = objective.kind === "function" ? objective.id : null;
  const choose = (/** @type {string} */ id) => {
    setObjective(id);
    onDone();
  };
  return html`<section class="gallery-group" aria-label=${name}>
    <h3>${name}</h3>
    <ul>
      ${members.map(
        (entry) => html`<li key=${entry.id}>
          <button type="button" class="gallery-item" data-function=${entry.id} aria-current=${entry.id === current} onClick=${() => choose(entry.id)}>
            <${Thumbnail} entry=${entry} />
            <span class="gallery-name">${say(entry.name)}</span>
            <span class="gallery-about">${say(entry.about)}</span>
          </button>
        </li>`,
      )}
    </ul>
  </section>`;
}
