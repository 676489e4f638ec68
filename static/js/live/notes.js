// @ts-check
/** What the server says by the way: no answer and no refusal, gone by itself after a while. */

import { notes } from "../signals.js";

/** @import { Problem } from "../types.js" */

const SHOWN_MS = 7000;
let count = 0;

/** Show a note for a while; the same one again only lasts longer. @param {Pick<Problem, "code" | "message" | "zh">} note */
export function showNote(note) {
  count += 1;
  const shown = { ...note, number: count };
  notes.value = [...notes.value.filter(({ message }) => message !== note.message), shown];
  setTimeout(() => (notes.value = notes.value.filter((one) => one !== shown)), SHOWN_MS);
}
