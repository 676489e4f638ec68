// @ts-check
/** The loss as a function of the prediction, with this sample's point on it and other losses beside it. */

import { html } from "../../../../vendor/preact.js";
import { formatNumber } from "../../../format.js";
import { lossOfEach } from "../../../geometry/loss-rows.js";
import { niceTicks } from "../../../geometry/ticks.js";
import { runColour } from "../../../palette.js";
import { darkTheme } from "../../../state.js";
import { lossWord } from "../../../strings.js";
import { useWidth } from "../../experiments/use-width.js";
import { useAnswers } from "./asked.js";

/** @import { Json } from "../../../types.js" */
/** @import { LossPicture } from "../../../geometry/loss-curves.js" */

const HEIGHT = 230;
const MARGIN = { left: 46, right: 12, top: 10, bottom: 36 };
const DASHES = ["6 4", "2 3", "10 3 2 3", "1 4"];

/** @param {{ picture: LossPicture, names: string[], hue: number }} props */
export function LossCurves({ picture, names, hue }) {
  const [host, width] = useWidth();
  const { found } = useAnswers(picture.curves.map(({ rows }) => rows));
  const name = names[picture.index[0]] ?? String(picture.index[0]);
  const axis = lossWord(picture.axis, { name, index: picture.index.join(", ") });
  const fits = found && found.bodies.length === picture.curves.length;
  return html`<section class="loss-curves" ref=${host}>
    <h5>${lossWord("curve")}</h5>
    ${fits && width > 0 ? html`<${Picture} picture=${picture} answers=${found.answers} axis=${axis} width=${width} colour=${runColour(hue, darkTheme.value)} />` : html`<div style=${`height: ${HEIGHT}px`}></div>`}
  </section>`;
}

/** @param {{ picture: LossPicture, answers: Json[], axis: string, width: number, colour: string }} props */
function Picture({ picture: { at, xs, curves }, answers, axis, width, colour }) {
  const lines = curves.map(({ name, own }, k) => ({ name, own, dash: own ? "" : DASHES[(k - 1) % DASHES.length], ys: /** @type {number[]} */ (answers[k].each?.map(lossOfEach) ?? []) }));
  const own = lines[0].ys.filter(Number.isFinite);
  const least = Math.min(0, ...own);
  const most = Math.max(...own, least + 1e-6);
  const [low, high] = [least, most + 0.06 * (most - least)];
  const inner = { width: Math.max(10, width - MARGIN.left - MARGIN.right), height: HEIGHT - MARGIN.top - MARGIN.bottom };
  const toX = (/** @type {number} */ x) => MARGIN.left + (inner.width * (x - xs[0])) / (xs[xs.length - 1] - xs[0] || 1);
  const toY = (/** @type {number} */ y) => MARGIN.top + (inner.height * (high - y)) / (high - low);
  const height = valueAt(xs, lines[0].ys, at);
  return html`<svg width=${width} height=${HEIGHT} role="img" aria-label=${lossWord("curveLabel", { axis, at: formatNumber(at), loss: formatNumber(height) })}>
      <clipPath id="loss-curves-clip"><rect x=${MARGIN.left} y=${MARGIN.top} width=${inner.width} height=${inner.height} /></clipPath>
      <g class="sweep-axes">
        ${niceTicks(low, high, 4).map((value) => html`<g key=${value}><line x1=${MARGIN.left} x2=${MARGIN.left + inner.width} y1=${toY(value)} y2=${toY(value)} />
          <text x=${MARGIN.left - 6} y=${toY(value) + 4} text-anchor="end">${formatNumber(value, 3)}</text></g>`)}
        ${niceTicks(xs[0], xs[xs.length - 1], Math.max(2, inner.width / 70)).map((value) => html`<text key=${value} x=${toX(value)} y=${HEIGHT - 20} text-anchor="middle">${formatNumber(value, 3)}</text>`)}
        <text x=${MARGIN.left + inner.width} y=${HEIGHT - 4} text-anchor="end" class="sweep-name">${axis}</text>
      </g>
      <g clip-path="url(#loss-curves-clip)">
        ${lines.map(({ name, own: mine, dash, ys }) => html`<path key=${name} class="loss-curve" data-loss=${name} data-own=${mine} d=${path(xs, ys, toX, toY)} stroke-dasharray=${dash || undefined} style=${mine ? `stroke: ${colour}` : undefined} />`)}
      </g>
      ${height === null ? null : html`<g><line class="loss-here" x1=${toX(at)} x2=${toX(at)} y1=${toY(height)} y2=${MARGIN.top + inner.height} /><circle class="loss-point" cx=${toX(at)} cy=${toY(height)} r="5.5" fill=${colour}><title>${lossWord("thisSample")} ${formatNumber(height)}</title></circle></g>`}
    </svg>
    <ul class="loss-key">${lines.map(({ name, own: mine, dash }) => html`<li key=${name}><svg width="26" height="8" aria-hidden="true"><line x1="0" x2="26" y1="4" y2="4" class="loss-curve" data-own=${mine} stroke-dasharray=${dash || undefined} style=${mine ? `stroke: ${colour}` : undefined} /></svg><code>${name}</code>${mine ? html`<small>${lossWord("ownLoss")}</small>` : null}</li>`)}</ul>`;
}

/** Between two of torch's values, along the straight line that is drawn. @param {number[]} xs @param {number[]} ys @param {number} at */
export function valueAt(xs, ys, at) {
  const after = xs.findIndex((x) => x >= at);
  if (after < 0 || !ys.length) return null;
  if (after === 0) return ys[0];
  const share = (at - xs[after - 1]) / (xs[after] - xs[after - 1]);
  const value = ys[after - 1] + share * (ys[after] - ys[after - 1]);
  return Number.isFinite(value) ? value : null;
}

/** @param {number[]} xs @param {number[]} ys @param {(x: number) => number} toX @param {(y: number) => number} toY */
function path(xs, ys, toX, toY) {
  let pen = "M";
  return ys
    .map((y, k) => {
      if (!Number.isFinite(y)) {
        pen = "M";
        return "";
      }
      const text = `${pen}${toX(xs[k]).toFixed(1)} ${toY(y).toFixed(1)}`;
      pen = "L";
      return text;
    })
    .join("");
}
