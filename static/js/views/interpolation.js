// @ts-check
/** The loss on the straight line from each run's first weights to its last. */

import { effect, html, useEffect, useRef } from "../../vendor/preact.js";
import { afterPaint } from "../frame.js";
import { labelOf } from "../catalog.js";
import { drawingInk, runColour, runMarkerName } from "../palette.js";
import { draw, purge } from "../plot.js";
import { comparison, darkTheme, planePicture, playhead, view } from "../state.js";
import { nearestEntry } from "../geometry/plane-path.js";
import { planeWord, word } from "../strings.js";

/** @import { Interpolation } from "../types.js" */
/** @import { Layout, Trace } from "../plot.js" */

const REST = 60;

export function InterpolationChart() {
  const host = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => keepChart(/** @type {HTMLElement} */ (host.current)), []);
  return html`<div class="interpolation" ref=${host}></div>`;
}

/** @param {HTMLElement} host */
function keepChart(host) {
  const drawing = afterPaint(() => drawChart(host), REST);
  const observer = new ResizeObserver(() => drawing.ask());
  observer.observe(host);
  const stop = effect(() => {
    void [planePicture.value, comparison.value.runs, darkTheme.value, playhead.value, view.value.language];
    drawing.ask();
  });
  return () => {
    stop();
    observer.disconnect();
    drawing.stop();
    purge(host);
  };
}

/** @param {HTMLElement} host */
async function drawChart(host) {
  const picture = planePicture.peek();
  const { clientWidth: width, clientHeight: height } = host;
  if (!picture || picture.lines.length === 0 || width === 0 || height === 0) return;
  const dark = darkTheme.peek();
  const data = picture.lines.flatMap((line) => tracesOf(line, picture.keys[line.run], dark));
  await draw(host, data, layoutOf({ width, height }, dark));
}

/** @param {Interpolation} line @param {string} key @param {boolean} dark @returns {Trace[]} */
function tracesOf({ alpha, train_loss, validation_loss, path }, key, dark) {
  const run = comparison.peek().runs.find((one) => one.key === key);
  if (!run?.visible) return [];
  const color = runColour(run.hue, dark);
  const common = { type: "scatter", hoverinfo: "skip", x: alpha };
  const now = path.alpha[nearestEntry(path.step, playhead.peek())];
  return [
    { ...common, mode: "lines", name: labelOf(run), y: train_loss, line: { color, width: 2.25 } },
    { ...common, mode: "lines", y: validation_loss, line: { color, width: 1.5, dash: "5px,4px" } },
    { ...common, mode: "markers", x: [now], y: [valueAt(alpha, train_loss, now)], marker: { color, size: 10, symbol: runMarkerName(run.hue), line: { color: drawingInk(dark).surface, width: 2 } } },
  ];
}

/** A value between the two nearest points of the line. @param {number[]} alpha @param {(number | null)[]} values @param {number} at */
export function valueAt(alpha, values, at) {
  const next = alpha.findIndex((one) => one >= at);
  if (next <= 0) return next === 0 ? values[0] : values[values.length - 1];
  const [one, other] = [values[next - 1], values[next]];
  if (one === null || other === null) return null;
  return one + ((other - one) * (at - alpha[next - 1])) / (alpha[next] - alpha[next - 1]);
}

/** @param {{ width: number, height: number }} size @param {boolean} dark @returns {Layout} */
function layoutOf(size, dark) {
  const { muted, grid, line } = drawingInk(dark);
  const axis = { gridcolor: grid, zeroline: false, tickfont: { size: 11, color: muted }, linecolor: line, fixedrange: true, ticks: "", automargin: false };
  const title = (/** @type {string} */ text) => ({ text, font: { size: 12, color: muted }, standoff: 8 });
  const upright = (/** @type {number} */ x) => ({ type: "line", x0: x, x1: x, y0: 0, y1: 1, yref: "paper", line: { color: muted, width: 1, dash: "2px,3px" } });
  return {
    ...size,
    autosize: false,
    margin: { l: 60, r: 20, t: 16, b: 48 },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: "system-ui, sans-serif" },
    showlegend: false,
    hovermode: false,
    dragmode: false,
    xaxis: { ...axis, title: title(planeWord("alphaTitle")) },
    yaxis: { ...axis, title: title(word("lossHeight")), rangemode: "tozero" },
    shapes: [upright(0), upright(1)],
  };
}
