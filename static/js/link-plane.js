// @ts-check
/** The plane through a model's parameters as a property of an address: only what differs from the usual one. */

import { atLeast, must, texts, whole } from "./link-checks.js";
import { FIRST_VIEW } from "./signals.js";

/** @import { Json, PlaneChoice } from "./types.js" */
/** @import { Property, Scene } from "./link.js" */

const CHOICES = {
  kind: ["joint_pca", "pca", "random", "live", "three_points", "hessian", "optimizer", "weights", "interpolation"],
  normalization: ["filter", "layer", "none"],
  split: ["train", "validation"],
  value: ["loss", "metric"],
};

/** @type {Property} */
export const PLANE_PROPERTY = {
  name: "plane",
  get: ({ comparison, view: { plane } }) => {
    const usual = FIRST_VIEW.plane;
    /** @type {Json} */
    const said = {};
    for (const name of /** @type {const} */ (["kind", "normalization", "draw", "split", "value"])) {
      if (plane[name] !== usual[name]) said[name] = plane[name];
    }
    const run = comparison.runs.findIndex(({ key }) => key === plane.run);
    if (run >= 0) said.run = run;
    if (plane.weights.length === 2) said.weights = plane.weights;
    return Object.keys(said).length > 0 ? said : undefined;
  },
  set: (/** @type {Scene} */ { comparison, view }, value) => {
    /** @type {PlaneChoice} */
    const plane = { ...FIRST_VIEW.plane };
    for (const [name, choices] of Object.entries(CHOICES)) {
      if (value[name] !== undefined) Object.assign(plane, { [name]: must(choices.includes(value[name]) && value[name]) });
    }
    if (value.draw !== undefined) plane.draw = atLeast(0, whole(value.draw));
    if (value.run !== undefined) plane.run = must(comparison.runs[whole(value.run)]).key;
    if (value.weights !== undefined) plane.weights = must(value.weights.length === 2 && texts(value.weights));
    view.plane = plane;
  },
};
