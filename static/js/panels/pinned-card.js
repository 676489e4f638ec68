// @ts-check
/** A run that is kept as it was: one line below the run that goes on. */

import { html } from "../../vendor/preact.js";
import { labelOf, valueOf } from "../catalog.js";
import { formatNumber } from "../format.js";
import { removeRun, setVisible } from "../state.js";
import { t } from "../strings.js";
import { Swatch } from "../views/swatch.js";
import { IconButton } from "./icons.js";

/** @import { Run } from "../types.js" */

/** @param {{ run: Run }} props */
export function PinnedCard({ run }) {
  const { key, visible } = run;
  const label = labelOf(run);
  const lr = valueOf(run, "lr");
  return html`<article class="pinned-card" data-run=${key} data-hidden=${!visible} aria-label=${label}>
    <${Swatch} hue=${run.hue} pinned=${true} />
    <span class="pinned-name">${label}</span>
    ${typeof lr === "number" ? html`<span class="quiet">lr ${formatNumber(lr, 3)}</span>` : null}
    <div class="card-actions">
      <${IconButton}
        icon=${visible ? "eye" : "hidden"}
        text=${t(visible ? "hide" : "show", { label })}
        onClick=${() => setVisible(key, !visible)}
      />
      <${IconButton} icon="unpin" text=${t("unpin", { label })} onClick=${() => removeRun(key)} />
    </div>
  </article>`;
}
