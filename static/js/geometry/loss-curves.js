// @ts-check
/** The loss as a function of the prediction: which number varies, between which ends, and which losses lie beside it. */

/** @import { Choice, Json } from "../types.js" */
/** @import { LossRows } from "./loss-rows.js" */

/** @typedef {"difference" | "logit" | "class" | "component"} Axis */
/** @typedef {{ name: string, own: boolean, rows: LossRows }} LossCurve */
/** @typedef {{ axis: Axis, index: number[], at: number, xs: number[], curves: LossCurve[] }} LossPicture */

const POINTS = 161;
const DIFFERENCES = ["MSELoss", "L1Loss", "SmoothL1Loss", "HuberLoss"];
const TWO_SIDED = ["BCEWithLogitsLoss", "BCELoss", "SoftMarginLoss"];
const HINGE = { id: "formula", params: { expression: "max(0, 1 - target*prediction)" } };
const LOG_SHARES = new Set(["NLLLoss", "KLDivLoss"]);

/** Each value alone, whatever the run's reduction. @param {Choice} loss @returns {Choice} */
const apart = (loss) => (loss.id === "CosineSimilarity" ? loss : { id: loss.id, params: { ...loss.params, reduction: "none" } });

/**
 * The picture for one sample of a loss. @param {Choice} loss @param {string} task @param {Json} output @param {Json} target
 * @param {Json} gradient of the output, which says what to vary @returns {LossPicture | null}
 */
export function pictureOf(loss, task, output, target, gradient) {
  const sided = task === "binary" && output.length === 1;
  if (sided && (TWO_SIDED.includes(loss.id) || loss.id === "formula")) return twoSided(loss, output[0], target[0]);
  if (DIFFERENCES.includes(loss.id) || (loss.id === "formula" && output.length === 1)) return ofDifference(loss, output[0], target[0]);
  if (task === "multiclass" || task === "soft_labels" || (task === "binary" && output.length === 2)) return ofClass(loss, output, target);
  if (loss.id === "CosineSimilarity" && output.flat().length !== output.length * output[0].length) return null;
  return ofComponent(loss, output, target, gradient);
}

/** @param {number} low @param {number} high */
const places = (low, high) => Array.from({ length: POINTS }, (_, k) => low + ((high - low) * k) / (POINTS - 1));

/** @param {Choice} loss @param {number} prediction @param {number} target @returns {LossPicture} */
function ofDifference(loss, prediction, target) {
  const at = prediction - target;
  const reach = Math.max(3, 1.3 * Math.abs(at));
  const xs = places(-reach, reach);
  const output = xs.map((x) => [target + x]);
  const curve = (/** @type {Choice} */ one, /** @type {boolean} */ own) => ({
    name: one.id, own, rows: { loss: apart(one), output, target: xs.map(() => [target]) },
  });
  const others = DIFFERENCES.filter((id) => id !== loss.id).map((id) => curve({ id, params: {} }, false));
  return { axis: "difference", index: [0], at, xs, curves: [curve(loss, true), ...others] };
}

/** @param {number} x */
const sigmoid = (x) => 1 / (1 + Math.exp(-x));

/** @param {Choice} loss @param {number} output @param {number} target @returns {LossPicture} */
function twoSided(loss, output, target) {
  const afterSigmoid = loss.id === "BCELoss";
  const clipped = Math.min(Math.max(output, 1e-12), 1 - 1e-12);
  const at = afterSigmoid ? Math.log(clipped / (1 - clipped)) : output;
  const signed = loss.id === "SoftMarginLoss" || loss.id === "formula";
  const truth = signed ? (target + 1) / 2 : target;
  const reach = Math.max(5, 1.25 * Math.abs(at));
  const xs = places(-reach, reach);
  const curve = (/** @type {Choice} */ one, /** @type {boolean} */ own, name = one.id) => ({
    name, own,
    rows: {
      loss: apart(one),
      output: xs.map((x) => [one.id === "BCELoss" ? sigmoid(x) : x]),
      target: xs.map(() => [one.id === "SoftMarginLoss" || one.id === "formula" ? 2 * truth - 1 : truth]),
    },
  });
  const whole = truth === 0 || truth === 1;
  const fitting = TWO_SIDED.filter((id) => id !== loss.id && (whole || id !== "SoftMarginLoss"));
  const others = [...fitting.map((id) => curve({ id, params: {} }, false)), ...(whole ? [curve(HINGE, false, "hinge")] : [])];
  return { axis: "logit", index: [0], at, xs, curves: [curve(loss, true), ...others] };
}

