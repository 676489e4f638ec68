// @ts-check
/** The curves' figure and the playhead on it: Plotly draws the lines when they change, a canvas the playhead. */

import { computed, effect, signal, untracked } from "../../vendor/preact.js";
import { formatNumber, formatSeconds } from "../format.js";
import { afterPaint, forget, nextFrame } from "../frame.js";
import { curveRange, curveSeries, lastPlace, logBase } from "../geometry/curve-series.js";
import { project } from "../geometry/projection.js";
import { exponentTicks, niceTicks, powerText } from "../geometry/ticks.js";
import { drawingInk, runColour, runDashText, runMarker } from "../palette.js";
import { draw, purge } from "../plot.js";
import { comparison, darkTheme, minima, playhead, results, testFunction, view } from "../state.js";
import { drawCounts } from "./landscape-layer.js";
import { cleanPen } from "./paint-paths.js";
import { word } from "./words.js";

/** @import { Run, Trajectory, View } from "../types.js" */
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
/** @typedef {{ lines: Line[], range: Range, frame: Frame, log: boolean, curve: View["curve"], axis: View["axis"] }} Drawing */
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
  /** What the figure shows now, which rests between drawings: markers and pointer keep to it, or they would leave their lines. */
  const drawn = signal(/** @type {Drawing | null} */ (null));
  const projection = computed(() => (drawn.value ? project(drawn.value.range, drawn.value.frame.box) : null));
  const silence = computed(() => silenceOf(shown.value.map(({ trajectory }) => trajectory), lines.value, log.value));
  return { frame, pointed, lines, log, base, range, drawn, projection, silence };
}

/** Why there is nothing to draw, null where there is something or it may still come. @param {Trajectory[]} trajectories
 * @param {Line[]} lines @param {boolean} log */
function silenceOf(trajectories, lines, log) {
  if (!trajectories.some(({ x }) => x.length > 0) || trajectories.some(({ fromFan }) => fromFan)) return null;
  const { curve } = view.value;
  if (curve === "distance" && trajectories.every(({ distance }) => distance === null)) {
    return testFunction.value?.minima_kind === "continuum" ? "manyMinima" : "noDistance";
  }
  const values = lines.flatMap(({ series }) => series.y.filter((value) => value !== null));
  if (values.length === 0) return "nothingFinite";
  return log && values.every((value) => value <= 0) ? "nothingPositive" : null;
}

/** @typedef {ReturnType<typeof curvesModel>} CurvesModel */

/** @param {number} width @param {number} height @returns {Frame} */
function frameOf(width, height) {
  const box = { left: LEFT, top: 8, width: Math.max(1, width - LEFT - 16), height: Math.max(1, height - 8 - 36) };
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

/** @param {CurvesModel} model @returns {Drawing} */
function drawingOf({ lines, range, frame, log }) {
  const { curve, axis } = view.peek();
  return { lines: lines.peek(), range: range.peek(), frame: frame.peek(), log: log.peek(), curve, axis };
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
  const data = drawing.lines.map(({ run, series }) => ({
    type: "scatter",
    mode: "lines",
    x: series.x,
    y: drawing.log ? series.y.map((value) => (value !== null && value > 0 ? value : null)) : series.y,
    line: { color: runColour(run.hue, dark), width: 2, dash: runDashText(run.hue) },
    connectgaps: false,
    hoverinfo: "skip",
  }));
  newest.set(figure, drawing);
  await draw(figure, data, curvesLayout(model, drawing, dark), { staticPlot: true });
  if (newest.get(figure) === drawing) model.drawn.value = drawing;
}

/** @param {CurvesModel} model @returns {string} */
function heightTitle(model) {
  const { curve } = view.peek();
  const { base, known } = model.base.peek();
  if (curve !== "loss" || base === 0) return word(CURVE_TITLES[curve]);
  return word(known ? "heightKnown" : "heightRecorded");
}

/** @param {CurvesModel} model @param {Drawing} drawing @param {boolean} dark @returns {Layout} */
function curvesLayout(model, { frame: { size, box }, range: [x0, x1, y0, y1], log, axis: along }, dark) {
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
    xaxis: {
      ...axis,
      range: [x0, x1],
      showgrid: false,
      showline: true,
      nticks: 8,
      ...(along === "seconds" ? timeTicks(x1) : {}),
      title: title(word(AXIS_TITLES[along])),
    },
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

/** Keep the playhead painted: what is to come under a veil, a line, and each run's point. @param {HTMLCanvasElement} canvas
 * @param {CurvesModel} model */
export function keepCursor(canvas, model) {
  const paint = () => paintCursor(canvas, model);
  const stops = [
    effect(() => {
      void [model.pointed.value, playhead.value, darkTheme.value];
      nextFrame(paint);
    }),
    // Before the next frame, so that no frame shows new lines under old markers.
    effect(() => {
      if (model.drawn.value) untracked(paint);
    }),
  ];
  return () => {
    for (const stop of stops) stop();
    forget(paint);
  };
}

/** @param {HTMLCanvasElement} canvas @param {CurvesModel} model */
function paintCursor(canvas, model) {
  const [drawn, projection] = [model.drawn.peek(), model.projection.peek()];
  if (!drawn || !projection) return;
  const { size, box } = drawn.frame;
  const pen = cleanPen(canvas, size);
  if (!pen) return;
  const dark = darkTheme.peek();
  const ink = drawingInk(dark);
  const { toX, toY } = projection;
  const step = playhead.peek();
  const bottom = box.top + box.height;
  const pointed = model.pointed.peek();
  if (pointed) paintLine(pen, toX(pointed.place), box.top, bottom, ink.grid);
  if (drawn.axis === "steps") {
    const x = toX(Math.min(step, drawn.range[1]));
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
  for (const { run, series } of drawn.lines) {
    const entry = Math.min(step, series.x.length - 1);
    const value = series.y[entry];
    if (entry < 0 || value === null || value === undefined || (drawn.log && value <= 0)) continue;
    const place = toY(drawn.log ? Math.log10(value) : value);
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
