// @ts-check
/** The curves' figure and the playhead on it: Plotly draws the lines when they change, a canvas the playhead. */

import { computed, effect, signal } from "../../vendor/preact.js";
import { formatNumber } from "../format.js";
import { afterPaint, forget, nextFrame } from "../frame.js";
import { curveRange, curveSeries, lastPlace, logBase } from "../geometry/curve-series.js";
import { project } from "../geometry/projection.js";
import { exponentTicks, niceTicks, powerText } from "../geometry/ticks.js";
import { drawingInk, runColour, runDashText, runMarker } from "../palette.js";
import { draw, purge } from "../plot.js";
import { comparison, darkTheme, minima, playhead, results, view } from "../state.js";
import { drawCounts } from "./landscape-layer.js";
import { cleanPen } from "./paint-paths.js";
import { word } from "./words.js";

/** @import { Run } from "../types.js" */
/** @import { Series } from "../geometry/curve-series.js" */
/** @import { Box, Range } from "../geometry/projection.js" */
/** @import { Layout } from "../plot.js" */

/** Milliseconds between two drawings of the figure while something moves: the paths go first. */
const REST = 40;
/** Room for the labels of the vertical axis, in pixels. */
const LEFT = 64;

const CURVE_TITLES = /** @type {const} */ ({
  loss: "lossTitle",
  distance: "distanceTitle",
  grad_norm: "gradNormTitle",
  lr: "lrTitle",
});
const AXIS_TITLES = /** @type {const} */ ({ steps: "stepsTitle", evaluations: "evaluationsTitle", seconds: "secondsTitle" });

/** @typedef {{ run: Run, series: Series }} Line */
/** @typedef {{ size: { width: number, height: number }, box: Box }} Frame */

export function curvesModel() {
  const frame = signal(/** @type {Frame} */ (frameOf(0, 0)));
  /** Where the pointer is: a place on the axis, and in pixels. */
  const pointed = signal(/** @type {{ place: number, x: number, y: number } | null} */ (null));
  const shown = computed(() =>
    comparison.value.runs.flatMap((run) => {
      const trajectory = run.visible && results.value.get(run.key);
      return trajectory ? [{ run, trajectory }] : [];
    }),
  );
  const log = computed(() => view.value.curveScale === "log");
  const base = computed(() =>
    log.value && view.value.curve === "loss"
      ? logBase(shown.value.map(({ trajectory }) => trajectory), minima.value)
      : { base: 0, known: true },
  );
  const lines = computed(() => {
    const { curve, axis } = view.value;
    return shown.value.map(({ run, trajectory }) => ({ run, series: curveSeries(trajectory, curve, axis, base.value.base) }));
  });
  const range = computed(() => {
    const series = lines.value.map((line) => line.series);
    const end = view.value.axis === "steps" ? comparison.value.steps : lastPlace(series);
    return /** @type {Range} */ ([0, end, ...curveRange(series, log.value)]);
  });
  const projection = computed(() => project(range.value, frame.value.box));
  return { frame, pointed, lines, log, base, range, projection };
}

/** @typedef {ReturnType<typeof curvesModel>} CurvesModel */

/** @param {number} width @param {number} height @returns {Frame} */
function frameOf(width, height) {
  const box = { left: LEFT, top: 8, width: Math.max(1, width - LEFT - 16), height: Math.max(1, height - 8 - 40) };
  return { size: { width, height }, box };
}

/** Keep the figure as the model says. @param {HTMLElement} figure @param {HTMLElement} host @param {CurvesModel} model */
export function keepCurves(figure, host, model) {
  const drawing = afterPaint(() => drawCurves(figure, model), REST);
  const observer = new ResizeObserver(() => (model.frame.value = frameOf(host.clientWidth, host.clientHeight)));
  observer.observe(host);
  const stop = effect(() => {
    void [model.lines.value, model.range.value, model.frame.value, darkTheme.value, view.value.language];
    drawing.ask();
  });
  return () => {
    stop();
    observer.disconnect();
    drawing.stop();
    purge(figure);
  };
}

/** @param {HTMLElement} figure @param {CurvesModel} model */
function drawCurves(figure, model) {
  const { size } = model.frame.peek();
  if (size.width < 80 || size.height < 60) return;
  const dark = darkTheme.peek();
  drawCounts.curves += 1;
  figure.dataset.curvesDraws = String(drawCounts.curves);
  const data = model.lines.peek().map(({ run, series }) => ({
    type: "scatter",
    mode: "lines",
    x: series.x,
    y: model.log.peek() ? series.y.map((value) => (value !== null && value > 0 ? value : null)) : series.y,
    line: { color: runColour(run.hue, dark), width: 2, dash: runDashText(run.hue) },
    connectgaps: false,
    hoverinfo: "skip",
  }));
  return draw(figure, data, curvesLayout(model, dark), { staticPlot: true });
}

