// @ts-check
/** The curves' figure: Plotly draws the lines when they change. */

import { effect } from "../../vendor/preact.js";
import { formatNumber, formatSeconds } from "../format.js";
import { afterPaint } from "../frame.js";
import { spread } from "../geometry/clipping.js";
import { exponentTicks, niceTicks, powerText } from "../geometry/ticks.js";
import { drawingInk, runColour, runDashText, runMarkerName } from "../palette.js";
import { draw, purge } from "../plot.js";
import { darkTheme, isModel, view } from "../state.js";
import { modelWord, word } from "../strings.js";
import { epochSteps } from "./curve-panes.js";
import { drawingOf, frameOf } from "./curves-model.js";
import { drawCounts } from "./landscape-layer.js";

/** @import { Line } from "./curve-panes.js" */
/** @import { CurvesModel, DrawnPane, Drawing } from "./curves-model.js" */
/** @import { Layout, Trace } from "../plot.js" */

/** Milliseconds between two drawings of the figure while something moves: the paths go first. */
const REST = 40;
/** A line of evaluations has at most so many markers. */
const MOST_MARKERS = 16;
/** Of so many measurements each has a point of its own. */
const MOST_MEASURED = 160;
/** Between the labels of two lines, in pixels. */
const LABEL_HEIGHT = 14;
/** The labels of lines may take this share of the height; where they need more the pointer tells them. */
const LABEL_SHARE = 0.35;
/** How faint former curves are, and those of pinned runs. */
const GHOST = 0.5;
const PINNED = 0.55;
/** A pane lower than this has room for a short title. */
const LOW = 180;

const AXIS_TITLES = /** @type {const} */ ({ steps: "stepsTitle", evaluations: "evaluationsTitle", seconds: "secondsTitle" });

/** Keep the figure as the model says. @param {HTMLElement} figure @param {HTMLElement} host @param {CurvesModel} model */
export function keepCurves(figure, host, model) {
  const drawing = afterPaint(() => drawCurves(figure, model), REST);
  const observer = new ResizeObserver(() => (model.frame.value = frameOf(host.clientWidth, host.clientHeight)));
  observer.observe(host);
  const stop = effect(() => {
    void [model.panes.value, model.end.value, model.frame.value, darkTheme.value, view.value.language];
    drawing.ask();
  });
  return () => {
    stop();
    observer.disconnect();
    drawing.stop();
    purge(figure);
  };
}

/** The newest drawing that Plotly was given, by figure. @type {WeakMap<HTMLElement, Drawing>} */
const newest = new WeakMap();

/** @param {HTMLElement} figure @param {CurvesModel} model */
async function drawCurves(figure, model) {
  const drawing = drawingOf(model);
  const { size } = drawing.frame;
  if (size.width < 80 || size.height < 60) return;
  const dark = darkTheme.peek();
  drawCounts.curves += 1;
  figure.dataset.curvesDraws = String(drawCounts.curves);
  const data = drawing.panes.flatMap((pane, index) => pane.lines.map((line) => traceOf(line, pane.log, index, dark)));
  newest.set(figure, drawing);
  await draw(figure, data, curvesLayout(drawing, dark), { staticPlot: true });
  if (newest.get(figure) === drawing) model.drawn.value = drawing;
}

/** @param {number} index */
const suffix = (index) => (index === 0 ? "" : String(index + 1));

/** A batch is faint, training a solid line, validation the run's own dash with markers. @param {Line} line
 * @param {boolean} log @param {number} index of the pane @param {boolean} dark @returns {Trace} */
function traceOf({ run, role, series }, log, index, dark) {
  const color = runColour(run.hue, dark);
  const marked = role === "validation";
  const width = { value: run.pinned ? 1.5 : 2, batch: 1, train: 1.25, validation: run.pinned ? 1.5 : 2, line: 1.25, ghost: 1.25 }[role];
  const measured = isModel.peek() && series.step !== undefined && role === "value" && series.x.length <= MOST_MEASURED;
  return {
    type: "scatter",
    mode: marked || measured ? "lines+markers" : "lines",
    x: series.x,
    y: log ? series.y.map((value) => (value !== null && value > 0 ? value : null)) : series.y,
    yaxis: `y${suffix(index)}`,
    opacity: (role === "batch" ? batchOpacity(series.x.length) : role === "ghost" ? GHOST : 1) * (run.pinned ? PINNED : 1),
    line: { color, width, dash: dashOf(role, run, series.step !== undefined) },
    ...(measured ? { marker: { symbol: runMarkerName(run.hue), size: 4, color } } : {}),
    ...(marked ? { marker: { symbol: runMarkerName(run.hue), size: 7, color, maxdisplayed: MOST_MARKERS } } : {}),
    connectgaps: false,
    hoverinfo: "skip",
  };
}

/** Where lines are to be compared with others that are dashed, they are solid. @param {Line["role"]} role
 * @param {Line["run"]} run @param {boolean} compared */
function dashOf(role, run, compared) {
  if (role === "ghost") return "2px,4px";
  if (role === "line" || run.pinned) return "5px,4px";
  return (role === "value" && !compared) || role === "validation" ? runDashText(run.hue) : "solid";
}

