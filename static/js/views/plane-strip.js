// @ts-check
/** What a plane shows of each run at the playhead beside what is true, and how much it misses: always in sight. */

import { html } from "../../vendor/preact.js";
import { labelOf, say } from "../catalog.js";
import { formatNumber } from "../format.js";
import { comparison, planePicture, setVisible } from "../state.js";
import { shownStep } from "../progress.js";
import { nearestEntry } from "../geometry/plane-path.js";
import { planeWord } from "../strings.js";
import { drawnPaths, entryOf, stepOf } from "./drawn.js";
import { Swatch } from "./swatch.js";

/** @import { Interpolation, Run } from "../types.js" */

/** @param {number | null | undefined} share */
const percent = (share) => (share === null || share === undefined ? "–" : `${formatNumber(100 * share, share < 0.995 ? 2 : 3)} %`);

/** Weights are float32: a smaller share of their distances is rounding. */
const ROUNDING = 1e-6;

/** How far off, and as a share. @param {{ residual: number | null | undefined, relative: number | null | undefined }} props */
const Off = ({ residual, relative }) => {
  const [far, share] = (relative ?? 1) < ROUNDING ? [0, 0] : [residual, relative];
  return html`${formatNumber(far, 3)} <small>(${percent(share)})</small>`;
};

export function PlaneStrip() {
  const picture = planePicture.value;
  if (picture?.lines.length) return html`<${LineStrip} lines=${picture.lines} keys=${picture.keys} />`;
  if (!picture?.plane) return null;
  const { keys, plane } = picture;
  return html`<div class="plane-strip">
    <table aria-label=${planeWord("stripTitle")}>
      <thead>
        <tr>
          <th scope="col"><${About} /></th>
          <th scope="col" data-help=${planeWord("trueHelp")}>${planeWord("trueValue")}</th>
          <th scope="col" data-help=${planeWord("planeHelp")}>${planeWord("planeValue")}</th>
          <th scope="col" data-help=${planeWord("offHelp")}>${planeWord("offPlane")}</th>
          <th scope="col" data-help=${planeWord("wayHelp")}>${planeWord("inPlane", { share: "%" })}</th>
        </tr>
      </thead>
      <tbody>
        ${comparison.value.runs.map((run) => {
          const place = keys.indexOf(run.key);
          return place < 0 ? null : html`<${Row} key=${run.key} run=${run} explained=${plane.runs[place]?.explained} />`;
        })}
      </tbody>
    </table>
  </div>`;
}

/** What is to be said of the plane as a whole. */
function About() {
  const { explained, eigenvalues, note } = planePicture.value?.plane ?? {};
  const said = [
    explained ? planeWord("explained", { x: percent(explained[0]), y: percent(explained[1]) }) : null,
    eigenvalues ? planeWord("eigenvalues", { x: formatNumber(eigenvalues[0], 3), y: formatNumber(eigenvalues[1], 3) }) : null,
    planePicture.value?.choice.kind === "live" ? planeWord("throughStep", { step: planePicture.value.step }) : null,
    note ? say(note) : null,
  ].filter(Boolean);
  return html`<span class="plane-said">${said.join(" · ")}</span>`;
}

/** Which run, and its step that is told of; a press hides it or shows it again. @param {{ run: Run, step: number }} props */
const Who = ({ run, step }) => html`<th scope="row">
  <button type="button" aria-pressed=${run.visible} onClick=${() => setVisible(run.key, !run.visible)}>
    <${Swatch} hue=${run.hue} />${labelOf(run)}
  </button>
  <span class="plane-step">${planeWord("atStep", { step })}</span>
</th>`;

/** @param {{ run: Run, explained: number | null | undefined }} props */
function Row({ run, explained }) {
  const path = drawnPaths.value.get(run.key);
  if (!path?.steps) return null;
  const entry = entryOf(path, shownStep.value);
  return html`<tr data-run=${run.key} data-hidden=${!run.visible}>
    <${Who} run=${run} step=${stepOf(path, entry)} />
    <td data-column="true">${formatNumber(path.loss[entry], 4)}</td>
    <td data-column="plane">${formatNumber(path.planeLoss?.[entry], 4)}</td>
    <td data-column="off"><${Off} residual=${path.residual?.[entry]} relative=${path.relative?.[entry]} /></td>
    <td data-column="way">${percent(explained)}</td>
  </tr>`;
}

/** How far along the line from its start to its end each run is, and how far off it. @param {{ lines: Interpolation[], keys: string[] }} props */
function LineStrip({ lines, keys }) {
  return html`<div class="plane-strip">
    <table aria-label=${planeWord("stripTitle")}>
      <thead>
        <tr>
          <th scope="col"><span class="plane-said">${planeWord("solidDashed")}</span></th>
          <th scope="col" data-help=${planeWord("alongHelp")}>${planeWord("along")}</th>
          <th scope="col" data-help=${planeWord("offLineHelp")}>${planeWord("offLine")}</th>
        </tr>
      </thead>
      <tbody>
        ${comparison.value.runs.map((run) => {
          const line = lines.find((one) => keys[one.run] === run.key);
          return line ? html`<${LineRow} key=${run.key} run=${run} path=${line.path} />` : null;
        })}
      </tbody>
    </table>
  </div>`;
}

/** @param {{ run: Run, path: Interpolation["path"] }} props */
function LineRow({ run, path }) {
  const entry = nearestEntry(path.step, shownStep.value);
  return html`<tr data-run=${run.key} data-hidden=${!run.visible}>
    <${Who} run=${run} step=${path.step[entry]} />
    <td data-column="along">${formatNumber(path.alpha[entry], 3)}</td>
    <td data-column="off"><${Off} residual=${path.residual[entry]} relative=${path.relative[entry]} /></td>
  </tr>`;
}