/** @param {CurvesModel} model @returns {string} */
function heightTitle(model) {
  const { curve } = view.peek();
  const { base, known } = model.base.peek();
  if (curve !== "loss" || base === 0) return word(CURVE_TITLES[curve]);
  return word(known ? "heightKnown" : "heightRecorded");
}

/** @param {CurvesModel} model @param {boolean} dark @returns {Layout} */
function curvesLayout(model, dark) {
  const { muted, grid, line } = drawingInk(dark);
  const { size, box } = model.frame.peek();
  const [x0, x1, y0, y1] = model.range.peek();
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
  const log = model.log.peek();
  return {
    ...size,
    autosize: false,
    margin: { l: box.left, r: size.width - box.left - box.width, t: box.top, b: size.height - box.top - box.height, pad: 4 },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: "system-ui, sans-serif" },
    hovermode: false,
    dragmode: false,
    showlegend: false,
    xaxis: { ...axis, range: [x0, x1], showgrid: false, showline: true, nticks: 8, title: title(word(AXIS_TITLES[view.peek().axis])) },
    yaxis: {
      ...axis,
      type: log ? "log" : "linear",
      range: [y0, y1],
      nticks: 6,
      exponentformat: "e",
      ...(log ? logTicks(y0, y1) : {}),
      title: title(heightTitle(model)),
    },
  };
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

/** Keep the playhead painted: what is to come under a veil, a line, and each run's point. @param {HTMLCanvasElement} canvas
 * @param {CurvesModel} model */
export function keepCursor(canvas, model) {
  const paint = () => paintCursor(canvas, model);
  const stop = effect(() => {
    void [model.lines.value, model.projection.value, model.frame.value, model.pointed.value];
    void [playhead.value, darkTheme.value];
    nextFrame(paint);
  });
  return () => {
    stop();
    forget(paint);
  };
}

/** @param {HTMLCanvasElement} canvas @param {CurvesModel} model */
function paintCursor(canvas, model) {
  const { size, box } = model.frame.peek();
  const pen = cleanPen(canvas, size);
  if (!pen) return;
  const dark = darkTheme.peek();
  const ink = drawingInk(dark);
  const { toX, toY } = model.projection.peek();
  const step = playhead.peek();
  const bottom = box.top + box.height;
  const pointed = model.pointed.peek();
  if (pointed) paintLine(pen, toX(pointed.place), box.top, bottom, ink.grid);
  if (view.peek().axis === "steps") {
    const x = toX(step);
    const right = box.left + box.width;
    if (x < right) {
      pen.globalAlpha = 0.62;
      pen.fillStyle = ink.surface;
      pen.fillRect(x, box.top, right - x, box.height);
      pen.globalAlpha = 1;
    }
    paintLine(pen, x, box.top, bottom, ink.cursor);
  }
  pen.save();
  pen.beginPath();
  pen.rect(box.left - 6, box.top - 6, box.width + 12, box.height + 12);
  pen.clip();
  for (const { run, series } of model.lines.peek()) {
    const entry = Math.min(step, series.x.length - 1);
    const value = series.y[entry];
    if (entry < 0 || value === null || value === undefined || (model.log.peek() && value <= 0)) continue;
    const place = toY(model.log.peek() ? Math.log10(value) : value);
    pen.save();
    pen.translate(toX(series.x[entry]), place);
    pen.scale(4.5, 4.5);
    const outline = new Path2D(runMarker(run.hue));
    pen.lineWidth = 3 / 4.5;
    pen.strokeStyle = ink.surface;
    pen.stroke(outline);
    pen.fillStyle = runColour(run.hue, dark);
    pen.fill(outline);
    pen.restore();
  }
  pen.restore();
}

/** @param {CanvasRenderingContext2D} pen @param {number} x @param {number} top @param {number} bottom @param {string} colour */
function paintLine(pen, x, top, bottom, colour) {
  pen.strokeStyle = colour;
  pen.lineWidth = 1;
  pen.beginPath();
  pen.moveTo(Math.round(x) + 0.5, top);
  pen.lineTo(Math.round(x) + 0.5, bottom);
  pen.stroke();
}
