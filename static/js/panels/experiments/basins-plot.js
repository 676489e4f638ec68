// @ts-check
/** The map itself: a picture, the paths over it, the scales beside it, and the hand on it. */

import { effect, html, useEffect, useMemo, useRef, useSignal } from "../../../vendor/preact.js";
import { labelOf } from "../../catalog.js";
import { formatNumber } from "../../format.js";
import { forget, nextFrame } from "../../frame.js";
import { project, within } from "../../geometry/projection.js";
import { niceTicks } from "../../geometry/ticks.js";
import {
  basinBrush, basinPaths, comparison, darkTheme, domain, localMinima, minima, results, setStart,
} from "../../state.js";
import { basinWord } from "../../strings.js";
import { paintBasins, paintBrush } from "../../views/paint-basins.js";

/** @import { Signal } from "../../../vendor/preact.js" */
/** @import { BasinMap, Run } from "../../types.js" */
/** @import { Size } from "../../views/paint-basins.js" */

/** How far an arrow key moves the point: a share of the domain; with Shift the second. */
const STRIDES = [1 / 100, 1 / 10];
/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
/** A press that moved further than this was no click. */
const STILL = 5;

/** @param {{ run: Run, shown: BasinMap | null }} props */
export function BasinPlot({ run, shown }) {
  const host = useRef(/** @type {HTMLElement | null} */ (null));
  const picture = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const paths = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const size = useSignal({ width: 0, height: 0 });
  const dark = darkTheme.value;
  const map = shown?.map ?? null;

  useEffect(() => watch(/** @type {HTMLElement} */ (host.current), size), []);
  useEffect(() => keepBrush(/** @type {HTMLCanvasElement} */ (paths.current), run.key, size), [run.key]);
  useEffect(() => {
    if (map) paintBasins(/** @type {HTMLCanvasElement} */ (picture.current), size.value, map, dark);
  }, [map, dark, size.value]);

  const hand = useMemo(() => handOn(run.key), [run.key]);
  return html`<div class="basin-plot" data-whole=${shown?.whole ?? false}>
    <div
      class="basin-map"
      ref=${host}
      role="application"
      tabindex="0"
      aria-label=${basinWord("map", { run: labelOf(run) })}
      ...${hand}
    >
      <canvas ref=${picture} aria-hidden="true" hidden=${!map}></canvas>
      <canvas ref=${paths} aria-hidden="true"></canvas>
    </div>
    <${Scales} />
  </div>`;
}

/** The round numbers along the two sides. */
function Scales() {
  const range = domain.value;
  const { toX, toY } = project(range, { left: 0, top: 0, width: 100, height: 100 });
  const across = niceTicks(range[0], range[1], 5);
  const up = niceTicks(range[2], range[3], 5);
  return html`<div class="basin-scale" data-axis="x" aria-hidden="true">
      ${across.map((x) => html`<span key=${x} style=${`left: ${toX(x)}%`}>${formatNumber(x, 3)}</span>`)}
    </div>
    <div class="basin-scale" data-axis="y" aria-hidden="true">
      ${up.map((y) => html`<span key=${y} style=${`top: ${toY(y)}%`}>${formatNumber(y, 3)}</span>`)}
    </div>`;
}

/** @param {HTMLElement} host @param {Signal<Size>} size */
function watch(host, size) {
  const observer = new ResizeObserver(() => {
    const { clientWidth: width, clientHeight: height } = host;
    if (width !== size.peek().width || height !== size.peek().height) size.value = { width, height };
  });
  observer.observe(host);
  return () => observer.disconnect();
}

/** Paint the paths from the brush; while there is none, the run's own from the page's start. @param {HTMLCanvasElement} canvas @param {string} key @param {Signal<Size>} size */
function keepBrush(canvas, key, size) {
  const paint = () => {
    const found = pathsOver(key);
    paintBrush(canvas, {
      size: size.peek(),
      domain: domain.peek(),
      minima: [...minima.peek(), ...localMinima.peek()],
      globals: minima.peek().length,
      dark: darkTheme.peek(),
      ...found,
    });
    canvas.dataset.painted = JSON.stringify(found.start);
  };
  const stop = effect(() => {
    void [size.value, domain.value, minima.value, localMinima.value, darkTheme.value];
    void [basinBrush.value, basinPaths.value, results.value, comparison.value];
    nextFrame(paint);
  });
  return () => {
    stop();
    forget(paint);
  };
}

/** What is drawn over the map of a run: under the hand the other runs too. @param {string} key */
function pathsOver(key) {
  const brush = basinBrush.peek();
  const { runs, objective } = comparison.peek();
  const own = basinPaths.peek().get(key);
  if (!brush || !own) {
    const run = runs.find((one) => one.key === key);
    const path = results.peek().get(key);
    const start = brush?.start ?? /** @type {{ start: [number, number] }} */ (objective).start;
    return { start, paths: run && path && !brush ? [{ run, path, own: true }] : [] };
  }
  const over = runs
    .filter((run) => run.key === key || (brush.key === key && run.visible))
    .flatMap((run) => {
      const found = basinPaths.peek().get(run.key);
      return found ? [{ run, path: found.path, own: run.key === key }] : [];
    });
  return { start: own.start, paths: over.sort((a, b) => Number(a.own) - Number(b.own)) };
}

/** What the hand does on a map. @param {string} key */
function handOn(key) {
  let pressed = { x: 0, y: 0 };
  return {
    onPointerMove: (/** @type {PointerEvent} */ event) => moveTo(key, event),
    onPointerLeave: (/** @type {PointerEvent} */ event) => {
      if (event.pointerType !== "touch") basinBrush.value = null;
    },
    onPointerDown: (/** @type {PointerEvent} */ event) => {
      pressed = { x: event.clientX, y: event.clientY };
      moveTo(key, event);
    },
    onClick: (/** @type {MouseEvent} */ event) => {
      const brush = basinBrush.peek();
      if (brush && Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) < STILL) setStart(...brush.start);
    },
    onKeyDown: (/** @type {KeyboardEvent} */ event) => press(key, event),
    onBlur: () => (basinBrush.value = null),
  };
}

/** @param {string} key @param {PointerEvent} event */
function moveTo(key, event) {
  const { left, top, width, height } = /** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect();
  const { fromX, fromY } = project(domain.peek(), { left, top, width, height });
  aim(key, fromX(event.clientX), fromY(event.clientY));
}

/** @param {string} key @param {number} x @param {number} y */
function aim(key, x, y) {
  const [left, right, bottom, top] = domain.peek();
  const round = (/** @type {number} */ value) => Number(value.toPrecision(6));
  basinBrush.value = { key, start: [round(within(x, left, right)), round(within(y, bottom, top))] };
}

/** @param {string} key @param {KeyboardEvent} event */
function press(key, event) {
  const way = ARROWS[event.key];
  const brush = basinBrush.peek();
  if (event.key === "Escape") basinBrush.value = null;
  else if ((event.key === "Enter" || event.key === " ") && brush) setStart(...brush.start);
  else if (way) {
    const [left, right, bottom, top] = domain.peek();
    const stride = STRIDES[Number(event.shiftKey)];
    const [x, y] = brush?.start ?? /** @type {{ start: [number, number] }} */ (comparison.peek().objective).start;
    aim(key, x + way[0] * stride * (right - left), y + way[1] * stride * (top - bottom));
  } else return;
  // The page's own keys would move the playhead.
  event.preventDefault();
  event.stopPropagation();
}