/** The more batches, the fainter: a thousand steps must not hide what was evaluated. @param {number} count */
const batchOpacity = (count) => Math.max(0.07, Math.min(0.25, 0.25 * Math.sqrt(250 / Math.max(1, count))));

/** @param {Drawing} drawing @param {boolean} dark @returns {Layout} */
function curvesLayout({ panes, frame: { size, box }, end, axis: along }, dark) {
  const { muted, grid, line } = drawingInk(dark);
  const axis = {
    gridcolor: grid,
    zeroline: false,
    tickfont: { size: 11, color: muted },
    linecolor: line,
    fixedrange: true,
    ticks: "",
    automargin: false,
  };
  const title = (/** @type {string} */ text) => ({ text, font: { size: 11, color: muted }, standoff: 8 });
  /** @type {Layout} */
  const layout = {
    ...size,
    autosize: false,
    margin: { l: box.left, r: size.width - box.left - box.width, t: box.top, b: size.height - box.top - box.height, pad: 4 },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: "system-ui, sans-serif" },
    hovermode: false,
    dragmode: false,
    showlegend: false,
    annotations: [...panes.filter(({ name }) => name).map((pane) => nameOf(pane, box, muted)), ...panes.flatMap((pane, index) => labelsOf(pane, index, dark))],
    xaxis: {
      ...axis,
      range: [0, end],
      anchor: `y${suffix(panes.length - 1)}`,
      showgrid: false,
      showline: true,
      nticks: 8,
      ...(along === "seconds" ? timeTicks(end) : {}),
      title: title(alongTitle(along)),
    },
  };
  panes.forEach((pane, index) => {
    layout[`yaxis${suffix(index)}`] = {
      ...axis,
      type: pane.log ? "log" : "linear",
      range: pane.range,
      domain: domainOf(pane, box),
      nticks: panes.length > 2 ? 4 : 6,
      exponentformat: "e",
      ...(pane.log ? logTicks(...pane.range) : {}),
      title: title(pane.name ? "" : pane.box.height < LOW ? (pane.short ?? pane.title) : pane.title),
    };
  });
  return layout;
}

/** @param {Drawing["axis"]} along */
function alongTitle(along) {
  const epoch = along === "steps" ? epochSteps() : null;
  return epoch === null ? word(AXIS_TITLES[along]) : modelWord("stepsOfEpoch", { count: epoch });
}

/** The share of the figure's height that a pane has, from below. @param {DrawnPane} pane @param {Drawing["frame"]["box"]} whole */
function domainOf({ box }, whole) {
  const from = (/** @type {number} */ pixel) => Math.max(0, Math.min(1, 1 - (pixel - whole.top) / whole.height));
  return [from(box.top + box.height), from(box.top)];
}

/** The loss of a pane, in its upper right corner. @param {DrawnPane} pane @param {Drawing["frame"]["box"]} whole @param {string} color */
const nameOf = (pane, whole, color) => ({
  text: pane.name,
  xref: "paper",
  yref: "paper",
  x: 1,
  y: domainOf(pane, whole)[1],
  xanchor: "right",
  yanchor: "top",
  showarrow: false,
  font: { size: 11, color },
});

/** What the lines are that others are compared with, above each of them and clear of each other. @param {DrawnPane} pane
 * @param {number} index @param {boolean} dark */
function labelsOf({ labels = [], log, box, projection }, index, dark) {
  const placed = labels
    .filter(({ y }) => !log || y > 0)
    .map((label) => ({ ...label, at: projection.toY(log ? Math.log10(label.y) : label.y) - LABEL_HEIGHT / 2 }))
    .filter(({ at }) => at > box.top - LABEL_HEIGHT && at < box.top + box.height)
    .filter((label, k, all) => all.findIndex(({ text }) => text === label.text) === k);
  if (placed.length * LABEL_HEIGHT > LABEL_SHARE * box.height) return [];
  const heights = placed.map(() => LABEL_HEIGHT);
  const places = spread(placed.map(({ at }) => at), heights, box.top, box.top + box.height, 0);
  return placed.map(({ text, run, x, y }, k) => ({
    text,
    x,
    y: log ? Math.log10(y) : y,
    xref: "x",
    yref: `y${suffix(index)}`,
    yshift: projection.toY(log ? Math.log10(y) : y) - places[k],
    xshift: 4,
    xanchor: "left",
    yanchor: "middle",
    showarrow: false,
    bgcolor: drawingInk(dark).surface,
    borderpad: 1,
    font: { size: 11, color: runColour(run.hue, dark) },
  }));
}

/** Round times, each with its unit. @param {number} end in seconds */
function timeTicks(end) {
  const values = niceTicks(0, end, 6);
  return { tickvals: values, ticktext: values.map((value) => (value === 0 ? "0" : formatSeconds(value))) };
}

/** Powers of ten, or round numbers where the axis spans hardly one power. @param {number} low an exponent @param {number} high */
function logTicks(low, high) {
  if (high - low > 1.5) {
    const exponents = exponentTicks(low, high, 6);
    return { tickvals: exponents.map((exponent) => 10 ** exponent), ticktext: exponents.map(powerText) };
  }
  const values = niceTicks(10 ** low, 10 ** high, 5);
  return { tickvals: values, ticktext: values.map((value) => formatNumber(value, 3)) };
}
