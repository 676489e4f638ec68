// @ts-check
/** A button of the header with a menu below it, that a press elsewhere or Escape closes. */

import { html, useEffect, useRef, useState } from "../../vendor/preact.js";
import { Icon } from "./icons.js";

/** @import { Child } from "../../vendor/preact.js" */
/** @import { IconName } from "./icons.js" */

/** @param {{ kind: string, icon: IconName, text: string, help: string, children: (close: () => void) => Child }} props */
export function MenuButton({ kind, icon, text, help, children }) {
  const [open, setOpen] = useState(false);
  const host = useRef(/** @type {HTMLElement | null} */ (null));
  const close = () => setOpen(false);
  useEffect(() => (open ? closeOutside(/** @type {HTMLElement} */ (host.current), close) : undefined), [open]);
  /** @param {KeyboardEvent} event */
  const key = (event) => {
    if (event.key !== "Escape" || !open) return;
    event.stopPropagation();
    close();
    /** @type {HTMLElement | null} */ (host.current?.firstElementChild ?? null)?.focus();
  };
  return html`<div class=${`menu-host ${kind}`} ref=${host} onKeyDown=${key}>
    <button type="button" class="tool" aria-haspopup="true" aria-expanded=${open} aria-label=${text} data-help=${open ? undefined : help} onClick=${() => setOpen(!open)}>
      <${Icon} name=${icon} /><span class="tool-text">${text}</span>
    </button>
    ${open ? children(close) : null}
  </div>`;
}

/** @param {HTMLElement} host @param {() => void} close */
function closeOutside(host, close) {
  const press = (/** @type {Event} */ event) => !host.contains(/** @type {Node} */ (event.target)) && close();
  addEventListener("pointerdown", press);
  return () => removeEventListener("pointerdown", press);
}
