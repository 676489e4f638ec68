// @ts-check
/** The validation pictures with what a model takes them for. */

import { computed, effect, html, signal, useEffect, useMemo, useRef } from "../../../vendor/preact.js";
import { forget, nextFrame } from "../../frame.js";
import { sheetOf } from "../../geometry/model-plot.js";
import { darkTheme, dataset, results } from "../../state.js";
import { modelWord } from "../../strings.js";
import { TILE, isWrong, paintTiles, verdictsOf } from "../../views/model/paint-images.js";
import { classNames } from "../../views/model/say.js";
import { cleanPen } from "../../views/paint-paths.js";
import { RunChoice, chosenRun } from "./chosen-run.js";

/** @import { Dataset } from "../../types.js" */
/** @import { Verdict } from "../../views/model/paint-images.js" */

/** So many at first, and so many more each time. */
const SOME = 120;

function samplesModel() {
  const width = signal(0);
  const onlyWrong = signal(false);
  const most = signal(SOME);
  const verdicts = computed(() => {
    const run = chosenRun();
    const data = dataset.value;
    return data ? verdictsOf(data, (run && results.value.get(run.key)?.snapshot) ?? null) : [];
  });
  const wanted = computed(() => (onlyWrong.value ? verdicts.value.filter(isWrong) : verdicts.value));
  const shown = computed(() => wanted.value.slice(0, most.value));
  const columns = computed(() => sheetOf({ width: width.value, height: 1 }, TILE).columns);
  const height = computed(() => Math.ceil(shown.value.length / columns.value) * (TILE.height + TILE.gap));
  return { width, onlyWrong, most, verdicts, wanted, shown, columns, height };
}

/** @typedef {ReturnType<typeof samplesModel>} SamplesModel */

export function Samples() {
  const model = useMemo(samplesModel, []);
  const host = useRef(/** @type {HTMLElement | null} */ (null));
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  useEffect(() => keepSamples(/** @type {HTMLCanvasElement} */ (canvas.current), /** @type {HTMLElement} */ (host.current), model), []);
  const { verdicts, wanted, shown, onlyWrong, most, height } = model;
  const wrong = verdicts.value.filter(isWrong).length;
  const rest = wanted.value.length - shown.value.length;
  const summary = modelWord("wrongCount", { wrong, count: verdicts.value.length });
  return html`<div class="samples">
    <div class="samples-bar">
      <${RunChoice} />
      <label class="check">
        <input type="checkbox" checked=${onlyWrong.value} onChange=${() => (onlyWrong.value = !onlyWrong.value)} />${modelWord("onlyWrong")}
      </label>
      <span class="quiet" role="status">${onlyWrong.value && wrong === 0 ? modelWord("noneWrong") : summary}</span>
    </div>
    <div class="samples-sheet" ref=${host} style=${`height: ${height.value}px`}>
      <canvas ref=${canvas} role="img" aria-label=${summary} data-shown=${shown.value.length}></canvas>
    </div>
    ${rest > 0
      ? html`<button type="button" class="text-button" onClick=${() => (most.value += SOME)}>
          ${modelWord("moreSamples", { count: Math.min(SOME, rest) })}
        </button>`
      : null}
  </div>`;
}

/** @param {HTMLCanvasElement} canvas @param {HTMLElement} host @param {SamplesModel} model */
function keepSamples(canvas, host, { width, shown, columns, height }) {
  const paint = () => {
    const data = dataset.peek();
    if (data && width.peek() > 0) paintSamples(canvas, data, shown.peek(), columns.peek(), { width: width.peek(), height: height.peek() });
  };
  const observer = new ResizeObserver(() => (width.value = host.clientWidth));
  observer.observe(host);
  const stop = effect(() => {
    void [shown.value, columns.value, height.value, width.value, darkTheme.value];
    nextFrame(paint);
  });
  return () => {
    stop();
    observer.disconnect();
    forget(paint);
  };
}

/** @param {HTMLCanvasElement} canvas @param {Dataset} data @param {Verdict[]} verdicts @param {number} columns
 * @param {{ width: number, height: number }} size */
function paintSamples(canvas, data, verdicts, columns, size) {
  const pen = cleanPen(canvas, size);
  if (pen) paintTiles(pen, data, verdicts, { columns, left: 0, top: 1, dark: darkTheme.peek(), names: classNames(data) });
}
