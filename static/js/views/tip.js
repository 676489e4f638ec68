// @ts-check
/** The small sheet beside the pointer, which stays within its host. */

import { html, useLayoutEffect, useRef } from "../../vendor/preact.js";
import { within } from "../geometry/projection.js";

/** @import { Child } from "../../vendor/preact.js" */

const DISTANCE = 14;

/** @param {{ x: number, y: number, children?: Child }} props where it points, in its host's pixels */
export function Tip({ x, y, children }) {
  const sheet = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => {
    const element = sheet.current;
    const host = element?.offsetParent;
    if (!element || !host) return;
    const { offsetWidth: width, offsetHeight: height } = element;
    const right = x + DISTANCE + width <= host.clientWidth;
    const left = within(right ? x + DISTANCE : x - DISTANCE - width, 4, Math.max(4, host.clientWidth - width - 4));
    const top = within(y - height / 2, 4, Math.max(4, host.clientHeight - height - 4));
    element.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  });
  return html`<div class="tip" ref=${sheet} role="status">${children}</div>`;
}
