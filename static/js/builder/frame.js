// @ts-check
/** A frame for a page of the teacher's own: what is chosen, as a link and as HTML. */

import { LONGEST_NOTE } from "../link-class.js";
import { read, write } from "../notation.js";
import { HIDDEN_IN_FRAME, PARTS } from "../signals.js";
import { VIEW_CHOICES } from "../view-choices.js";

/** @import { Json, Part } from "../types.js" */

/**
 * @typedef {object} Choices
 * @property {Part[]} shown
 * @property {string} theme
 * @property {string | null} language   null for the viewer's own
 * @property {string} note
 * @property {string | null} predict
 */

/** @typedef {{ responsive: boolean, width: number, height: number }} Size */

const CHOSEN = ["hide", "theme", "lang", "note", "predict", "present"];
export const SMALLEST = { width: 320, height: 240 };
export const LARGEST = 4000;

/** What stands after the # of an address, or a link as it is. @param {string} text */
export function linkIn(text) {
  const trimmed = text.trim();
  const from = trimmed.indexOf("#");
  if (from >= 0) return trimmed.slice(from + 1);
  return /^[a-z]+:\/\//i.test(trimmed) ? "" : trimmed;
}

/** The scene alone, without what is chosen here. @param {string} link */
export const sceneOf = (link) => partsOf(link).filter((part) => !CHOSEN.includes(nameOf(part))).join("&");

/** What a link chooses; what cannot be read is as it usually is. @param {string} link @returns {Choices} */
export function choicesOf(link) {
  const given = new Map(partsOf(link).map((part) => [nameOf(part), valueOf(part)]));
  const hidden = given.get("hide");
  const hide = Array.isArray(hidden) ? hidden : HIDDEN_IN_FRAME;
  const note = given.get("note");
  return {
    shown: PARTS.filter((part) => !hide.includes(part)),
    theme: VIEW_CHOICES.theme.find((one) => one === given.get("theme")) ?? "auto",
    language: VIEW_CHOICES.language.find((one) => one === given.get("lang")) ?? null,
    note: typeof note === "string" ? note.slice(0, LONGEST_NOTE) : "",
    predict: ["rank", "end"].find((one) => one === given.get("predict")) ?? null,
  };
}

/** A scene with what is chosen; what is usual in a frame is not written. @param {string} scene @param {Choices} choices */
export function linkWith(scene, { shown, theme, language, note, predict }) {
  const hide = PARTS.filter((part) => !shown.includes(part));
  const parts = partsOf(scene);
  if (hide.join() !== HIDDEN_IN_FRAME.join()) parts.push(`hide=${write(hide)}`);
  if (theme !== "auto") parts.push(`theme=${write(theme)}`);
  if (language) parts.push(`lang=${write(language)}`);
  if (note.trim()) parts.push(`note=${write(note.trim())}`);
  if (predict) parts.push(`predict=${write(predict)}`);
  return parts.join("&");
}

/** The frame as HTML. @param {string} origin of the server @param {string} link @param {Size} size @param {string} title */
export function frameCode(origin, link, { responsive, width, height }, title) {
  const place = responsive
    ? `style="width: 100%; aspect-ratio: ${width} / ${height}; border: 0"`
    : `width="${width}" height="${height}" style="border: 0"`;
  return `<iframe src="${escaped(`${origin}/embed${link ? `#${link}` : ""}`)}" ${place} title="${escaped(title)}" loading="lazy"></iframe>`;
}

/** A side of the frame that can be. @param {number} value @param {"width" | "height"} side */
export const sideOf = (value, side) =>
  Number.isFinite(value) ? Math.max(SMALLEST[side], Math.min(LARGEST, Math.round(value))) : SMALLEST[side];

/** @param {string} text */
const escaped = (text) => text.replace(/[&"<>]/g, (sign) => `&#${sign.charCodeAt(0)};`).replaceAll("&#38;", "&amp;");

/** @param {string} link */
const partsOf = (link) => link.split("&").filter(Boolean);

/** @param {string} part */
const nameOf = (part) => part.split("=", 1)[0];

/** @param {string} part @returns {Json} undefined where it cannot be read */
function valueOf(part) {
  try {
    return read(part.slice(part.indexOf("=") + 1));
  } catch {
    return undefined;
  }
}
