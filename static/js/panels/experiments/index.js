// @ts-check
/** What can be tried beyond one comparison: a tab for each experiment, there only while it is shown. */

import { html, useEffect } from "../../../vendor/preact.js";
import { recording } from "../../live/recording.js";
import { isModel, setView, view } from "../../state.js";
import { t } from "../../strings.js";
import { Segmented } from "../../views/segmented.js";
import { IconButton } from "../icons.js";
import { Section } from "../section.js";
import { BasinsSheet } from "./basins.js";
import { CurvatureSheet } from "./curvature.js";
import { StepSheet } from "./step/index.js";
import { SweepSheet } from "./sweep.js";
import { TuningSheet } from "./tuning.js";

/** @import { View } from "../../types.js" */
/** @typedef {NonNullable<View["experiment"]>} Experiment */

/** In the order of the tabs: the name of each, and what it shows. @type {Record<Experiment, { name: () => string, sheet: () => unknown }>} */
const EXPERIMENTS = {
  step: { name: () => t("stepTab"), sheet: StepSheet },
  basins: { name: () => t("basinsTab"), sheet: BasinsSheet },
  sweep: { name: () => t("sweepTab"), sheet: SweepSheet },
  tuning: { name: () => t("tuningTab"), sheet: TuningSheet },
  curvature: { name: () => t("curvatureTab"), sheet: CurvatureSheet },
};

/** A saved page has the steps alone: the others need a server. */
const ids = () => (recording() ? [/** @type {Experiment} */ ("step")] : /** @type {Experiment[]} */ (Object.keys(EXPERIMENTS)));

/** What is shown first: of a function where its starts lead, of a model how it answers to its hyperparameters. */
export const firstExperiment = () => (isModel.value ? "sweep" : "basins");

/** Where the sections stand below each other, an opened one comes into sight. */
function showSection() {
  const section = document.querySelector('[data-area="experiments"]');
  if (section && section.getBoundingClientRect().top > innerHeight / 2) section.scrollIntoView({ block: "start" });
}

export function Experiments() {
  const shown = ids().find((id) => id === view.value.experiment) ?? ids()[0];
  const { sheet } = EXPERIMENTS[shown];
  useEffect(showSection, []);
  return html`<${Section}
    area="experiments"
    title=${t(shown === "step" ? "explain" : "experiments")}
    actions=${html`<${Segmented}
        label=${t("experiments")}
        value=${shown}
        choices=${ids().map((id) => [id, EXPERIMENTS[id].name()])}
        onChange=${(/** @type {Experiment} */ next) => setView({ experiment: next })}
      /><${IconButton} icon="remove" text=${t("closeExperiments")} onClick=${() => setView({ experiment: null })} />`}
  >
    <div class="experiment" data-experiment=${shown}><${sheet} /></div>
  </${Section}>`;
}
