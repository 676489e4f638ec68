// @ts-check
/** What the curves are made of: their panes, the room they have, where the pointer is, and what was drawn. */

import { computed, signal } from "../../vendor/preact.js";
import { lastPlace } from "../geometry/curve-series.js";
import { project } from "../geometry/projection.js";
import { comparison, results, view } from "../state.js";
import { shownGhosts } from "./ghosts.js";
import { panesOf, shownCurve, silenceOf } from "./curve-panes.js";

/** @import { View } from "../types.js" */
/** @import { Box, Projection } from "../geometry/projection.js" */
/** @import { Pane } from "./curve-panes.js" */

/** Room for the labels of the vertical axis, in pixels. */
const LEFT = 64;
/** Between two panes. */
const GAP = 20;

/** @typedef {{ size: { width: number, height: number }, box: Box }} Frame */
/** @typedef {Pane & { box: Box, projection: Projection }} DrawnPane */
/** @typedef {{ panes: DrawnPane[], frame: Frame, end: number, curve: View["curve"], axis: View["axis"] }} Drawing */

export function curvesModel() {
  const frame = signal(frameOf(0, 0));
  /** Where the pointer is: a place on the axis, and in pixels. */
  const pointed = signal(/** @type {{ place: number, x: number, y: number } | null} */ (null));
  const shown = computed(() =>
    comparison.value.runs.flatMap((run) => {
      const trajectory = run.visible && results.value.get(run.key);
      return trajectory ? [{ run, trajectory }] : [];
    }),
  );
  const panes = computed(() => panesOf(shown.value, shownGhosts.value));
  const end = computed(() =>
    view.value.axis === "steps"
      ? comparison.value.steps
      : lastPlace(panes.value.flatMap(({ lines }) => lines.map(({ series }) => series))),
  );
  /** What the figure shows now, which rests between drawings: markers and pointer keep to it, or they would leave their lines. */
  const drawn = signal(/** @type {Drawing | null} */ (null));
  const silence = computed(() => silenceOf(shown.value, panes.value));
  return { frame, pointed, shown, panes, end, drawn, silence };
}

/** @typedef {ReturnType<typeof curvesModel>} CurvesModel */

/** @param {number} width @param {number} height @returns {Frame} */
export function frameOf(width, height) {
  const box = { left: LEFT, top: 8, width: Math.max(1, width - LEFT - 16), height: Math.max(1, height - 8 - 36) };
  return { size: { width, height }, box };
}

/** What there is to draw now. @param {CurvesModel} model @returns {Drawing} */
export function drawingOf(model) {
  const [panes, frame, end] = [model.panes.peek(), model.frame.peek(), model.end.peek()];
  const { left, top, width, height } = frame.box;
  const each = (height - GAP * (panes.length - 1)) / panes.length;
  const placed = panes.map((pane, index) => {
    const box = { left, top: top + index * (each + GAP), width, height: Math.max(1, each) };
    return { ...pane, box, projection: project([0, end, ...pane.range], box) };
  });
  return { panes: placed, frame, end, curve: shownCurve(), axis: view.peek().axis };
}
