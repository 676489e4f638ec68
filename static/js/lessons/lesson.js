// @ts-check
/** A lesson: one step at a time, and beside it one live page whose scene follows. */

import { sceneLink, stepOf, stepsOfKey } from "./steps.js";

/** @template {Element} E @param {string} selector @param {ParentNode} [root] */
const one = (selector, root = document) => /** @type {E} */ (root.querySelector(selector));

const lesson = /** @type {HTMLElement} */ (one(".lesson"));
const text = /** @type {HTMLElement} */ (one(".steps"));
const steps = /** @type {HTMLElement[]} */ ([...lesson.querySelectorAll(".step")]);
const frame = /** @type {HTMLIFrameElement} */ (one(".scene-frame"));
const full = /** @type {HTMLAnchorElement} */ (one("a[data-full]", lesson));
const progress = /** @type {HTMLElement} */ (one(".progress-text"));
const bar = /** @type {HTMLProgressElement} */ (one("progress"));
const buttons = /** @type {HTMLButtonElement[]} */ ([...lesson.querySelectorAll("[data-go]")]);

const looks = { lang: lesson.dataset.language ?? "en", theme: lesson.dataset.themeAsked };
/** The link as the lesson has it: a scene that stays from step to step keeps what the reader changed in it. */
let shown = "";
let current = -1;

/** The page with the scenes is loaded once; another scene is another hash. @param {string} link */
function showScene(link) {
  shown = link;
  const address = new URL(`${lesson.dataset.scenes}#${sceneLink(link, looks)}`, location.href).href;
  full.href = `${lesson.dataset.full}#${sceneLink(link, looks)}`;
  if (!frame.hasAttribute("src")) frame.src = address;
  else frame.contentWindow?.location.replace(address);
}

/** @param {number} place */
function showStep(place) {
  if (place === current) return;
  current = place;
  steps.forEach((step, index) => step.toggleAttribute("data-current", index === place));
  progress.textContent = (progress.dataset.progress ?? "")
    .replace("{step}", String(place + 1))
    .replace("{count}", String(steps.length));
  bar.value = place + 1;
  for (const button of buttons) button.setAttribute("aria-disabled", String(!steps[place + Number(button.dataset.go)]));
  text.scrollTop = 0;
  if (getComputedStyle(text).overflowY === "visible") scrollTo(0, 0);
  const link = steps[place].dataset.link ?? "";
  if (link !== shown) showScene(link);
}

/** @param {number} by */
function go(by) {
  const place = current + by;
  if (!steps[place]) return;
  // At once, not when the browser tells of the new address: the next key may be there first.
  showStep(place);
  location.hash = String(place + 1);
}

for (const button of buttons) button.addEventListener("click", () => go(Number(button.dataset.go)));
one("[data-again]").addEventListener("click", () => showScene(shown));
addEventListener("hashchange", () => showStep(stepOf(location.hash, steps.length)));
addEventListener("keydown", (event) => {
  const by = stepsOfKey(event);
  if (by === 0 || event.defaultPrevented) return;
  event.preventDefault();
  go(by);
});
showStep(stepOf(location.hash, steps.length));
