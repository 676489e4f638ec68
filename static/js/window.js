// @ts-check
/** The window that the page has. */

import { signal } from "../vendor/preact.js";

const WIDE = globalThis.matchMedia?.("(min-width: 900px)");

/** Whether the parts of the page stand beside each other; below this width they stand in one column. */
export const wide = signal(WIDE?.matches ?? true);
WIDE?.addEventListener("change", ({ matches }) => (wide.value = matches));
