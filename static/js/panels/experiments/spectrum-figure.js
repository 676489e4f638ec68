// @ts-check
/** The figure of a spectrum: its density on a logarithmic axis, and each eigenvalue that is known. */

import { formatNumber } from "../../format.js";
import { exponentTicks, powerText } from "../../geometry/ticks.js";
import { drawingInk, runColour } from "../../palette.js";
import { curvatureWord } from "../../strings.js";

/** @import { Spectrum } from "../../types.js" */
/** @import { Layout, Trace } from "../../plot.js" */

/** So many powers of ten below its peak a density is not drawn any more: there it is the width of the kernel. */
const DECADES = 6;
/** The share of the height below the density that the eigenvalues have. */
const RUG = 0.1;

/**
 * @param {Spectrum} found
 * @param {{ hue: number, line: number | null, dark: boolean, size: { width: number, height: number } }} look
 * @returns {{ data: Trace[], layout: Layout }}
 */
export function spectrumFigure(found, { hue, line, dark, size }) {
  const color = runColour(hue, dark);
  const top = Math.log10(Math.max(...found.density.map((value) => value ?? 0)) || 1);
  const range = [top - DECADES, top + 0.3];
  const density = {
    type: "scatter", mode: "lines", x: found.eigenvalue, y: found.density.map((value) => (value && value > 0 ? value : 10 ** (range[0] - 1))),
    line: { color, width: 1.75 }, fill: "tozeroy", fillcolor: `${color}2e`, hoverinfo: "skip",
  };
  const ticks = {
    type: "scatter", mode: "markers", x: found.eigenvalues, y: found.eigenvalues.map(() => 0.5), yaxis: "y2",
    marker: { symbol: "line-ns-open", size: 10, color, line: { width: 1, color } }, hoverinfo: "skip",
  };
  return { data: [density, ticks], layout: layoutOf(found, line, range, { color, dark, size }) };
}

/** @param {Spectrum} found @param {number | null} line @param {number[]} range
 * @param {{ color: string, dark: boolean, size: { width: number, height: number } }} look @returns {Layout} */
function layoutOf({ eigenvalue }, line, range, { color, dark, size }) {
  const { muted, grid, line: edge } = drawingInk(dark);
  const axis = { gridcolor: grid, zeroline: false, tickfont: { size: 11, color: muted }, linecolor: edge, fixedrange: true, ticks: "" };
  const title = (/** @type {string} */ text) => ({ text, font: { size: 11, color: muted }, standoff: 6 });
  const exponents = exponentTicks(range[0], range[1], 5);
  const [low, high] = [eigenvalue[0], eigenvalue[eigenvalue.length - 1]];
  const end = line !== null && line > high && line < 2.5 * high ? line + 0.05 * (line - low) : high;
  const seen = line !== null && line <= end;
  return {
    ...size,
    autosize: false,
    margin: { l: 52, r: 12, t: 18, b: 40 },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: "system-ui, sans-serif" },
    showlegend: false,
    hovermode: false,
    dragmode: false,
    xaxis: { ...axis, range: [low, end], showline: false, zeroline: true, zerolinecolor: edge, title: title(curvatureWord("eigenvalue")), anchor: "y2", nticks: 8 },
    yaxis: {
      ...axis, type: "log", range, domain: [RUG + 0.02, 1],
      tickvals: exponents.map((exponent) => 10 ** exponent), ticktext: exponents.map(powerText), title: title(curvatureWord("density")),
    },
    yaxis2: { ...axis, range: [0, 1], domain: [0, RUG], showticklabels: false, showgrid: false },
    shapes: seen ? [{ type: "line", x0: line, x1: line, xref: "x", y0: 0, y1: 1, yref: "paper", line: { color, width: 1.25, dash: "5px,4px" } }] : [],
    annotations: seen
      ? [{
          x: line, xref: "x", y: 1, yref: "paper", yanchor: "bottom", xanchor: (line ?? 0) > (low + end) / 2 ? "right" : "left", showarrow: false,
          text: `${curvatureWord("lineHere")} ${formatNumber(line, 3)}`, font: { size: 11, color },
        }]
      : [],
  };
}
