// @ts-check
/** The stage of a model: a panel for each visible run, side by side. */

import { html, useEffect, useRef, useSignal } from "../../../vendor/preact.js";
import { panelColumns } from "../../geometry/projection.js";
import { comparison, dataset } from "../../state.js";
import { ModelPanel } from "./panel.js";
import { modelWord } from "./words.js";

export { ModelLegend } from "./legend.js";

export function ModelStage() {
  const aspect = useSignal(1.6);
  const host = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    const element = /** @type {HTMLElement} */ (host.current);
    const observer = new ResizeObserver(() => (aspect.value = element.clientWidth / Math.max(1, element.clientHeight)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const runs = comparison.value.runs.filter((run) => run.visible);
  const columns = panelColumns(runs.length, aspect.value);
  const rows = Math.ceil(runs.length / columns);
  const grid = `grid-template: repeat(${rows}, minmax(0, 1fr)) / repeat(${columns}, minmax(0, 1fr))`;
  return html`<div class="model-stage">
    <div class="model-panels" ref=${host} style=${grid}>
      ${dataset.value ? runs.map((run) => html`<${ModelPanel} key=${run.key} run=${run} />`) : null}
    </div>
    ${runs.length === 0 || !dataset.value
      ? html`<p class="stage-note" role="status">${modelWord(runs.length === 0 ? "noModelRuns" : "loadingData")}</p>`
      : null}
  </div>`;
}
