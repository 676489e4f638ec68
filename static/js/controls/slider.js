// @ts-check
/** A slider that stops at round values of its scale, and tells a drag from a choice. */

import { html, useMemo, useRef } from "../../vendor/preact.js";
import { nearestStop, nextStop, position, stops } from "./scale.js";

/** @import { Range } from "./scale.js" */

/** The travel in units of the native input: fine enough that no stop is lost. */
const TRAVEL = 10000;
/** Arrow keys go to the next stop, the larger keys over several. @type {Record<string, number>} */
const KEYS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 5, PageDown: -5, Home: -Infinity, End: Infinity };

/**
 * `onInput` gets each value while the hand is down (`dragging`) and each value the keyboard chooses; `onRest` is
 * called when the hand lets go, `onNear` when it comes near.
 * @param {{ range: Range, value: number, label: string, help?: string, text?: string,
 *   onInput: (value: number, how: { dragging: boolean }) => void, onRest?: () => void, onNear?: () => void }} props
 */
export function Slider({ range, value, label, help, text, onInput, onRest, onNear }) {
  const values = useMemo(() => stops(range), [range.low, range.high, range.scale, range.kind]);
  const held = useRef(false);
  const place = position(range, value);

  /** @param {Event} event */
  const input = (event) => {
    const element = /** @type {HTMLInputElement} */ (event.target);
    const next = nearestStop(range, values, Number(element.value) / TRAVEL);
    element.value = String(position(range, next) * TRAVEL);
    held.current = true;
    if (next !== value) onInput(next, { dragging: true });
  };
  const rest = () => {
    if (!held.current) return;
    held.current = false;
    onRest?.();
  };
  /** @param {KeyboardEvent} event */
  const key = (event) => {
    const by = KEYS[event.key];
    if (by === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    const next = Number.isFinite(by) ? nextStop(values, value, by) : by > 0 ? values[values.length - 1] : values[0];
    if (next !== value) onInput(next, { dragging: false });
  };

  return html`<input
    type="range"
    class="slider"
    min="0"
    max=${TRAVEL}
    step="any"
    value=${place * TRAVEL}
    style=${`--at: ${place}`}
    aria-label=${label}
    aria-valuetext=${text ?? String(value)}
    data-help=${help}
    onInput=${input}
    onChange=${rest}
    onPointerUp=${rest}
    onBlur=${rest}
    onKeyDown=${key}
    onPointerEnter=${onNear}
    onPointerDown=${onNear}
    onFocus=${onNear}
  />`;
}
