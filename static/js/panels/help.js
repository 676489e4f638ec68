// @ts-check
/** The sentence beside whatever the pointer or the focus is on: everything with `data-help` has one. */

import { html, useEffect, useLayoutEffect, useRef, useSignal } from "../../vendor/preact.js";

const PATIENCE_MS = 350;
const GAP = 8;
const EDGE = 8;

/** @typedef {{ text: string, left: number, right: number, top: number, bottom: number }} Hint */

export function Help() {
  const hint = useSignal(/** @type {Hint | null} */ (null));
  const sheet = useRef(/** @type {HTMLElement | null} */ (null));

  useEffect(() => listen((next) => (hint.value = next)), []);
  useLayoutEffect(() => {
    if (!sheet.current || !hint.value) return;
    const { offsetWidth: width, offsetHeight: height } = sheet.current;
    const { left, top, bottom } = hint.value;
    const x = Math.max(EDGE, Math.min(left, innerWidth - width - EDGE));
    const below = bottom + GAP + height <= innerHeight - EDGE;
    const y = below ? bottom + GAP : Math.max(EDGE, top - GAP - height);
    sheet.current.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
  });

  return hint.value ? html`<div class="help" role="tooltip" ref=${sheet}>${hint.value.text}</div>` : null;
}

/** @param {(hint: Hint | null) => void} show @returns {() => void} */
function listen(show) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const hide = () => {
    clearTimeout(timer);
    show(null);
  };
  /** @param {Element | null} element @param {number} wait */
  const plan = (element, wait) => {
    hide();
    if (!element) return;
    timer = setTimeout(() => {
      const text = element.getAttribute("data-help");
      const { left, right, top, bottom } = element.getBoundingClientRect();
      if (text && element.isConnected) show({ text, left, right, top, bottom });
    }, wait);
  };
  const over = (/** @type {PointerEvent} */ event) => plan(helped(event.target), event.pointerType === "touch" ? 0 : PATIENCE_MS);
  const focus = (/** @type {FocusEvent} */ event) => {
    const target = /** @type {Element} */ (event.target);
    if (target.matches(":focus-visible")) plan(helped(target) ?? helpOfRow(target), PATIENCE_MS);
  };
  document.addEventListener("pointerover", over);
  document.addEventListener("focusin", focus);
  const enders = ["focusout", "keydown", "scroll"];
  for (const name of enders) document.addEventListener(name, hide, true);
  return () => {
    hide();
    document.removeEventListener("pointerover", over);
    document.removeEventListener("focusin", focus);
    for (const name of enders) document.removeEventListener(name, hide, true);
  };
}

/** @param {EventTarget | null} target */
const helped = (target) => (target instanceof Element ? target.closest("[data-help]") : null);

/** A control's help stands at the name of its row. @param {Element} element */
const helpOfRow = (element) => element.closest(".row")?.querySelector("[data-help]") ?? null;
