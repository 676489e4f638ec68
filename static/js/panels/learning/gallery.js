// @ts-check
/** The datasets in the gallery, by task, each with a picture of its data. */

import { html } from "../../../vendor/preact.js";
import { matches, say } from "../../catalog.js";
import { setModelObjective } from "../../model-state.js";
import { catalog, comparison } from "../../state.js";
import { term } from "../../strings.js";
import { DatasetThumbnail } from "../../views/dataset-thumbnail.js";

/** @import { DatasetEntry, TaskEntry } from "../../types.js" */

/** The datasets that a search means, by their own words or by their task's. @param {string} search */
export const modelsFound = (search) => catalog.value.datasets.filter((entry) => matches(entry, search) || matches(taskOf(entry), search));

/** @param {DatasetEntry} entry @returns {TaskEntry | DatasetEntry} */
const taskOf = (entry) => catalog.value.tasks.find(({ id }) => id === entry.task) ?? entry;

/** @param {{ found: DatasetEntry[], onDone: () => void }} props */
export function ModelGallery({ found, onDone }) {
  if (found.length === 0) return null;
  return html`<div class="gallery-models" role="group" aria-label=${term("modelsTitle")}>
    ${catalog.value.tasks.map((task) => {
      const members = found.filter((entry) => entry.task === task.id);
      return members.length === 0 ? null : html`<${Task} key=${task.id} ...${{ task, members, onDone }} />`;
    })}
  </div>`;
}

/** @param {{ task: TaskEntry, members: DatasetEntry[], onDone: () => void }} props */
function Task({ task, members, onDone }) {
  const { objective } = comparison.value;
  const current = objective.kind === "model" ? objective.dataset.id : null;
  const choose = (/** @type {string} */ id) => {
    setModelObjective(id);
    onDone();
  };
  return html`<section class="gallery-group" aria-label=${say(task.name)}>
    <h3 title=${say(task.about)}>${say(task.name)}</h3>
    <ul>
      ${members.map(
        (entry) => html`<li key=${entry.id}>
          <button type="button" class="gallery-item" data-dataset=${entry.id} title=${say(entry.about)} aria-current=${entry.id === current} onClick=${() => choose(entry.id)}>
            <${DatasetThumbnail} entry=${entry} />
            <span class="gallery-name">${say(entry.name)}</span>
            <span class="gallery-about">${say(entry.about)}</span>
          </button>
        </li>`,
      )}
    </ul>
  </section>`;
}
