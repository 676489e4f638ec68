// @ts-check
/** What the teacher has chosen so far. */

import { batch, computed, signal } from "../../vendor/preact.js";
import { choicesOf, linkIn, linkWith, sceneOf } from "./frame.js";

/** @import { Choices, Size } from "./frame.js" */

/** The link of the scene alone. */
export const scene = signal("");
export const choices = signal(choicesOf(""));
export const size = signal(/** @type {Size} */ ({ responsive: false, width: 800, height: 500 }));
export const link = computed(() => linkWith(scene.value, choices.value));

/** Take up a link, as it is or in an address, with what it chooses. @param {string} text */
export function open(text) {
  const given = linkIn(text);
  batch(() => {
    scene.value = sceneOf(given);
    choices.value = choicesOf(given);
  });
}

/** @param {Partial<Choices>} patch */
export function choose(patch) {
  choices.value = { ...choices.peek(), ...patch };
}