/** @param {number[]} logits */
function logSoftmax(logits) {
  const top = Math.max(...logits);
  const sum = Math.log(logits.reduce((total, one) => total + Math.exp(one - top), 0));
  return logits.map((one) => one - top - sum);
}

/** The right class's logit varies, the others stay. @param {Choice} loss @param {number[]} output @param {Json} target @returns {LossPicture} */
function ofClass(loss, output, target) {
  const listed = Array.isArray(target);
  const right = listed ? target.indexOf(Math.max(...target)) : target;
  const at = output[right];
  const others = output.filter((_, k) => k !== right);
  const reach = Math.max(4, 1.25 * Math.max(...others.map((one) => Math.abs(one - at))));
  const xs = places(at - reach, at + reach);
  const raw = xs.map((x) => output.map((one, k) => (k === right ? x : one)));
  const curve = (/** @type {Choice} */ one, /** @type {boolean} */ own) => ({
    name: one.id, own,
    rows: { loss: apart(one), output: LOG_SHARES.has(one.id) ? raw.map(logSoftmax) : raw, target: xs.map(() => target) },
  });
  const beside = listed || loss.id === "CosineSimilarity" ? [] : ["CrossEntropyLoss", "MultiMarginLoss"].filter((id) => id !== loss.id);
  // Log-probabilities lie on the curve of cross-entropy: as logits they give the same.
  const overlaid = loss.id === "NLLLoss" ? beside.filter((id) => id !== "CrossEntropyLoss") : beside;
  return { axis: "class", index: [right], at, xs, curves: [curve(loss, true), ...overlaid.map((id) => curve({ id, params: {} }, false))] };
}

/** Of several numbers, the one that the loss feels most. @param {Choice} loss @param {Json} output @param {Json} target @param {Json} gradient @returns {LossPicture} */
function ofComponent(loss, output, target, gradient) {
  const index = loss.id === "GaussianNLLLoss" ? [0] : steepest(gradient);
  const at = index.reduce((inside, k) => inside[k], output);
  const reach = Math.max(3, 1.3 * Math.abs(at));
  const [low, high] = limits(loss);
  const xs = places(Math.max(low, at - reach), Math.min(high, at + reach));
  const rows = xs.map((x) => replaced(output, index, x));
  return { axis: "component", index, at, xs, curves: [{ name: loss.id, own: true, rows: { loss: apart(loss), output: rows, target: targetsOf(loss, target, xs.length) } }] };
}

/** @param {Choice} loss @param {Json} target @param {number} count */
const targetsOf = (loss, target, count) => (loss.id === "TripletMarginLoss" ? [] : Array.from({ length: count }, () => target));

/** What the loss takes. @param {Choice} loss */
function limits({ id, params }) {
  if (id === "BCELoss") return [0, 1];
  if (id === "HingeEmbeddingLoss") return [0, Infinity];
  return id === "PoissonNLLLoss" && params?.log_input === false ? [1e-3, Infinity] : [-Infinity, Infinity];
}

/** Where the largest number is. @param {Json} gradient @returns {number[]} */
function steepest(gradient) {
  /** @type {{ size: number, index: number[] }} */
  let best = { size: -1, index: [] };
  const look = (/** @type {Json} */ part, /** @type {number[]} */ index) => {
    if (Array.isArray(part)) part.forEach((one, k) => look(one, [...index, k]));
    else if (Math.abs(part) > best.size || best.index.length === 0) best = { size: Math.abs(part), index };
  };
  look(gradient, []);
  return best.index;
}

/** @param {Json} output @param {number[]} index @param {number} value @returns {Json} */
function replaced(output, [first, ...rest], value) {
  return output.map((/** @type {Json} */ one, /** @type {number} */ k) => (k !== first ? one : rest.length ? replaced(one, rest, value) : value));
}
