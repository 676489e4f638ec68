// @ts-check
/** How a scene gets to others: as a link, as a code for phones, in a frame, on a projector, with a question first. */

import { html, signal } from "../../vendor/preact.js";
import { LONGEST_NOTE } from "../link-class.js";
import { present } from "../present.js";
import { askFirst } from "../predict.js";
import { linkNow } from "../scene.js";
import { setView, view } from "../state.js";
import { shareWord } from "../strings.js";
import { Segmented } from "../views/segmented.js";
import { copyText } from "./copy.js";
import { MenuButton } from "./menu.js";
import { toast } from "./messages.js";

/** @import { View } from "../types.js" */
/** @import { ShareWord } from "../strings.js" */

/** What the code that is shown says, "" while none is. */
export const shownCode = signal("");

/** The address of the scene as it is now. */
const address = () => new URL(`/#${linkNow()}`, location.href).href;

export const ShareButton = () => html`<${MenuButton} kind="share" icon="link" text=${shareWord("share")} help=${shareWord("shareHelp")}>
  ${(/** @type {() => void} */ close) => html`<${Menu} close=${close} />`}
</${MenuButton}>`;

/** @param {{ close: () => void }} props */
function Menu({ close }) {
  const then = (/** @type {() => unknown} */ act) => () => {
    close();
    act();
  };
  return html`<div class="export-menu share-menu" role="group" aria-label=${shareWord("share")}>
    <${Item} name="copyLink" act=${then(copyLink)} />
    <${Item} name="code" act=${then(() => (shownCode.value = address()))} />
    <${Item} name="embed" act=${then(() => open(`/embed/builder#${linkNow()}`, "_blank", "noopener"))} />
    <${Item} name="present" act=${then(present)} />
    <h2 id="ask-first">${shareWord("askFirst")}</h2>
    <${Segmented}
      label=${shareWord("askFirst")}
      value=${view.value.predict ?? "none"}
      choices=${[["none", shareWord("askNone")], ["rank", shareWord("askRank")], ["end", shareWord("askEnd")]]}
      onChange=${(/** @type {"none" | "rank" | "end"} */ wish) => ask(wish === "none" ? null : wish)}
    />
    <p class="share-help">${shareWord("askHelp")}</p>
    <h2><label for="teacher-note">${shareWord("note")}</label></h2>
    <textarea
      id="teacher-note"
      class="text-field share-note"
      rows="3"
      maxlength=${LONGEST_NOTE}
      placeholder=${shareWord("noteHelp")}
      value=${view.value.note}
      onInput=${(/** @type {Event} */ event) => setView({ note: /** @type {HTMLTextAreaElement} */ (event.target).value })}
    ></textarea>
  </div>`;
}

/** @param {{ name: ShareWord, act: () => void }} props */
const Item = ({ name, act }) =>
  html`<button type="button" class="export-item" data-share=${name} onClick=${act}>${shareWord(name)}</button>`;

const copyLink = async () => toast(shareWord((await copyText(address())) ? "copied" : "copyFailed"));

/** The link with the question is what others need, so it is copied at once. @param {View["predict"]} predict */
async function ask(predict) {
  askFirst(predict);
  const copied = await copyText(address());
  if (predict !== null) toast(shareWord(copied ? "askCopied" : "copyFailed"));
}
