// @ts-check
/** The first visit: a few quiet steps, each at the control that it is about. */

import { html, signal, useEffect, useLayoutEffect, useRef } from "../../vendor/preact.js";
import { view } from "../state.js";
import { tourWord } from "../strings.js";
import { wide } from "../window.js";

/** @import { TourWord } from "../strings.js" */

const NAME = "thalweg.toured";
const GAP = 14;
const EDGE = 12;
/** What a step points at may move: the start is dragged, a panel opens. */
const LOOK_EVERY_MS = 150;

/** @type {{ at: string, text: TourWord }[]} */
const STEPS = [
  { at: ".objective-button", text: "objective" },
  { at: ".start-handle .ring", text: "start" },
  { at: ".run-card .rows", text: "rate" },
  { at: ".play", text: "play" },
  { at: "[data-tool=explain]", text: "explain" },
];

/** The step that is shown, -1 for none. */
const step = signal(-1);

/** Show it from its beginning. */
export function beginTour() {
  step.value = 0;
}

/** On the first visit of this browser; one that keeps nothing would be asked again and again. */
export function offerTour() {
  try {
    if (wide.peek() && localStorage.getItem(NAME) === null) beginTour();
  } catch {
    // No storage, no tour: it can be had from the help.
  }
}

function end() {
  step.value = -1;
  try {
    localStorage.setItem(NAME, "1");
  } catch {
    // It comes back only where somebody asks for it.
  }
}

export function Tour() {
  const shown = STEPS[step.value];
  return shown && wide.value && !view.value.present ? html`<${Step} key=${shown.at} ...${shown} />` : null;
}

/** @param {{ at: string, text: TourWord }} props */
function Step({ at, text }) {
  const sheet = useRef(/** @type {HTMLElement | null} */ (null));
  const ring = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => {
    const look = () => place(document.querySelector(at), /** @type {HTMLElement} */ (sheet.current), /** @type {HTMLElement} */ (ring.current));
    look();
    const timer = setInterval(look, LOOK_EVERY_MS);
    addEventListener("resize", look);
    return () => {
      clearInterval(timer);
      removeEventListener("resize", look);
    };
  }, [at, view.value.language]);
  useEffect(() => {
    const key = (/** @type {KeyboardEvent} */ event) => event.key === "Escape" && !document.querySelector("dialog[open]") && end();
    addEventListener("keydown", key);
    return () => removeEventListener("keydown", key);
  }, []);
  const last = step.value === STEPS.length - 1;
  return html`
    <div class="tour-ring" ref=${ring} aria-hidden="true"></div>
    <div class="tour" ref=${sheet} role="dialog" aria-label=${tourWord("title")}>
      <p class="tour-text" aria-live="polite">${tourWord(text)}</p>
      <div class="tour-foot">
        <span class="quiet">${tourWord("count", { step: step.value + 1, count: STEPS.length })}</span>
        ${last ? null : html`<button type="button" class="text-button" onClick=${end}>${tourWord("skip")}</button>`}
        <button type="button" class="primary" onClick=${() => (last ? end() : (step.value += 1))}>${tourWord(last ? "done" : "next")}</button>
      </div>
    </div>`;
}

/** The ring around the control, the sheet where there is room beside it. @param {Element | null} target
 * @param {HTMLElement} sheet @param {HTMLElement} ring */
function place(target, sheet, ring) {
  ring.hidden = target === null;
  const { left, top, right, bottom } = target?.getBoundingClientRect() ?? middle();
  const pad = 6;
  Object.assign(ring.style, { left: `${left - pad}px`, top: `${top - pad}px`, width: `${right - left + 2 * pad}px`, height: `${bottom - top + 2 * pad}px` });
  const { offsetWidth: width, offsetHeight: height } = sheet;
  const below = bottom + GAP + height <= innerHeight - EDGE;
  const x = Math.max(EDGE, Math.min((left + right - width) / 2, innerWidth - width - EDGE));
  const y = below ? bottom + GAP : Math.max(EDGE, top - GAP - height);
  sheet.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
}

/** Where a step stands whose control is not on the page. */
const middle = () => ({ left: innerWidth / 2, right: innerWidth / 2, top: innerHeight / 2, bottom: innerHeight / 2 });
