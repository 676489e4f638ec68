// @ts-check
/** The page as a whole: its parts, each in its place of the grid. */

import { html, useEffect } from "../../vendor/preact.js";
import { asking, embedded, isModel, shows, showsPlane, view } from "../state.js";
import { t } from "../strings.js";
import { Curves, Stage, StageWords, Timeline, keepPlaying } from "../views/index.js";
import { CodeDialog } from "./code-dialog.js";
import { Experiments } from "./experiments/index.js";
import { FullScene } from "./full-scene.js";
import { Header, objectiveName } from "./header.js";
import { Help } from "./help.js";
import { TrainingBar } from "./learning/training-bar.js";
import { KeysDialog } from "./keys-dialog.js";
import { Messages } from "./messages.js";
import { ModelSection } from "./model/index.js";
import { AskFoot, AskSection } from "./predict/index.js";
import { PresentationEnd } from "./presentation.js";
import { Runs } from "./runs.js";
import { Section } from "./section.js";
import { Sides } from "./sides.js";
import { Table } from "./table.js";
import { Tour } from "./tour.js";

export function Shell() {
  useEffect(keepPlaying, []);
  return html`
    ${view.value.present || (embedded && !shows("objective") && !shows("tools")) ? null : html`<${Header} />`}
    <main class="page" data-objective=${isModel.value && !asking.value ? "model" : "surface"} data-plane=${showsPlane.value}>
      ${shows("runs") || shows("setup") ? html`<${Runs} />` : null}
      <div class="stage-area" data-area="stage"><${Stage} foot=${html`<${AskFoot} />`} /></div>
      ${view.value.present || embedded ? html`<h1 class="visually-hidden">Thalweg: ${objectiveName()}</h1>` : null}
      <${StageWords} />
      ${asking.value ? html`<${AskSection} />` : html`<${Side} />`}
      ${isModel.value && !asking.value && shows("model") ? html`<${ModelSection} />` : null}
      ${shows("timeline")
        ? html`<div class="timeline-area" data-area="timeline">${asking.value || view.value.present ? null : html`<${TrainingBar} />`}<${Timeline}><${Sides} /></${Timeline}></div>`
        : null}
      ${embedded ? html`<${FullScene} />` : null}
      <${Messages} />
      <${Help} />
    </main>
    <${CodeDialog} />
    <${KeysDialog} />
    <${PresentationEnd} />
    <${Tour} />
  `;
}

/** Curves and table, or the experiments in their place. */
function Side() {
  const [curves, table] = [shows("curves"), shows("table")];
  if (view.value.experiment !== null) return curves || table ? html`<${Experiments} />` : null;
  return html`${curves ? html`<${Section} area="curves" title=${t("curvesSection")}><${Curves} /></${Section}>` : null}
  ${table ? html`<${Table} />` : null}`;
}
