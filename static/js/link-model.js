// @ts-check
/** What a model learns, as properties of an address. The dataset comes first: it brings the suggestions for all the others. */

import { findDataset, findModel } from "./catalog.js";
import { readChoice, readLoss, writeChoice } from "./link-run.js";
import { atLeast, must, whole } from "./link-checks.js";
import { suggestedObjective } from "./model-state.js";

/** @import { Json, ModelObjective } from "./types.js" */
/** @import { Property, Scene } from "./link.js" */

/**
 * @param {string} name @param {(objective: ModelObjective) => Json} get
 * @param {(objective: ModelObjective, value: Json) => Partial<ModelObjective>} read @returns {Property}
 */
function ofModel(name, get, read) {
  return {
    name,
    get: ({ comparison: { objective } }) => (objective.kind === "model" ? get(objective) : undefined),
    set: (scene, value) => {
      const { objective } = scene.comparison;
      must(objective.kind === "model");
      scene.comparison.objective = /** @type {ModelObjective} */ ({ ...objective, ...read(/** @type {ModelObjective} */ (objective), value) });
    },
  };
}

/** @param {Json} value */
const positive = (value) => must(Number.isFinite(value) && value > 0 && value);

/** @param {Json} value */
const notNegative = (value) => atLeast(0, must(Number.isFinite(value)) && value);

/** @type {Property[]} */
export const MODEL_PROPERTIES = [
  {
    name: "data",
    get: ({ comparison: { objective } }) => (objective.kind === "model" ? writeChoice(objective.dataset) : undefined),
    set: (/** @type {Scene} */ scene, value) => {
      const dataset = readChoice(value, findDataset);
      scene.comparison.objective = { ...suggestedObjective(must(findDataset(dataset.id))), dataset };
    },
  },
  ofModel("model", ({ model }) => writeChoice(model), ({ dataset }, value) => {
    const model = readChoice(value, findModel);
    must(findDataset(dataset.id)?.models.includes(model.id));
    return { model };
  }),
  ofModel("loss", ({ loss }) => writeChoice(loss), (objective, value) => ({ loss: readLoss(value, objective) })),
  ofModel("batch", ({ batch_size }) => batch_size ?? "full", (_, value) => ({
    batch_size: value === "full" ? null : atLeast(1, whole(value)),
  })),
  ofModel("penalty", ({ penalty }) => (penalty.l1 || penalty.l2 ? penalty : undefined), (_, { l1 = 0, l2 = 0 }) => ({
    penalty: { l1: notNegative(l1), l2: notNegative(l2) },
  })),
  ofModel("evaluate", ({ evaluation }) => evaluation ?? undefined, (_, { every, seconds }) => ({
    evaluation: every === undefined ? { seconds: positive(seconds) } : { every: atLeast(1, whole(every)) },
  })),
];
