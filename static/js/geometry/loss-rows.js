// @ts-check
/** What the server is asked about losses: a model's outputs and targets in each loss's own form, and curves of them. */

import { classOf, plain } from "./model-plot.js";

/** @import { Choice, Dataset, Json, Snapshot } from "../types.js" */

/** @typedef {{ loss: Choice, output: Json[], target: Json[] }} LossRows */

/** The server takes so many rows at once, and a body of so many numbers. */
export const MOST_ROWS = 512;
const MOST_NUMBERS = 5000;
const BY_CLASS = new Set(["CrossEntropyLoss", "NLLLoss", "MultiMarginLoss", "CosineSimilarity"]);
const SIGNED = new Set(["SoftMarginLoss", "formula"]);
/** A share of 0 would be 0 times minus infinity. */
const TINY = 1.1754943508222875e-38;

/** One target as the loss takes it. @param {Choice} loss @param {Dataset["task"]} task @param {Json} target @returns {Json} */
export function targetFor(loss, task, target) {
  if (task === "ranking" || task === "similarity") return plain(target);
  if (task === "multiclass" || (task === "binary" && BY_CLASS.has(loss.id))) return classOf(target);
  if (task === "binary" && SIGNED.has(loss.id)) return [2 * plain(target) - 1];
  if (task === "multilabel" && loss.id === "MultiLabelMarginLoss") return labelNumbers(target);
  if (task === "soft_labels" && loss.params?.log_target) return target.map((/** @type {number} */ share) => Math.log(Math.max(share, TINY)));
  return Array.isArray(target) ? target : [target];
}

/** Zeros and ones as the numbers of the labels that hold, filled up with -1. @param {number[]} labels */
function labelNumbers(labels) {
  const held = labels.flatMap((label, index) => (label > 0 ? [index] : []));
  return [...held, ...labels.slice(held.length).map(() => -1)];
}

/** One output as the server reads it: a list, or for embeddings a list of vectors. @param {Dataset["task"]} task @param {Json} output @returns {Json} */
export function outputFor(task, output) {
  if (!Array.isArray(output)) return [output];
  return task === "ranking" ? output.flat() : output;
}

/** How many samples are asked about at once. @param {Json} output @param {Json} target */
function mostAtOnce(output, target) {
  const width = [output].flat(3).length + [target].flat(3).length;
  return Math.max(1, Math.min(MOST_ROWS, Math.floor(MOST_NUMBERS / width)));
}

/**
 * The validation samples that stand together with `sample`, as many as the server takes; null where the model has no
 * finite answer. @param {Choice} loss @param {Dataset} data @param {Snapshot} snapshot @param {number} sample
 * @returns {(LossRows & { sample: number, first: number }) | null}
 */
export function rowsAround(loss, data, snapshot, sample) {
  const outputs = snapshot.outputs;
  if (!outputs?.length || sample >= outputs.length) return null;
  const most = mostAtOnce(outputs[0], data.validation.targets[0]);
  const first = Math.floor(sample / most) * most;
  const output = outputs.slice(first, first + most).map((/** @type {Json} */ row) => outputFor(data.task, row));
  if (!output.flat(2).every(Number.isFinite)) return null;
  const targets = data.validation.targets.slice(first, first + output.length);
  const target = data.task === "triplets" ? [] : targets.map((one) => targetFor(loss, data.task, one));
  return { loss, output, target, sample: sample - first, first };
}

/** A sample's loss of what the server says of each: its own number, or the sum over its outputs. @param {Json} one @returns {number} */
export const lossOfEach = (one) => (Array.isArray(one) ? one.reduce((sum, part) => sum + part, 0) : one);

/** Where the largest loss is, -1 where there is none. @param {Json[]} each */
export function worstOf(each) {
  const losses = each.map(lossOfEach);
  return losses.reduce((best, loss, place) => (Number.isFinite(loss) && !(losses[best] >= loss) ? place : best), -1);
}
