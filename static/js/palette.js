// @ts-check
/**
 * Every colour, dash and marker of the drawing. The run colours were chosen by their distance in OKLab under normal
 * sight, protanopia, deuteranopia and tritanopia, and by their contrast with both landscapes; where twelve cannot
 * all differ in colour, dash and marker do. tests/js/palette.test.js holds the distances.
 */

/** @import { Badge } from "./types.js" */

/** @typedef {[number, string][]} ColourScale  Pairs of a place from 0 to 1 and a colour. */

const LIGHT_RUNS = [
  "#1c45d4", "#d1460c", "#00836a", "#c12fa6", "#654600", "#15181d",
  "#8257f0", "#8c1d44", "#17627f", "#9a5b4a", "#557c00", "#6a1f86",
];
const DARK_RUNS = [
  "#6f93ff", "#ff9557", "#3fdcbc", "#f646b8", "#ffd21f", "#f5f7fa",
  "#cda2ff", "#e0716b", "#5fbfd2", "#fcb86a", "#bede97", "#f2d0fd",
];
export const RUN_STYLES = LIGHT_RUNS.length;

/** Lengths of strokes and gaps in pixels, for a line of 2.5; the first is solid. */
const DASHES = [
  [], [11, 4], [3, 4], [14, 4, 3, 4], [7, 4], [18, 5],
  [10, 3, 3, 3, 3, 3], [5, 3], [2, 3, 8, 3], [22, 4, 6, 4], [4, 6], [12, 3, 2, 3],
];

/** Outlines in a box from -1 to 1, as SVG path data: for canvas (Path2D) and for SVG alike. */
const MARKERS = [
  "M.86 0A.86.86 0 1 1-.86 0A.86.86 0 1 1 .86 0Z",
  "M-.76-.76H.76V.76H-.76Z",
  "M0-1.06L1.06 0L0 1.06L-1.06 0Z",
  "M0-1L1 .8H-1Z",
  "M0 1L1-.8H-1Z",
  "M-.34-1H.34V-.34H1V.34H.34V1H-.34V.34H-1V-.34H-.34Z",
  "M0-1L.95-.31L.59.81H-.59L-.95-.31Z",
  "M-.95-.5L-.5-.95L0-.45L.5-.95L.95-.5L.45 0L.95.5L.5.95L0 .45L-.5.95L-.95.5L-.45 0Z",
  "M1 0L.5.87H-.5L-1 0L-.5-.87H.5Z",
  "M-.95-.85L0 0L.95-.85V.85L0 0L-.95.85Z",
  "M-1 0L.8-1V1Z",
  "M1 0L-.8-1V1Z",
];
const MARKERS_3D = ["circle", "square", "diamond", "cross", "x", "circle-open", "square-open", "diamond-open", "circle", "square", "diamond", "cross"];

/** Plotly's dashes in 3D, six beside eight symbols: no two of twelve runs have both in common. */
const DASHES_3D = ["solid", "dash", "dot", "dashdot", "longdash", "longdashdot"];

/** @template T @param {T[]} list @param {number} hue @returns {T} */
const at = (list, hue) => list[((hue % list.length) + list.length) % list.length];

/** @param {number} hue @param {boolean} dark @returns {string} */
export const runColour = (hue, dark) => at(dark ? DARK_RUNS : LIGHT_RUNS, hue);

/** Stroke and gap lengths in pixels. @param {number} hue @returns {number[]} */
export const runDash = (hue) => at(DASHES, hue);

/** The same dash as Plotly and SVG write it. @param {number} hue */
export const runDashText = (hue) => (runDash(hue).length ? runDash(hue).map((length) => `${length}px`).join(",") : "solid");

/** The marker's outline as SVG path data in a box from -1 to 1. @param {number} hue */
export const runMarker = (hue) => at(MARKERS, hue);

/** The nearest of the symbols that Plotly has in 3D. @param {number} hue */
export const runMarker3d = (hue) => at(MARKERS_3D, hue);

/** The nearest of the dashes that Plotly has in 3D. @param {number} hue */
export const runDash3d = (hue) => at(DASHES_3D, hue);

/** The five-pointed star of a global minimum, in a box from -1 to 1. */
export const STAR = "M0-1L.26-.36L.95-.31L.42.14L.59.81L0 .44L-.59.81L-.42.14L-.95-.31L-.26-.36Z";

/** @type {ColourScale} */
const LIGHT_LANDSCAPE = [[0, "#b2ccd6"], [0.25, "#c5dae1"], [0.5, "#d7e6ea"], [0.75, "#e6eff2"], [1, "#f3f7f8"]];
/** @type {ColourScale} */
const DARK_LANDSCAPE = [[0, "#091320"], [0.25, "#0e1e2f"], [0.5, "#152b40"], [0.75, "#1d3950"], [1, "#264862"]];

/** Low ground is deep water, high ground is pale: light and dark alike. @param {boolean} dark */
export const landscapeScale = (dark) => (dark ? DARK_LANDSCAPE : LIGHT_LANDSCAPE);

