// @ts-check
/** The way out of a frame: the whole page with the same scene. */

import { html } from "../../vendor/preact.js";
import { linkNow } from "../scene.js";
import { t } from "../strings.js";
import { Mark } from "./mark.js";

/** The address is made when it is wanted: the scene changes all the time. @param {Event} event */
function aim(event) {
  const link = /** @type {HTMLAnchorElement} */ (event.currentTarget);
  link.href = `/#${linkNow({ hide: [], present: false })}`;
}

export const FullScene = () => html`<a
  class="full-scene"
  href="/"
  target="_blank"
  rel="noopener"
  title=${t("fullScene")}
  aria-label=${`Thalweg: ${t("fullScene")}`}
  onPointerDown=${aim}
  onFocus=${aim}
  onClick=${aim}
>
  <${Mark} /><span class="full-scene-name" aria-hidden="true">Thalweg</span>
</a>`;
