// @ts-check
/**
 * The landscape as a Plotly figure on a layer of its own: drawn once and kept until the landscape, its colours or
 * its panels change. Paths move above it without touching it.
 */

import { bandScale, basinField } from "../geometry/basin-field.js";
import { basinColours, drawingInk, landscapeScale, noBasinColours } from "../palette.js";
import { draw } from "../plot.js";
import { boldness } from "../state.js";

/** @import { Basins, Landscape } from "../types.js" */
/** @import { Field } from "../geometry/scaling.js" */
/** @import { Box, Range } from "../geometry/projection.js" */
/** @import { Layout, Trace } from "../plot.js" */

/** How often each figure was drawn in full since the page was opened: for tests. */
export const drawCounts = { landscape: 0, curves: 0, scene: 0 };

/** @typedef {{ landscape: Landscape, field: Field }} Ground   a landscape on the scale of its colours */

/**
 * @typedef {object} LandscapePicture
 * @property {Ground[]} grounds  of the panels
 * @property {Basins | null} basins  shown instead of the colours of the loss
 * @property {Box[]} boxes  of the panels
 * @property {boolean[]} rowEnds  whether a panel carries the labels of the horizontal axis
 * @property {{ width: number, height: number }} size
 * @property {Range} range
 * @property {boolean} dark
 * @property {[string, string] | null} names  of the axes, where they are not the objective's own
 * @property {boolean} touch  whether a finger points, which must be free to scroll the page
 */

/** @param {HTMLElement} host @param {LandscapePicture} picture */
export function drawLandscape(host, picture) {
  drawCounts.landscape += 1;
  host.dataset.landscapeDraws = String(drawCounts.landscape);
  const { basins, dark } = picture;
  const data = picture.grounds.flatMap((ground, index) => {
    const traces = basins ? basinTraces(ground, basins, dark) : contourTraces(ground, dark);
    return traces.map((trace) => ({ ...trace, ...axesOf(index) }));
  });
  return draw(host, data, planeLayout(picture), { scrollZoom: true });
}

/** @param {number} index */
const suffix = (index) => (index === 0 ? "" : String(index + 1));

/** @param {number} index */
const axesOf = (index) => ({ xaxis: `x${suffix(index)}`, yaxis: `y${suffix(index)}` });

/** @param {Ground} ground @param {boolean} dark @returns {Trace[]} */
function contourTraces({ landscape, field }, dark) {
  return [
    {
      type: "contour",
      x: landscape.x,
      y: landscape.y,
      z: field.values,
      zmin: field.low,
      zmax: field.high,
      autocontour: false,
      contours: { coloring: "heatmap", ...field.contours },
      line: { width: 0.8, color: drawingInk(dark).contour, smoothing: 1 },
      colorscale: landscapeScale(dark),
      showscale: false,
      hoverinfo: "skip",
    },
  ];
}

/** The bands of a basin map, from divergence on. @param {Basins} basins @param {boolean} dark @returns {[string, string][]} */
export function basinBands(basins, dark) {
  const { diverged, nowhere } = noBasinColours(dark);
  return [
    [diverged, diverged],
    [nowhere, nowhere],
    ...basins.minima.map((_, index) => /** @type {[string, string]} */ (basinColours(index, dark))),
  ];
}

/** @param {Ground} ground @param {Basins} basins @param {boolean} dark @returns {Trace[]} */
function basinTraces({ landscape, field }, basins, dark) {
  const { values, bands } = basinField(basins);
  return [
    {
      type: "heatmap",
      x: basins.x,
      y: basins.y,
      z: values,
      zmin: 0,
      zmax: bands,
      zsmooth: false,
      colorscale: bandScale(basinBands(basins, dark)),
      showscale: false,
      hoverinfo: "skip",
    },
    {
      type: "contour",
      x: landscape.x,
      y: landscape.y,
      z: field.values,
      autocontour: false,
      contours: { coloring: "none", ...field.contours },
      line: { width: 0.6, color: drawingInk(dark).contour, smoothing: 1 },
      showscale: false,
      hoverinfo: "skip",
    },
  ];
}

/** @param {LandscapePicture} picture @returns {Layout} */
function planeLayout({ boxes, rowEnds, size, range, dark, touch, names }) {
  const { muted } = drawingInk(dark);
  const left = Math.min(...boxes.map((box) => box.left));
  const axis = {
    showgrid: false,
    zeroline: false,
    showline: false,
    ticks: "",
    tickfont: { size: 11 * boldness.peek(), color: muted },
    nticks: 7,
    fixedrange: touch,
  };
  /** @type {Layout} */
  const layout = {
    ...size,
    autosize: false,
    margin: { l: 0, r: 0, t: 0, b: 0, pad: 4 },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: "system-ui, sans-serif" },
    dragmode: touch ? false : "pan",
    hovermode: false,
    showlegend: false,
    annotations: names ? axisTitles(names, dark) : [],
  };
  boxes.forEach((box, index) => {
    const matches = index === 0 ? {} : { matches: "x" };
    layout[`xaxis${suffix(index)}`] = {
      ...axis,
      ...matches,
      anchor: `y${suffix(index)}`,
      domain: [box.left / size.width, (box.left + box.width) / size.width],
      range: [range[0], range[1]],
      showticklabels: rowEnds[index],
    };
    layout[`yaxis${suffix(index)}`] = {
      ...axis,
      ...(index === 0 ? {} : { matches: "y" }),
      anchor: `x${suffix(index)}`,
      domain: [1 - (box.top + box.height) / size.height, 1 - box.top / size.height],
      range: [range[2], range[3]],
      showticklabels: box.left <= left + 1,
    };
  });
  return layout;
}

/** The names of the axes, within the first panel along its edges. @param {[string, string]} names @param {boolean} dark */
function axisTitles([x, y], dark) {
  const { muted, halo } = drawingInk(dark);
  const common = { xref: "x domain", yref: "y domain", showarrow: false, font: { size: 11, color: muted }, bgcolor: halo, borderpad: 2 };
  return [
    { ...common, text: x, x: 1, y: 0, xanchor: "right", yanchor: "bottom" },
    { ...common, text: y, x: 0, y: 1, xanchor: "left", yanchor: "top", textangle: -90 },
  ];
}
