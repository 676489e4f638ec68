// @ts-check
/** The stage of a model: a panel for each visible run, side by side. */

import { html, useEffect, useRef, useSignal } from "../../../vendor/preact.js";
import { pictureColumns } from "../../geometry/model-plot.js";
import { comparison, dataset } from "../../state.js";
import { modelWord } from "../../strings.js";
import { ModelPanel } from "./panel.js";

/** The height of a panel's words: its title, and the numbers below the picture. */
const HEAD = 66;

export { ModelLegend } from "./legend.js";

export function ModelStage() {
  const size = useSignal({ width: 900, height: 500 });
  const host = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    const element = /** @type {HTMLElement} */ (host.current);
    const observer = new ResizeObserver(() => (size.value = { width: element.clientWidth, height: element.clientHeight }));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const runs = comparison.value.runs.filter((run) => run.visible);
  const columns = pictureColumns(runs.length, size.value, HEAD);
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
