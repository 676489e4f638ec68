// @ts-check
/** The stage in 3D: the landscape as a surface, the paths lying on it at the height of their loss. */

import { computed, effect, html, useEffect, useRef, useSignal } from "../../vendor/preact.js";
import { afterPaint, nextFrame } from "../frame.js";
import { drawingInk, landscapeScale, runColour, runDash3d, runMarker3d } from "../palette.js";
import { draw, purge, relayout } from "../plot.js";
import { boldness, comparison, darkTheme, localMinima, playhead, showsPlane } from "../state.js";
import { word } from "../strings.js";
import { drawnPaths, entryOf } from "./drawn.js";
import { field, ground, groundKeyOf, liesOn, markedMinima, shownKey } from "./field.js";
import { shownGhosts } from "./ghosts.js";
import { heightName } from "./height-name.js";
import { axisNames } from "./plane-axes.js";
import { drawCounts } from "./landscape-layer.js";
import { STAGE_WORDS } from "./stage-words.js";

/** @import { Signal } from "../../vendor/preact.js" */
/** @import { Ghost, Minimum, Run } from "../types.js" */
/** @import { Drawn } from "./drawn.js" */
/** @import { Field } from "../geometry/scaling.js" */
/** @import { Layout, Trace } from "../plot.js" */

/** Milliseconds between two drawings: one takes about 300 in software. */
const REST = 120;
/** The eye on a stage at least this wide for its height; on a narrower one it stands further off. */
const WIDE = 1.8;
const CAMERA = { eye: { x: -0.6, y: -1.3, z: 1.3 }, center: { x: 0, y: 0, z: -0.22 } };
/** Paths float this share of the height above the surface, which would swallow half of a line that lies in it. */
const LIFT = 0.02;
/** A surface of more points a side than these takes twice as long to draw, and looks no finer. */
const MOST_MESH = 160;
/** More points than these a path of the scene does not draw: it keeps every so-manieth. */
const MOST_POINTS = 1500;
/** Runs above the ground by more than so many times its own height are cut off: it would be flat beside them. */
const MOST_ABOVE = 4;
const PLANE_OPACITY = 0.82;
/** How a pinned run is drawn. */
const PINNED = { opacity: 0.5, width: 4 };

/** @param {{ clientWidth: number, clientHeight: number }} host */
function cameraFor({ clientWidth, clientHeight }) {
  const { eye, center } = CAMERA;
  const off = Math.max(1, (WIDE * clientHeight) / clientWidth) ** 0.55;
  return { eye: { x: eye.x * off, y: eye.y * off, z: eye.z * off }, center: { ...center } };
}

/** @param {{ resets: Signal<number> }} props */
export function Scene({ resets }) {
  const host = useRef(/** @type {HTMLElement | null} */ (null));
  const failed = useSignal(false);
  useEffect(() => {
    if (hasWebgl()) return keepScene(/** @type {HTMLElement} */ (host.current), resets);
    failed.value = true;
  }, []);
  return html`<div class="scene">
    <div class="scene-figure" ref=${host} role="img" aria-labelledby=${STAGE_WORDS}></div>
    ${failed.value ? html`<p class="stage-note">${word("noWebgl")}</p>` : null}
  </div>`;
}

function hasWebgl() {
  const context = document.createElement("canvas").getContext("webgl");
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return context !== null;
}

/** @param {HTMLElement} host @param {Signal<number>} resets */
function keepScene(host, resets) {
  const drawing = afterPaint(() => drawScene(host), REST);
  const observer = new ResizeObserver(() => drawing.ask());
  observer.observe(host);
  let seen = resets.peek();
  let drawn = shownKey.peek();
  const stops = [
    effect(() => {
      void [field.value, drawnPaths.value, playhead.value, darkTheme.value, comparison.value.runs, markedMinima.value, shownGhosts.value, boldness.value];
      drawing.ask();
    }),
    // At once: a drawing may have to rest first.
    effect(() => {
      if (!ground.value || shownKey.value !== drawn) host.toggleAttribute("data-former", true);
      drawn = shownKey.value;
    }),
    effect(() => {
      if (resets.value !== seen) relayout(host, { "scene.camera": cameraFor(host) });
      seen = resets.value;
    }),
  ];
  return () => {
    for (const stop of stops) stop();
    observer.disconnect();
    drawing.stop();
    purge(host);
  };
}

