// @ts-check
/** What the landscape's colours mean: a bar for the loss, or the minima of a basin map. */

import { computed, html } from "../../vendor/preact.js";
import { formatNumber } from "../format.js";
import { basinShares } from "../geometry/basin-field.js";
import { exponentTicks, niceTicks, powerText } from "../geometry/ticks.js";
import { landscapeScale } from "../palette.js";
import { basinsPossible, darkTheme, view } from "../state.js";
import { word } from "../strings.js";
import { field, groundRuns, shownBasins } from "./field.js";
import { heightName } from "./height-name.js";
import { basinBands } from "./landscape-layer.js";

/** @import { Basins } from "../types.js" */
/** @import { Field } from "../geometry/scaling.js" */

const MOST_TICKS = 5;
/** Beyond this many minima the legend would be longer than the stage is wide. */
const MOST_MINIMA = 6;

/** The heights that the stage's colours mean; null where they mean something else. */
export const shownColours = computed(() => {
  const { background, layout } = view.value;
  if (layout === "side" && groundRuns.value.length > 1) return null;
  return background === "contours" || layout === "3d" ? field.value : null;
});

export function ColourBar() {
  const scale = field.value;
  const { background, layout } = view.value;
  if (layout === "side" && groundRuns.value.length > 1) return html`<p class="foot-note">${word("ownColours")}</p>`;
  if (background === "contours" || layout === "3d") return scale ? html`<${LossBar} field=${scale} />` : null;
  if (shownBasins.value) return html`<${BasinLegend} basins=${shownBasins.value} />`;
  return html`<p class="foot-note" role="status">${word(basinsPossible.value ? "computing" : "noBasins")}</p>`;
}

/** @param {{ field: Field }} props */
function LossBar({ field: { low, high, log, base, baseKnown, ...rest } }) {
  const stops = landscapeScale(darkTheme.value).map(([at, colour]) => `${colour} ${100 * at}%`);
  const ticks = log ? exponentTicks(low, high, MOST_TICKS) : niceTicks(low, high, MOST_TICKS);
  const name = heightName({ low, high, log, base, baseKnown, ...rest });
  const about = `${name}, ${word(log ? "logScale" : "linearScale")}`;
  return html`<figure class="colour-bar" title=${about} aria-label=${about}>
    <figcaption><i>${name}</i></figcaption>
    <div class="colour-ramp" style=${`background: linear-gradient(to right, ${stops.join(", ")})`}>
      ${ticks.map(
        (tick) => html`<span style=${`left: ${(100 * (tick - low)) / (high - low || 1)}%`}>
          ${log ? powerText(tick) : formatNumber(tick, 3)}
        </span>`,
      )}
    </div>
  </figure>`;
}

/** @param {{ basins: Basins }} props */
function BasinLegend({ basins }) {
  const bands = basinBands(basins, darkTheme.value);
  const shares = basinShares(basins);
  const names = [word("diverged"), word("nowhere"), ...basins.minima.map(([x, y]) => `(${formatNumber(x, 3)}, ${formatNumber(y, 3)})`)];
  const order = [...bands.keys()].slice(2, 2 + MOST_MINIMA).concat([1, 0]).filter((band) => shares[band] > 0);
  return html`<ul class="basin-legend" title=${word("soonLate")}>
    ${order.map(
      (band) => html`<li key=${band}>
        <span class="basin-chip" style=${`background: linear-gradient(to right, ${bands[band].join(", ")})`}></span>
        ${names[band]} <span class="share">${Math.round(100 * shares[band])}%</span>
      </li>`,
    )}
  </ul>`;
}
