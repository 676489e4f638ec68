// @ts-check
/** What a teacher sets for a class, as properties of an address: what is hidden, what is said, what is asked first. */

import { must } from "./link-checks.js";
import { FIRST_VIEW, PARTS } from "./signals.js";

/** @import { Part } from "./types.js" */
/** @import { Property } from "./link.js" */

/** A note is a few sentences: a link has to stay short enough to be passed on. */
export const LONGEST_NOTE = 300;

/** @type {Property[]} */
export const CLASS_PROPERTIES = [
  {
    name: "hide",
    get: ({ view }) => (view.hide.join() === FIRST_VIEW.hide.join() ? undefined : view.hide),
    set: ({ view }, value) => {
      must(Array.isArray(value) && value.every((part) => PARTS.includes(part)));
      view.hide = PARTS.filter((/** @type {Part} */ part) => value.includes(part));
    },
  },
  {
    name: "note",
    get: ({ view }) => view.note || undefined,
    set: ({ view }, value) => {
      must(typeof value === "string" && value.length <= LONGEST_NOTE);
      view.note = value;
    },
  },
  {
    name: "predict",
    get: ({ view }) => view.predict ?? undefined,
    set: ({ view }, value) => {
      must(value === "rank" || value === "end");
      view.predict = value;
    },
  },
  {
    name: "present",
    get: ({ view }) => (view.present ? true : undefined),
    set: ({ view }, value) => {
      view.present = must(value === true);
    },
  },
];