/** @param {HTMLElement} host */
async function drawScene(host) {
  const [drawn, scale, mesh] = [ground.peek(), field.peek(), meshes.peek()];
  const { clientWidth: width, clientHeight: height } = host;
  if (!drawn || !scale || !mesh || width === 0 || height === 0) return;
  const dark = darkTheme.peek();
  const key = shownKey.peek();
  drawCounts.scene += 1;
  host.dataset.sceneDraws = String(drawCounts.scene);
  /** @type {Trace[]} */
  const data = [surface(mesh, scale, dark)];
  for (const run of comparison.peek().runs) {
    const trajectory = drawnPaths.peek().get(run.key);
    if (run.visible && trajectory && liesOn(run, trajectory, shownKey.peek())) data.push(...pathTraces(run, trajectory, scale, dark));
  }
  if (!showsPlane.peek()) for (const former of shownGhosts.peek()) data.push(...ghostTraces(former, scale, dark));
  data.push(minimaTrace(markedMinima.peek(), "diamond", 5, scale, dark), minimaTrace(localMinima.peek(), "cross", 3, scale, dark));
  await draw(host, data, sceneLayout(drawn, scale, { width, height }, dark));
  // WebGL shows in the frame after the next what it was given now.
  requestAnimationFrame(() => nextFrame(() => host.toggleAttribute("data-former", !ground.peek() || shownKey.peek() !== key)));
}

/** The surface's points, the same arrays until the landscape changes: new ones would be sent to the graphics card again. */
const meshes = computed(() => {
  const [drawn, scale] = [ground.value, field.value];
  if (!drawn || !scale) return null;
  const [columns, rows] = [thinned(drawn.x.length), thinned(drawn.y.length)];
  return {
    x: columns.map((i) => drawn.x[i]),
    y: rows.map((j) => drawn.y[j]),
    z: rows.map((j) => columns.map((i) => scale.values[j][i])),
  };
});

/** At most so many of `count` places, from the first to the last. @param {number} count */
function thinned(count) {
  const kept = Math.min(count, MOST_MESH);
  return Array.from({ length: kept }, (_, k) => Math.round((k * (count - 1)) / (kept - 1)));
}

/** @param {{ x: number[], y: number[], z: (number | null)[][] }} mesh @param {Field} scale @param {boolean} dark @returns {Trace} */
function surface(mesh, scale, dark) {
  const level = { show: true, ...scale.contours, color: drawingInk(dark).ridge, width: 1, usecolormap: false };
  return {
    type: "surface",
    ...mesh,
    cmin: scale.low,
    cmax: scale.high,
    colorscale: landscapeScale(dark),
    showscale: false,
    hoverinfo: "skip",
    // True losses may lie below what a plane shows, and must be seen through it.
    opacity: showsPlane.peek() ? PLANE_OPACITY : 1,
    contours: { z: level },
    lighting: dark
      ? { ambient: 0.85, diffuse: 0.5, specular: 0.08, roughness: 0.9, fresnel: 0.05 }
      : { ambient: 0.72, diffuse: 0.42, specular: 0.04, roughness: 0.9, fresnel: 0.02 },
  };
}

/** @param {Field} scale @param {number | null} loss */
const height = (scale, loss) => {
  const level = scale.scale(loss);
  return level === null ? null : level + LIFT * (scale.high - scale.low);
};

/** The path beyond the playhead faint, the path up to it bright, and the marker. @param {Run} run
 * @param {Drawn} trajectory @param {Field} scale @param {boolean} dark @returns {Trace[]} */
function pathTraces(run, trajectory, scale, dark) {
  const last = trajectory.x.length - 1;
  const now = entryOf(trajectory, playhead.peek());
  const color = runColour(run.hue, dark);
  const common = { type: "scatter3d", mode: "lines", hoverinfo: "skip", showlegend: false, opacity: run.pinned ? PINNED.opacity : 1 };
  const bold = boldness.peek();
  const dash = runDash3d(run.hue);
  const at = pointsBetween(trajectory, now, now, scale);
  return [
    ...(trajectory.planeLoss ? trueTraces(trajectory, now, scale, color) : []),
    { ...common, ...pointsBetween(drawnOn(trajectory), now, last, scale), opacity: 0.35, line: { color, width: 3 * bold, dash } },
    { ...common, ...pointsBetween(drawnOn(trajectory), 0, now, scale), line: { color, width: run.pinned ? PINNED.width : 7 * bold, dash } },
    {
      ...common,
      ...at,
      mode: "markers",
      name: run.label,
      marker: { color, size: 6 * bold, symbol: runMarker3d(run.hue), line: { color: drawingInk(dark).surface, width: 1 } },
    },
  ];
}

/** A former path, faint and thin. @param {Ghost} ghost @param {Field} scale @param {boolean} dark @returns {Trace[]} */
function ghostTraces({ run, trajectory }, scale, dark) {
  if (groundKeyOf(run) !== shownKey.peek()) return [];
  const line = { color: runColour(run.hue, dark), width: 2, dash: "dot" };
  const points = pointsBetween({ ...trajectory, steps: null }, 0, trajectory.x.length - 1, scale);
  return [{ type: "scatter3d", mode: "lines", hoverinfo: "skip", showlegend: false, ...points, opacity: 0.45, line }];
}

