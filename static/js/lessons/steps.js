// @ts-check
/** The arithmetic of a lesson: which step an address names, and which link shows a scene in the lesson's own looks. */

/** The place, from 0, of the step that a hash such as #3 names; the first one where it names none. @param {string} hash @param {number} count */
export function stepOf(hash, count) {
  const number = /^#\d{1,6}$/.test(hash) ? Number(hash.slice(1)) : 1;
  return Math.min(Math.max(number, 1), count) - 1;
}

/** A scene's link in a language and, where one is asked for, a theme. @param {string} link @param {{ lang: string, theme?: string }} looks */
export function sceneLink(link, { lang, theme }) {
  const others = link.split("&").filter((part) => !/^lang(=|$)/.test(part) && !(theme && /^theme(=|$)/.test(part)));
  return [...others, `lang=${lang}`, ...(theme ? [`theme=${theme}`] : [])].filter(Boolean).join("&");
}

/** By how many steps a key goes on, or 0. @param {Pick<KeyboardEvent, "key" | "ctrlKey" | "altKey" | "metaKey">} event */
export function stepsOfKey({ key, ctrlKey, altKey, metaKey }) {
  if (ctrlKey || altKey || metaKey) return 0;
  if (key === "PageDown" || key === "n" || key === "N") return 1;
  return key === "PageUp" || key === "p" || key === "P" ? -1 : 0;
}
