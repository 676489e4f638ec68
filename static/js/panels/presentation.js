// @ts-check
/** The way out of a presentation. */

import { html } from "../../vendor/preact.js";
import { endPresentation } from "../present.js";
import { view } from "../state.js";
import { shareWord } from "../strings.js";
import { IconButton } from "./icons.js";

export const PresentationEnd = () =>
  view.value.present ? html`<div class="presentation-end"><${IconButton} icon="remove" text=${shareWord("endPresent")} onClick=${endPresentation} /></div>` : null;