const LIGHT_INK = {
  ink: "#1b2430", muted: "#56626f", surface: "#ffffff", line: "#dfe4e8", contour: "rgba(38,78,94,0.36)", ridge: "#8fb0bd",
  halo: "rgba(255,255,255,0.85)", minimum: "#14202b", grid: "rgba(27,36,48,0.09)", cursor: "rgba(27,36,48,0.55)",
};
const DARK_INK = {
  ink: "#e8edf2", muted: "#9aa8b6", surface: "#12181f", line: "#28323c", contour: "rgba(150,192,218,0.26)", ridge: "#4a7391",
  halo: "rgba(4,10,18,0.80)", minimum: "#f4f8fb", grid: "rgba(232,237,242,0.09)", cursor: "rgba(232,237,242,0.55)",
};

/** What is not a run: text, lines of contours, halos around paths, marks of minima. @param {boolean} dark */
export const drawingInk = (dark) => (dark ? DARK_INK : LIGHT_INK);

const LIGHT_CLASSES = [
  "#24668f", "#b35a12", "#430889", "#039256", "#68130b",
  "#8f6ae6", "#9c105f", "#275b0e", "#b368a2", "#6138b0",
];
const DARK_CLASSES = [
  "#72bdf0", "#ffad66", "#b2fde7", "#b97e95", "#7aa21a",
  "#7986f2", "#f6f367", "#ee7746", "#65eca1", "#eb83d4",
];
/** Their outlines among those of the runs: the first few as unlike as can be, for shape alone must tell them. */
const CLASS_MARKERS = [0, 3, 1, 2, 5, 4, 7, 8, 9, 6];
export const CLASS_STYLES = LIGHT_CLASSES.length;

/** Quieter than the runs' colours, for they stand on every panel. @param {number} index @param {boolean} dark */
export const classColour = (index, dark) => at(dark ? DARK_CLASSES : LIGHT_CLASSES, index);

/** The marker's outline as SVG path data in a box from -1 to 1. @param {number} index */
export const classMarker = (index) => at(MARKERS, at(CLASS_MARKERS, index));

/** Plotly's names of the runs' markers. */
const MARKER_NAMES = [
  "circle", "square", "diamond", "triangle-up", "triangle-down", "cross",
  "pentagon", "x", "hexagon", "bowtie", "triangle-left", "triangle-right",
];

/** The run's marker as Plotly calls it. @param {number} hue */
export const runMarkerName = (hue) => at(MARKER_NAMES, hue);

/** What went wrong, on the ground of a drawing. @param {boolean} dark */
export const wrongColour = (dark) => (dark ? "#ff9d95" : "#a3211b");

/** For each minimum, from reached at once to reached late. */
const LIGHT_BASINS = [
  ["#8fbbd0", "#d5e6ee"], ["#e2c583", "#f6ecd4"], ["#b3cc85", "#e6efd5"],
  ["#bdb2df", "#e9e5f5"], ["#86c9c0", "#d6efeb"], ["#e59f86", "#f8dfd6"],
];
const DARK_BASINS = [
  ["#24587a", "#13283a"], ["#7a5c22", "#33290f"], ["#3d6b38", "#1b3019"],
  ["#54468c", "#282144"], ["#1c6b5f", "#0e322c"], ["#84492c", "#391f13"],
];
const LIGHT_NO_BASIN = { diverged: "#c98d94", nowhere: "#f4f4f2" };
const DARK_NO_BASIN = { diverged: "#6e2c3a", nowhere: "#1c1f23" };

/** The colours of minimum `index`: [reached at once, reached late]. @param {number} index @param {boolean} dark */
export const basinColours = (index, dark) => at(dark ? DARK_BASINS : LIGHT_BASINS, index);

/** The colours of starts that diverged or arrived nowhere. @param {boolean} dark */
export const noBasinColours = (dark) => (dark ? DARK_NO_BASIN : LIGHT_NO_BASIN);

/** @type {Record<Badge, { text: string, back: string }>} */
const LIGHT_BADGES = {
  arrived: { text: "#12683b", back: "#dcf2e5" },
  descending: { text: "#22519f", back: "#e2ebfb" },
  oscillating: { text: "#7a4e00", back: "#fbecd0" },
  stalled: { text: "#4d5763", back: "#e8ebef" },
  diverged: { text: "#a3211b", back: "#fbe3e1" },
};
/** @type {Record<Badge, { text: string, back: string }>} */
const DARK_BADGES = {
  arrived: { text: "#7fdca8", back: "#12301f" },
  descending: { text: "#9cc0ff", back: "#16274a" },
  oscillating: { text: "#f3c36b", back: "#38280a" },
  stalled: { text: "#b5c0cc", back: "#262e37" },
  diverged: { text: "#ff9d95", back: "#431b19" },
};

/** @param {Badge} badge @param {boolean} dark */
export const badgeColours = (badge, dark) => (dark ? DARK_BADGES : LIGHT_BADGES)[badge];
