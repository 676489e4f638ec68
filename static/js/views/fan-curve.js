// @ts-check
/** The small curve under a slider: the final loss over all its values, divergence shaded. */

import { html } from "../../vendor/preact.js";
import { formatNumber } from "../format.js";
import { fanShape } from "../geometry/fan-shape.js";
import { noBasinColours, runColour } from "../palette.js";
import { darkTheme, minima } from "../state.js";
import { word } from "../strings.js";

/** @import { Fan } from "../types.js" */

const WIDTH = 200;
const HEIGHT = 30;

/**
 * `place` tells where a value lies on the slider, from 0 to 1; `value` is the one the run has now.
 * @param {{ fan: Fan, place: (value: number) => number, value: number | null, hue: number }} props
 */
export function FanCurve({ fan, place, value, hue }) {
  const dark = darkTheme.value;
  const { lines, diverged, best } = fanShape(fan, place, minima.value);
  const colour = runColour(hue, dark);
  const now = value === null ? null : place(value);
  const bestText = best === null ? "" : word("bestAt", { value: formatNumber(fan.values[best], 3) });
  return html`<svg
    class="fan-curve"
    data-stale=${fan.stale}
    viewBox=${`0 0 ${WIDTH} ${HEIGHT}`}
    preserveAspectRatio="none"
    role="img"
    aria-label=${`${word("fan")}. ${bestText}`}
  >
    <title>${word("fan")}${bestText ? ` · ${bestText}` : ""}</title>
    ${diverged.map(
      ([from, to]) => html`<rect
        class="fan-diverged"
        x=${from * WIDTH}
        width=${Math.max(1, (to - from) * WIDTH)}
        height=${HEIGHT}
        fill=${noBasinColours(dark).diverged}
      />`,
    )}
    ${lines.map(
      (line) => html`<path d=${pathOf(line)} fill="none" stroke=${colour} stroke-width="1.75" vector-effect="non-scaling-stroke" />`,
    )}
    ${now === null
      ? null
      : html`<line class="fan-now" x1=${now * WIDTH} x2=${now * WIDTH} y1="0" y2=${HEIGHT} vector-effect="non-scaling-stroke" />`}
  </svg>`;
}

/** A curve as SVG path data; a single point as a short dash. @param {[number, number][]} line */
function pathOf(line) {
  const points = line.map(([place, height]) => `${(place * WIDTH).toFixed(2)} ${(HEIGHT - 2 - height * (HEIGHT - 4)).toFixed(2)}`);
  return points.length > 1 ? `M${points.join("L")}` : `M${points[0]}h1.5`;
}
