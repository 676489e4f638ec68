// @ts-check
/** When the landscape is drawn, and which part of it: the hand's zoom, and the finer points that belong to it. */

import { computed, effect, untracked } from "../../vendor/preact.js";
import { afterPaint, forget, nextFrame } from "../frame.js";
import { landscapeResolution } from "../live/grids.js";
import { askPlaneDetail, dropPlaneDetail } from "../live/planes.js";
import { post } from "../live/post.js";
import { landscapeObjective, objectiveOf } from "../live/wire.js";
import { listen, purge, rangeOf, relayout } from "../plot.js";
import { comparison, darkTheme, domain, showsPlane, view } from "../state.js";
import { details, extent, groundKeyOf, shownBasins } from "./field.js";
import { drawLandscape } from "./landscape-layer.js";
import { axisNames } from "./plane-axes.js";
import { BETWEEN } from "./plane-model.js";

/** @import { Signal } from "../../vendor/preact.js" */
/** @import { Objective } from "../types.js" */
/** @import { PlaneModel } from "./plane-model.js" */

/** Milliseconds that the figure rests after a resize, which redraws it. */
const REST = 80;
/** Milliseconds that a zoom rests before finer points are asked for. */
const DETAIL_REST = 250;

/** Alone: whatever else changes in the view must not draw the landscape again. */
const language = computed(() => view.value.language);

const touch = globalThis.matchMedia?.("(pointer: coarse)").matches ?? false;

/**
 * Draw the landscape when it changed, and follow the axes that the person moves. `resets` grows when the view is to
 * be reset. @param {HTMLElement} figure @param {PlaneModel} model @param {Signal<number>} resets
 */
export function keepLandscape(figure, model, resets) {
  let there = false;
  const drawNow = () => {
    const panels = model.panels.peek();
    const grounds = model.grounds.peek().filter((one) => one !== null);
    figure.toggleAttribute("data-former", grounds.length < panels.length);
    if (grounds.length < panels.length || panels.length === 0) return;
    drawLandscape(figure, {
      grounds,
      basins: shownBasins.peek(),
      boxes: panels.map((panel) => panel.box),
      rowEnds: panels.map((panel) => panel.rowEnd),
      size: model.size.peek(),
      range: model.range.peek(),
      dark: darkTheme.peek(),
      names: axisNames(),
      touch,
    });
    if (!there) followAxes(figure, model);
    there = true;
  };
  const resized = afterPaint(drawNow, REST);
  const stops = [
    effect(() => {
      void [model.grounds.value, shownBasins.value, darkTheme.value, extent.value, language.value];
      nextFrame(drawNow);
    }),
    effect(() => {
      void model.panels.value;
      if (there) resized.ask();
      else nextFrame(drawNow);
    }),
    effect(() => {
      void [extent.value, domain.value, resets.value];
      model.zoom.value = null;
      if (there) showRange(figure, model);
    }),
    keepDetail(model),
  ];
  return () => {
    for (const stop of stops) stop();
    resized.stop();
    forget(drawNow);
    purge(figure);
  };
}

/** @param {HTMLElement} figure @param {PlaneModel} model */
function showRange(figure, model) {
  const [x0, x1, y0, y1] = model.range.peek();
  relayout(figure, { "xaxis.range": [x0, x1], "yaxis.range": [y0, y1] });
}

/** @param {HTMLElement} figure @param {PlaneModel} model */
function followAxes(figure, model) {
  /** @param {Record<string, any>} event */
  const follow = (event) => {
    const { x, y } = rangeOf(event);
    const [x0, x1, y0, y1] = model.range.peek();
    const next = [...(x ?? [x0, x1]), ...(y ?? [y0, y1])];
    if (next.some((value, index) => value !== [x0, x1, y0, y1][index])) {
      model.zoom.value = /** @type {[number, number, number, number]} */ (next);
    }
  };
  listen(figure, "relayouting", follow);
  listen(figure, "relayout", follow);
  listen(figure, "doubleclick", () => {
    model.zoom.value = null;
    showRange(figure, model);
  });
}

/** Ask for finer points of what is zoomed into, once the hand rests. @param {PlaneModel} model */
function keepDetail(model) {
  let pending = new AbortController();
  const stop = effect(() => {
    const wanted = model.zoom.value;
    const keys = new Set(model.groundKeys.value.split(BETWEEN));
    pending.abort();
    if (wanted === null) {
      details.value = new Map();
      dropPlaneDetail();
      return;
    }
    if (untracked(() => showsPlane.value)) {
      const timer = setTimeout(() => askPlaneDetail(wanted, (found) => (details.value = new Map([[found.key, found]]))), DETAIL_REST);
      return () => clearTimeout(timer);
    }
    const { signal } = (pending = new AbortController());
    const ask = async (/** @type {string} */ key, /** @type {Objective} */ objective) => {
      // Too far out, the server may refuse: then the whole landscape stays, which is there already.
      const body = { objective: landscapeObjective(objective), domain: wanted, resolution: untracked(landscapeResolution) };
      const { x, y, z } = await post("/api/landscape", body, signal).catch(() => ({ x: null }));
      if (x && !signal.aborted) details.value = new Map(details.peek()).set(key, { x, y, z, key });
    };
    const { objective, runs } = untracked(() => comparison.value);
    const asked = new Map(runs.map((run) => [untracked(() => groundKeyOf(run)), objectiveOf(objective, run)]));
    const timer = setTimeout(() => {
      for (const [key, own] of asked) if (keys.has(key)) void ask(key, own);
    }, DETAIL_REST);
    return () => clearTimeout(timer);
  });
  return () => {
    stop();
    pending.abort();
    details.value = new Map();
  };
}
