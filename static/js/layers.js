// @ts-check
/** Layers of a model by the names of their parameters, and the groups that some of them form. */

/** @import { Group, ParameterState } from "./types.js" */

/** `hidden1.weight` belongs to `hidden1`; a parameter without a dot is a layer of its own. @param {string} name */
const layerOf = (name) => name.split(".")[0];

/** The layers in order, also those that are only named. @param {Pick<ParameterState, "name">[]} parameters @param {string[]} named */
export function layersOf(parameters, named) {
  const known = [...new Set(parameters.map(({ name }) => layerOf(name)))];
  return [...new Set([...known, ...named])];
}

/** The learning rate that a layer has of its own, null where it has none. @param {Group[]} groups @param {string} layer @returns {number | null} */
export const rateOf = (groups, layer) => groups.find(({ parameters }) => parameters.includes(layer))?.params.lr ?? null;

/**
 * The groups where a layer has another rate, null for the run's; layers of one rate and nothing else are one group.
 * @param {Group[]} groups @param {string} layer @param {number | null} lr @returns {Group[]}
 */
export function groupsWithRate(groups, layer, lr) {
  const former = groups.find(({ parameters }) => parameters.includes(layer));
  const without = groups
    .map((group) => ({ ...group, parameters: group.parameters.filter((one) => one !== layer) }))
    .filter(({ parameters }) => parameters.length > 0);
  const { lr: _, ...others } = former?.params ?? {};
  if (lr === null && Object.keys(others).length === 0) return without;
  const params = lr === null ? others : { ...others, lr };
  const twin = without.findIndex((group) => JSON.stringify(group.params) === JSON.stringify(params));
  if (twin < 0) return [...without, { parameters: [layer], params }];
  return without.with(twin, { ...without[twin], parameters: [...without[twin].parameters, layer] });
}
