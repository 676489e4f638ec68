// @ts-check
/** The experiment "Basin maps": for each run, which minimum each start leads to, side by side. */

import { html, useEffect } from "../../../vendor/preact.js";
import { letterOf } from "../../geometry/basin-shares.js";
import { formatNumber } from "../../format.js";
import {
  basinBrush, basinsPossible, comparison, darkTheme, isModel, localMinima, minima, testFunction,
} from "../../state.js";
import { basinColours } from "../../palette.js";
import { basinWord } from "../../strings.js";
import { BasinTile } from "./basins-tile.js";

export function BasinsSheet() {
  useEffect(() => () => (basinBrush.value = null), []);
  const why = reason();
  if (why) return html`<p class="basins-note">${why}</p>`;
  const runs = comparison.value.runs.filter(({ visible }) => visible);
  return html`<div class="basins-sheet">
    <p class="basins-note">${basinWord(darkTheme.value ? "leadDark" : "lead")}</p>
    <${Minima} />
    ${runs.length === 0 ? html`<p class="basins-note">${basinWord("noRuns")}</p>` : null}
    <div class="basins-tiles">${runs.map((run) => html`<${BasinTile} key=${run.key} run=${run} />`)}</div>
  </div>`;
}

/** Why the objective has no basin map, null where it has. */
function reason() {
  if (basinsPossible.value) return null;
  if (isModel.value) return basinWord("ofModel");
  return basinWord(testFunction.value ? "ofContinuum" : "ofFormula");
}

/** The minima with their letters, as on the maps. */
function Minima() {
  const found = [...minima.value, ...localMinima.value];
  return html`<ul class="basins-minima" aria-label=${basinWord("minima")}>
    ${found.map(
      ([x, y, value], index) => html`<li key=${index}>
        <${Chip} index=${index} />
        <b>${letterOf(index)}</b>
        <span>(${formatNumber(x, 3)}, ${formatNumber(y, 3)})</span>
        <small>${basinWord("value", { value: formatNumber(value, 3) })} · ${basinWord(index < minima.value.length ? "global" : "local")}</small>
      </li>`,
    )}
  </ul>`;
}

/** The colours of a minimum, from soon to late. @param {{ index: number }} props */
const Chip = ({ index }) =>
  html`<span class="basin-chip" style=${`background: linear-gradient(to right, ${basinColours(index, darkTheme.value).join(", ")})`}></span>`;
