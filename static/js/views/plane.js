// @ts-check
/** The plane: landscape below, paths on a canvas above it, handles and words on top. One panel, or one a run. */

import { effect, html, useEffect, useMemo, useRef } from "../../vendor/preact.js";
import { labelOf } from "../catalog.js";
import { formatNumber } from "../format.js";
import { forget, nextFrame } from "../frame.js";
import { inside } from "../geometry/projection.js";
import { nearestPoint } from "../geometry/nearest.js";
import { polyline } from "../geometry/polyline.js";
import { badgeColours, runColour } from "../palette.js";
import {
  boldness, comparison, curvatures, darkTheme, isModel, localMinima, playhead, refusals, results, setPlayhead, showsPlane, view,
} from "../state.js";
import { planeWord, word } from "../strings.js";
import { drawnPaths, stepOf } from "./drawn.js";
import { EndMark, pressEnd } from "./end-mark.js";
import { groundKeyOf, groundRuns, markedMinima, shownKey } from "./field.js";
import { keepLandscape } from "./keep-landscape.js";
import { lossClass, lossSettings } from "./model/say.js";
import { paintPlane } from "./paint-paths.js";
import { shownGhosts } from "./ghosts.js";
import { planeModel } from "./plane-model.js";
import { STAGE_WORDS } from "./stage-words.js";
import { stepScene } from "./step-scene.js";
import { StartHandle } from "./start-handle.js";
import { Swatch } from "./swatch.js";
import { Tip } from "./tip.js";

/** @import { Signal } from "../../vendor/preact.js" */
/** @import { Drawn } from "./drawn.js" */
/** @import { Hover, Panel, PlaneModel } from "./plane-model.js" */

/** How near to a path the pointer must be to mean it. */
const REACH = 22;
/** A press that moved further than this was a drag. */
const STILL = 4;
/** @param {{ side: boolean, resets: Signal<number> }} props `resets` grows when the view is to be reset */
export function Plane({ side, resets }) {
  const model = useMemo(() => planeModel(side), [side]);
  const host = useRef(/** @type {HTMLElement | null} */ (null));
  const figure = useRef(/** @type {HTMLElement | null} */ (null));
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));

  useEffect(() => watchSize(/** @type {HTMLElement} */ (host.current), model), [model]);
  useEffect(() => keepLandscape(/** @type {HTMLElement} */ (figure.current), model, resets), [model]);
  useEffect(() => keepPaths(/** @type {HTMLCanvasElement} */ (canvas.current), model), [model]);

  const pressed = useRef({ x: 0, y: 0 });
  const { panels, projections } = model;
  return html`<div
    class="plane"
    ref=${host}
    onPointerMove=${(/** @type {PointerEvent} */ event) => point(event, model)}
    onPointerLeave=${() => (model.hover.value = null)}
    onPointerDownCapture=${(/** @type {PointerEvent} */ event) => {
      pressed.current = { x: event.clientX, y: event.clientY };
      if (event.pointerType === "touch") point(event, model);
      awaitPress(event, model);
    }}
    onPointerUpCapture=${(/** @type {PointerEvent} */ event) => {
      const { x, y } = pressed.current;
      if (Math.hypot(event.clientX - x, event.clientY - y) < STILL && model.hover.value) setPlayhead(hoveredStep(model.hover.value));
    }}
  >
    <div class="landscape-layer" ref=${figure} role="img" aria-labelledby=${STAGE_WORDS}></div>
    <canvas class="paths-layer" ref=${canvas} aria-hidden="true"></canvas>
    ${panels.value.map((panel) => (panel.key === null ? null : html`<${PanelTitle} key=${panel.key} panel=${panel} />`))}
    ${panels.value.map(
      (panel, index) =>
        html`<${StartHandle} key=${panel.key ?? "all"} model=${model} panel=${panel} projection=${projections.value[index]} />
          <${EndMark} key=${`end ${panel.key}`} model=${model} panel=${panel} projection=${projections.value[index]} />`,
    )}
    ${side && panels.value.length === 0 ? html`<p class="stage-note">${word("noRuns")}</p>` : null}
    <${PlaneTip} model=${model} />
  </div>`;
}

/** A press that does not move marks an end, where one is asked for; while the button is down, the figure covers the page.
 * @param {PointerEvent} event @param {PlaneModel} model */
function awaitPress(event, model) {
  const { left, top } = /** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect();
  const up = (/** @type {PointerEvent} */ { clientX: x, clientY: y }) => {
    if (Math.hypot(event.clientX - x, event.clientY - y) < STILL) pressEnd(model, x - left, y - top);
  };
  addEventListener("pointerup", up, { once: true, capture: true });
}

/** The step that the pointer means. @param {Hover} hover */
function hoveredStep({ key, step }) {
  const path = drawnPaths.peek().get(key);
  return path ? stepOf(path, step) : step;
}

/** @param {HTMLElement} host @param {PlaneModel} model */
function watchSize(host, model) {
  const observer = new ResizeObserver(() => {
    const { clientWidth: width, clientHeight: height } = host;
    const { width: oldWidth, height: oldHeight } = model.size.peek();
    if (width !== oldWidth || height !== oldHeight) model.size.value = { width, height };
  });
  observer.observe(host);
  return () => observer.disconnect();
}

