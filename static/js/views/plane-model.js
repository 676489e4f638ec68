// @ts-check
/** What a plane shows and where: its panels, its range, and every run's path in pixels. */

import { computed, signal } from "../../vendor/preact.js";
import { panelBoxes, panelColumns, project } from "../geometry/projection.js";
import { polyline } from "../geometry/polyline.js";
import { boldness, comparison, domain, refusals } from "../state.js";
import { drawnPaths } from "./drawn.js";
import { extent, fieldOf, groundAt, groundKeyOf, liesOn, shownKey } from "./field.js";

/** @import { ReadonlySignal } from "../../vendor/preact.js" */
/** @import { Run } from "../types.js" */
/** @import { Drawn } from "./drawn.js" */
/** @import { Box, Projection, Range } from "../geometry/projection.js" */
/** @import { Polyline } from "../geometry/polyline.js" */

/** @typedef {{ key: string | null, box: Box, rowEnd: boolean }} Panel  `key`: the only run it shows, null for all of one landscape */
/** @typedef {{ run: Run, trajectory: Drawn, line: Polyline, former: boolean }} Path   `former`: of settings that are gone */
/** @typedef {{ panel: number, key: string, step: number, x: number, y: number }} Hover  `step`: the entry; x, y in pixels */

const NARROW = 560;
/** What no key of a landscape has in it. */
export const BETWEEN = "\n";

/** @param {boolean} side */
export function planeModel(side) {
  const size = signal({ width: 0, height: 0 });
  /** What the person zoomed to, null for the whole landscape. */
  const zoom = signal(/** @type {Range | null} */ (null));
  const hover = signal(/** @type {Hover | null} */ (null));

  const range = computed(() => zoom.value ?? /** @type {Range} */ (extent.value ?? domain.value));
  const shownRuns = computed(() => comparison.value.runs.filter((run) => run.visible));
  // A string, so that a knob that moves, which makes new runs, does not lay out the panels again.
  const panelKeys = computed(() => (side ? shownRuns.value.map((run) => run.key).join(" ") : ""));
  const panels = computed(() => layOut(size.value, side ? panelKeys.value.split(" ").filter(Boolean) : [null], boldness.value));
  // As one string, for the same reason.
  const groundKeys = computed(() => panels.value.map((panel) => groundKeyIn(panel)).join(BETWEEN));
  /** Each panel's landscape, that of its run, with its colours; null until it is there. */
  const grounds = computed(() =>
    groundKeys.value.split(BETWEEN).map((key) => {
      const landscape = groundAt(key);
      return landscape && { landscape, field: fieldOf(landscape) };
    }),
  );
  const projections = computed(() => panels.value.map((panel) => project(range.value, panel.box)));

  return { size, zoom, hover, range, shownRuns, panels, groundKeys, grounds, projections, paths: pathsOf(shownRuns, panels, projections) };
}

/** @typedef {ReturnType<typeof planeModel>} PlaneModel */

/** @param {Panel} panel */
function groundKeyIn({ key }) {
  const run = comparison.value.runs.find((one) => one.key === key);
  return run ? groundKeyOf(run) : shownKey.value;
}

/** @param {{ width: number, height: number }} size @param {(string | null)[]} keys
 * @param {number} bold @returns {Panel[]} */
function layOut({ width, height }, keys, bold) {
  const narrow = width < NARROW;
  const margin = { left: (narrow ? 34 : 46) * bold, right: (narrow ? 10 : 16) * bold, top: 10 * bold, bottom: 26 * bold };
  const area = {
    left: margin.left,
    top: margin.top,
    width: width - margin.left - margin.right,
    height: height - margin.top - margin.bottom,
  };
  if (area.width < 40 || area.height < 40) return [];
  if (keys.length === 1 && keys[0] === null) return [{ key: null, box: area, rowEnd: true }];
  const columns = panelColumns(keys.length, area.width / area.height);
  const boxes = panelBoxes(keys.length, area, { gap: narrow ? 18 : 22, head: 26 * bold });
  return boxes.map((box, index) => ({ key: keys[index], box, rowEnd: index + columns >= keys.length }));
}

/**
 * The paths of each panel in pixels; a path is made anew only when its trajectory or its panel's projection changes.
 * @param {ReadonlySignal<Run[]>} shownRuns @param {ReadonlySignal<Panel[]>} panels
 * @param {ReadonlySignal<Projection[]>} projections
 */
function pathsOf(shownRuns, panels, projections) {
  /** @type {Map<string, { trajectory: Drawn, projection: Projection, line: Polyline }>} */
  const made = new Map();
  return computed(() =>
    panels.value.map((panel, index) => {
      /** @type {Path[]} */
      const paths = [];
      for (const run of shownRuns.value) {
        const trajectory = drawnPaths.value.get(run.key);
        if (!trajectory || (panel.key !== null && panel.key !== run.key)) continue;
        if (!liesOn(run, trajectory, groundKeyIn(panel))) continue;
        const projection = projections.value[index];
        let own = made.get(run.key);
        if (own?.trajectory !== trajectory || own.projection !== projection) {
          own = { trajectory, projection, line: polyline(trajectory.x, trajectory.y, projection) };
          made.set(run.key, own);
        }
        paths.push({ run, trajectory, line: own.line, former: refusals.value.has(run.key) });
      }
      return paths;
    }),
  );
}
