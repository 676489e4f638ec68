// @ts-check
/** The link as a code over the whole page, for the phones before a projector. */

import { html, useEffect, useRef, useState } from "../../vendor/preact.js";
import { Refused, postForFile } from "../live/post.js";
import { sayProblem } from "../sentences.js";
import { shareWord, t } from "../strings.js";
import { IconButton } from "./icons.js";
import { shownCode } from "./share-menu.js";

export const CodeDialog = () => (shownCode.value ? html`<${Code} text=${shownCode.value} />` : null);

/** Whether an address means this machine alone: other people's phones would look for it on themselves. @param {string} address */
const onlyHere = (address) => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(address).hostname);

/** @param {{ text: string }} props */
function Code({ text }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const [picture, setPicture] = useState("");
  const [trouble, setTrouble] = useState("");
  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    let made = "";
    postForFile("/api/qr", { text }).then(
      (blob) => setPicture((made = URL.createObjectURL(blob))),
      (error) => setTrouble(error instanceof Refused ? sayProblem(error.problem) : String(error)),
    );
    return () => URL.revokeObjectURL(made);
  }, [text]);
  return html`<dialog class="code-dialog" ref=${dialog} aria-label=${shareWord("codeTitle")} onClose=${() => (shownCode.value = "")}>
    <header>
      <h2>${shareWord("codeTitle")}</h2>
      <${IconButton} icon="remove" text=${t("close")} onClick=${() => dialog.current?.close()} />
    </header>
    ${trouble
      ? html`<p class="code-trouble" role="alert">${trouble}</p>`
      : html`<div class="code-frame">${picture ? html`<img src=${picture} alt=${shareWord("codeAbout")} />` : null}</div>`}
    ${onlyHere(text) ? html`<p class="code-here" role="status">${shareWord("codeHere")}</p>` : null}
    <p class="code-text">${text}</p>
  </dialog>`;
}