/** Paint the paths once a frame when anything they show changed. @param {HTMLCanvasElement} canvas @param {PlaneModel} model */
function keepPaths(canvas, model) {
  const paint = () =>
    paintPlane(canvas, {
      size: model.size.peek(),
      panels: model.panels.peek(),
      projections: model.projections.peek(),
      paths: model.paths.peek(),
      fields: model.grounds.peek().map((one) => one?.field ?? null),
      ghosts: ghostsOf(model),
      minima: markedMinima.peek(),
      localMinima: localMinima.peek(),
      playhead: playhead.peek(),
      hover: model.hover.peek(),
      curvatures: crosses(),
      step: showsPlane.peek() ? null : stepScene.peek(),
      dark: darkTheme.peek(),
      bold: boldness.peek(),
    });
  const stop = effect(() => {
    void [model.size.value, model.panels.value, model.paths.value, model.hover.value, model.grounds.value];
    void [shownGhosts.value, markedMinima.value, localMinima.value, playhead.value, darkTheme.value, view.value.language];
    void [curvatures.value, view.value.cross, stepScene.value, boldness.value];
    nextFrame(paint);
  });
  return () => {
    stop();
    forget(paint);
  };
}

const NONE = new Map();

/** What is known of the curvature, where the stage shows it. */
const crosses = () => (view.peek().cross && !isModel.peek() ? curvatures.peek() : NONE);

/** @param {PlaneModel} model */
function ghostsOf(model) {
  if (showsPlane.peek()) return model.panels.peek().map(() => []);
  return model.panels.peek().map((panel, index) =>
    shownGhosts
      .peek()
      .filter(({ run }) => (panel.key === null ? groundKeyOf(run) === shownKey.peek() : panel.key === run.key))
      .map(({ run, trajectory: { x, y } }) => ({ hue: run.hue, line: polyline(x, y, model.projections.peek()[index]) })),
  );
}

/** What the pointer means now. @param {PointerEvent} event @param {PlaneModel} model */
function point(event, model) {
  const { left, top } = /** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect();
  const [x, y] = [event.clientX - left, event.clientY - top];
  const held = event.buttons !== 0 && event.pointerType !== "touch";
  const at = held ? -1 : model.panels.value.findIndex((panel) => inside(x, y, panel.box));
  /** @type {Hover | null} */
  let next = null;
  if (at >= 0) {
    const paths = model.paths.value[at].map(({ run, line }) => ({ key: run.key, x: line.x, y: line.y }));
    const found = nearestPoint(paths, x, y, REACH, model.panels.value[at].box);
    if (found) next = { panel: at, ...found };
  }
  const old = model.hover.value;
  if (old?.key !== next?.key || old?.step !== next?.step || old?.panel !== next?.panel) model.hover.value = next;
}

/** @param {{ model: PlaneModel }} props */
function PlaneTip({ model }) {
  const hover = model.hover.value;
  const run = hover && comparison.value.runs.find((one) => one.key === hover.key);
  const trajectory = hover && drawnPaths.value.get(hover.key);
  if (!hover || !run || !trajectory || hover.step >= trajectory.x.length) return null;
  const { step } = hover;
  // From the line, not from where the pointer was: the plane may have been zoomed since.
  const line = model.paths.value[hover.panel]?.find((path) => path.run.key === hover.key)?.line;
  if (!line) return null;
  return html`<${Tip} x=${line.x[step]} y=${line.y[step]}>
    <p class="tip-title"><${Swatch} hue=${run.hue} pinned=${run.pinned} />${labelOf(run)}</p>
    <dl>
      <dt>${word("step")}</dt><dd>${stepOf(trajectory, step)}</dd>
      <dt>${word("position")}</dt><dd>${formatNumber(trajectory.x[step], 5)}, ${formatNumber(trajectory.y[step], 5)}</dd>
      ${trajectory.steps ? html`<${BesidePlane} path=${trajectory} entry=${step} />` : html`<${AtPosition} path=${trajectory} entry=${step} />`}
    </dl>
  </${Tip}>`;
}

/** @param {{ path: Drawn, entry: number }} props */
const AtPosition = ({ path, entry }) => html`<dt>${word(isModel.value ? "lossHeight" : "lossTitle")}</dt><dd>${formatNumber(path.loss[entry], 6)}</dd>
  <dt>${isModel.value ? word("lossGradient") : "|∇f|"}</dt><dd>${formatNumber(path.grad_norm?.[entry], 4)}</dd>`;

/** @param {{ path: Drawn, entry: number }} props */
const BesidePlane = ({ path, entry }) => html`<dt>${planeWord("trueValue")}</dt><dd>${formatNumber(path.loss[entry], 5)}</dd>
  <dt>${planeWord("planeValue")}</dt><dd>${formatNumber(path.planeLoss?.[entry], 5)}</dd>
  <dt>${planeWord("offPlane")}</dt><dd>${formatNumber(path.residual?.[entry], 4)}</dd>`;

/** @param {{ panel: Panel }} props */
function PanelTitle({ panel }) {
  const run = comparison.value.runs.find((one) => one.key === panel.key);
  if (!run) return null;
  const dark = darkTheme.value;
  const badge = refusals.value.has(run.key) ? undefined : results.value.get(run.key)?.summary?.badge;
  const look = badge && badgeColours(badge, dark);
  const { left, top, width } = panel.box;
  return html`<div class="panel-title" style=${`left: ${left}px; top: ${top - 26 * boldness.value}px; width: ${width}px`}>
    <${Swatch} hue=${run.hue} pinned=${run.pinned} />
    <span class="panel-label" style=${`color: ${runColour(run.hue, dark)}`}>${labelOf(run)}</span>
    ${groundRuns.value.length > 1 ? html`<span class="panel-loss" title=${lossSettings(run) || undefined}>${lossClass(run)}</span>` : null}
    ${badge ? html`<span class="badge" style=${`color: ${look?.text}; background: ${look?.back}`}>${word(badge)}</span>` : null}
  </div>`;
}
