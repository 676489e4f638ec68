// @ts-check
/** A part of the page with a title; on a phone the title folds it. */

import { html, useState } from "../../vendor/preact.js";
import { Icon } from "./icons.js";

/** @import { Child } from "../../vendor/preact.js" */

/** @param {{ area: string, title: string, count?: number, actions?: Child, children?: Child }} props */
export function Section({ area, title, count, actions = null, children = null }) {
  const [folded, setFolded] = useState(false);
  return html`<section class="section" data-area=${area} data-folded=${folded} aria-label=${title}>
    <header class="section-head">
      <h2>
        <button type="button" class="section-fold" aria-expanded=${!folded} onClick=${() => setFolded(!folded)}>
          <${Icon} name="chevron" />${title}
        </button>
        <span class="section-title">${title}</span>
        ${count === undefined ? null : html`<span class="section-count">${count}</span>`}
      </h2>
      <div class="section-actions">${actions}</div>
    </header>
    <div class="section-body">${children}</div>
  </section>`;
}