/** A path where it is drawn: on the ground of a plane, else at its own loss. @param {Drawn} trajectory @returns {Drawn} */
const drawnOn = (trajectory) => (trajectory.planeLoss ? { ...trajectory, loss: trajectory.planeLoss } : trajectory);

/**
 * Beside a plane: the true loss as a thin line above or below the ground, and how far that is from it now.
 * @param {Drawn} trajectory @param {number} now @param {Field} scale @param {string} color @returns {Trace[]}
 */
function trueTraces(trajectory, now, scale, color) {
  const common = { type: "scatter3d", mode: "lines", hoverinfo: "skip", showlegend: false };
  const [ground, itself] = [pointsBetween(drawnOn(trajectory), now, now, scale), pointsBetween(trajectory, now, now, scale)];
  const stem = { x: [...ground.x, ...itself.x], y: [...ground.y, ...itself.y], z: [...ground.z, ...itself.z] };
  return [
    { ...common, ...pointsBetween(trajectory, 0, now, scale), line: { color, width: 2 } },
    { ...common, ...stem, line: { color, width: 3, dash: "dot" } },
  ];
}

/** @param {Drawn} trajectory @param {number} from @param {number} to @param {Field} scale */
function pointsBetween(trajectory, from, to, scale) {
  const drawn = ground.peek();
  const stride = Math.max(1, Math.ceil((to - from) / MOST_POINTS));
  /** @type {{ x: (number | null)[], y: (number | null)[], z: (number | null)[] }} */
  const points = { x: [], y: [], z: [] };
  for (let k = from; k <= to; k = k < to ? Math.min(to, k + stride) : to + 1) {
    const [x, y] = [trajectory.x[k], trajectory.y[k]];
    const shown = drawn !== null && within(x, drawn.x) && within(y, drawn.y);
    points.x.push(shown ? x : null);
    points.y.push(shown ? y : null);
    points.z.push(shown ? height(scale, trajectory.loss[k]) : null);
  }
  return points;
}

/** @param {number} value @param {number[]} grid */
const within = (value, grid) => value >= grid[0] && value <= grid[grid.length - 1];

/** @param {Minimum[]} points @param {string} symbol @param {number} size @param {Field} scale @param {boolean} dark @returns {Trace} */
function minimaTrace(points, symbol, size, scale, dark) {
  const { minimum, surface: line } = drawingInk(dark);
  return {
    type: "scatter3d",
    mode: "markers",
    x: points.map((point) => point[0]),
    y: points.map((point) => point[1]),
    z: points.map((point) => height(scale, point[2])),
    marker: { symbol, size, color: minimum, line: { color: line, width: 1 } },
    hoverinfo: "skip",
    showlegend: false,
  };
}

/** The top of the scene: runs beside a plane may be higher than all of its ground. @param {Field} scale */
function highest(scale) {
  let top = scale.high;
  const most = scale.high + MOST_ABOVE * (scale.high - scale.low);
  for (const { key, visible } of comparison.peek().runs) {
    const path = visible ? drawnPaths.peek().get(key) : undefined;
    for (const loss of path?.planeLoss ? path.loss : []) top = Math.max(top, Math.min(most, height(scale, loss) ?? top));
  }
  return top;
}

/** @param {Field} scale */
const heightTitle = (scale) => (scale.log ? `log₁₀(${heightName(scale)})` : heightName(scale));

/** @param {{ x: number[], y: number[] }} drawn @param {Field} scale @param {{ width: number, height: number }} size
 * @param {boolean} dark @returns {Layout} */
function sceneLayout({ x, y }, scale, size, dark) {
  const { muted, line } = drawingInk(dark);
  const axis = {
    color: muted,
    gridcolor: line,
    showbackground: false,
    zeroline: false,
    showspikes: false,
    tickfont: { size: 11 * boldness.peek() },
    nticks: 5,
  };
  const [xName, yName] = axisNames() ?? ["x", "y"];
  const top = highest(scale);
  const room = 0.04 * (top - scale.low || 1);
  return {
    ...size,
    autosize: false,
    margin: { l: 0, r: 0, t: 0, b: 0 },
    paper_bgcolor: "rgba(0,0,0,0)",
    font: { family: "system-ui, sans-serif" },
    showlegend: false,
    hovermode: false,
    uirevision: "kept",
    scene: {
      uirevision: "kept",
      camera: cameraFor({ clientWidth: size.width, clientHeight: size.height }),
      dragmode: "orbit",
      aspectmode: "manual",
      aspectratio: { x: 1.15, y: 1.15, z: 0.62 },
      xaxis: { ...axis, title: { text: xName, font: { size: 12 } }, range: [x[0], x[x.length - 1]] },
      yaxis: { ...axis, title: { text: yName, font: { size: 12 } }, range: [y[0], y[y.length - 1]] },
      zaxis: {
        ...axis,
        title: { text: heightTitle(scale), font: { size: 12 } },
        range: [scale.low - room, top + room],
      },
    },
  };
}
