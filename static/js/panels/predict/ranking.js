// @ts-check
/** The runs to be put in order: by pointer, by finger, by buttons, by the arrow keys. */

import { html, useEffect, useRef, useSignal } from "../../../vendor/preact.js";
import { labelOf, valueOf } from "../../catalog.js";
import { formatNumber } from "../../format.js";
import { rankAt, ranking } from "../../predict.js";
import { askWord } from "../../strings.js";
import { Swatch } from "../../views/swatch.js";
import { IconButton } from "../icons.js";

/** @import { Signal } from "../../../vendor/preact.js" */
/** @import { Run } from "../../types.js" */

export function Ranking() {
  const runs = ranking.value;
  const said = useSignal("");
  const held = useSignal("");
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  const moved = useRef("");
  useEffect(() => keepFocus(list.current, moved.current));
  /** @param {Run} run @param {number} place */
  const move = (run, place) => {
    if (place < 0 || place >= runs.length) return;
    moved.current = run.key;
    rankAt(run.key, place);
    said.value = askWord("moved", { label: labelOf(run), place: place + 1, count: runs.length });
  };
  return html`<ol class="ranking" ref=${list} aria-label=${askWord("ranking")}>
      ${runs.map((run, place) => html`<${Place} key=${run.key} ...${{ run, place, count: runs.length, move, held }} />`)}
    </ol>
    <p class="visually-hidden" aria-live="polite">${said.value}</p>`;
}

/** @typedef {{ run: Run, place: number, count: number, move: (run: Run, place: number) => void, held: Signal<string> }} PlaceProps */

/** @param {PlaceProps} props */
function Place({ run, place, count, move, held }) {
  const label = labelOf(run);
  const lr = valueOf(run, "lr");
  return html`<li
    class="ranked"
    data-run=${run.key}
    data-held=${held.value === run.key}
    onPointerDown=${(/** @type {PointerEvent} */ event) => take(event, run, held)}
    onPointerMove=${(/** @type {PointerEvent} */ event) => drag(event, run, place, move, held)}
    onPointerUp=${() => (held.value = "")}
    onPointerCancel=${() => (held.value = "")}
  >
    <button
      type="button"
      class="grip"
      aria-label=${askWord("grip", { label, place: place + 1, count })}
      title=${askWord("gripHelp")}
      onKeyDown=${(/** @type {KeyboardEvent} */ event) => byKey(event, run, place, move)}
    >
      <svg viewBox="0 0 12 20" width="12" height="20" aria-hidden="true"><path d="M3.5 5h.01M8.5 5h.01M3.5 10h.01M8.5 10h.01M3.5 15h.01M8.5 15h.01" /></svg>
    </button>
    <span class="ranked-place" aria-hidden="true">${place + 1}</span>
    <${Swatch} hue=${run.hue} />
    <span class="ranked-name">${label}${typeof lr === "number" ? html` <small>lr ${formatNumber(lr, 3)}</small>` : null}</span>
    <${IconButton} icon="up" text=${askWord("up", { label })} disabled=${place === 0} onClick=${() => move(run, place - 1)} />
    <${IconButton} icon="chevron" text=${askWord("down", { label })} disabled=${place === count - 1} onClick=${() => move(run, place + 1)} />
  </li>`;
}

/** A row that moves in the list may lose the focus on the way. @param {HTMLElement | null} list @param {string} key */
function keepFocus(list, key) {
  if (!list || !key || document.activeElement !== document.body) return;
  /** @type {HTMLElement | null} */ (list.querySelector(`[data-run="${CSS.escape(key)}"] .grip`))?.focus();
}

/** @param {PointerEvent} event @param {Run} run @param {Signal<string>} held */
function take(event, run, held) {
  const target = /** @type {Element} */ (event.target);
  if (event.button !== 0 || target.closest(".icon-button")) return;
  // A finger on the row scrolls the page; on the grip it moves the row.
  if (event.pointerType === "touch" && !target.closest(".grip")) return;
  /** @type {HTMLElement} */ (event.currentTarget).setPointerCapture(event.pointerId);
  held.value = run.key;
}

/** To the place whose row is under the pointer. @param {PointerEvent} event @param {Run} run @param {number} place
 * @param {PlaceProps["move"]} move @param {Signal<string>} held */
function drag(event, run, place, move, held) {
  if (held.value !== run.key) return;
  const rows = [.../** @type {HTMLElement} */ (/** @type {HTMLElement} */ (event.currentTarget).parentElement).children];
  const over = rows.findIndex((row) => event.clientY < row.getBoundingClientRect().bottom);
  const next = over < 0 ? rows.length - 1 : over;
  if (next !== place) move(run, next);
}

/** @param {KeyboardEvent} event @param {Run} run @param {number} place @param {PlaceProps["move"]} move */
function byKey(event, run, place, move) {
  const way = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 }[event.key];
  if (!way) return;
  event.preventDefault();
  event.stopPropagation();
  move(run, place + way);
}
