// @ts-check
/** The sample that the pointer means, and what there is to say of it. */

import { formatNumber } from "../../format.js";
import { predictedClasses } from "../../geometry/confusion.js";
import { spanOf, withRoom } from "../../geometry/histogram.js";
import { classOf, curveRangeOf, looseRange, meanOf, plain, plotKind, scoresOf } from "../../geometry/model-plot.js";
import { inside, project } from "../../geometry/projection.js";
import { modelWord } from "../../strings.js";
import { plotBox } from "./paint-model.js";

/** @import { Range } from "../../geometry/projection.js" */
/** @import { ModelScene } from "./paint-model.js" */

/** How near to a sample the pointer must be, in pixels. */
const REACH = 12;

/** Where each validation sample lies, in numbers and in which range; null where samples have no place.
 * @param {ModelScene} scene @returns {{ range: Range, points: [number, number][] } | null} */
function placesOf({ data, snapshot }) {
  const kind = plotKind(data, snapshot);
  const { inputs, targets } = data.validation;
  if (kind === "field" && inputs) return { range: /** @type {Range} */ (data.domain), points: inputs };
  if (kind === "curve" && inputs) {
    return { range: curveRangeOf(data), points: inputs.map((input, k) => [plain(input), plain(targets[k])]) };
  }
  if (kind === "projection" && data.projection) {
    const { train, validation } = data.projection;
    return { range: looseRange([...train, ...validation]), points: validation };
  }
  if (kind === "against" && snapshot) {
    const [low, high] = withRoom(spanOf([...data.train.targets, ...targets].map(plain)), 0.06);
    const points = scoresOf(snapshot).map((score, k) => /** @type {[number, number]} */ ([plain(targets[k]), meanOf(score) ?? NaN]));
    return { range: [low, high, low, high], points };
  }
  return null;
}

/** @param {ModelScene} scene @param {number} x @param {number} y in the panel's pixels @returns {{ index: number, x: number, y: number } | null} */
export function nearestSample(scene, x, y) {
  const box = plotBox(scene.size);
  const places = inside(x, y, box) ? placesOf(scene) : null;
  if (!places) return null;
  const { toX, toY } = project(places.range, box);
  let best = null;
  let least = REACH;
  places.points.forEach(([a, b], index) => {
    const distance = Math.hypot(toX(a) - x, toY(b) - y);
    if (distance < least) [least, best] = [distance, { index, x: toX(a), y: toY(b) }];
  });
  return best;
}

/** Name and text of each thing to say. @param {ModelScene} scene @param {number} index @returns {[string, string][]} */
export function sampleText({ data, snapshot, threshold, classNames }, index) {
  const target = data.validation.targets[index];
  const score = scoresOf(snapshot)[index] ?? null;
  if (data.task === "regression" || data.task === "counts") {
    const spread = Array.isArray(score) ? ` ± ${formatNumber(score[1], 3)}` : "";
    return [
      [modelWord("trueValue"), formatNumber(plain(target), 4)],
      [modelWord("predictedValue"), formatNumber(meanOf(score), 4) + spread],
    ];
  }
  const [predicted] = snapshot ? predictedClasses([/** @type {any} */ (score)], threshold) : [null];
  const probability = predicted === null ? null : Array.isArray(score) ? score[predicted] : predicted ? score : 1 - (score ?? 0);
  const nameOf = (/** @type {number | null} */ one) => (one === null ? "–" : (classNames[one] ?? String(one)));
  return [
    [modelWord("trueClass"), nameOf(classOf(target))],
    [modelWord("predictedClass"), nameOf(predicted)],
    [modelWord("probability"), formatNumber(probability, 3)],
  ];
}
