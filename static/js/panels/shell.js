// @ts-check
/** The page as a whole: its parts, each in its place of the grid. */

import { html } from "../../vendor/preact.js";
import { asking, isModel, showsPlane, view } from "../state.js";
import { t } from "../strings.js";
import { Curves, Stage, Timeline } from "../views/index.js";
import { Experiments } from "./experiments/index.js";
import { Header } from "./header.js";
import { Help } from "./help.js";
import { TrainingBar } from "./learning/training-bar.js";
import { Messages } from "./messages.js";
import { ModelSection } from "./model/index.js";
import { AskFoot, AskSection } from "./predict/index.js";
import { Runs } from "./runs.js";
import { Section } from "./section.js";
import { Sides } from "./sides.js";
import { Table } from "./table.js";

export function Shell() {
  return html`
    <${Header} />
    <main class="page" data-objective=${isModel.value && !asking.value ? "model" : "surface"} data-plane=${showsPlane.value}>
      <${Runs} />
      <div class="stage-area" data-area="stage"><${Stage} foot=${html`<${AskFoot} />`} /></div>
      ${asking.value
        ? html`<${AskSection} />`
        : view.value.experiment === null
        ? html`<${Section} area="curves" title=${t("curvesSection")}><${Curves} /></${Section}><${Table} />`
        : html`<${Experiments} />`}
      ${isModel.value && !asking.value ? html`<${ModelSection} />` : null}
      <div class="timeline-area" data-area="timeline">${asking.value ? null : html`<${TrainingBar} />`}<${Timeline}><${Sides} /></${Timeline}></div>
    </main>
    <${Messages} />
    <${Help} />
  `;
}
