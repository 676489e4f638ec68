// @ts-check
/** The timeline: play, step, scrub. Its playhead is the one of the stage and of the curves. */

import { html } from "../../vendor/preact.js";
import { shownStep } from "../progress.js";
import { asking, comparison, playing, setPlayhead, setSpeed, speed, stepBy, togglePlay } from "../state.js";
import { word } from "../strings.js";
import { Icon } from "./icons.js";

/** @import { Child } from "../../vendor/preact.js" */

const SPEEDS = [0.25, 0.5, 1, 2, 4, 8];
const JUMPS = [1, 10, 100];

/** @param {{ children?: Child }} props what stands at its end */
export function Timeline({ children = null }) {
  const { steps } = comparison.value;
  const text = word("stepOf", { k: shownStep.value, n: steps });
  return html`<section class="timeline" aria-label=${word("timeline")} inert=${asking.value} onKeyDown=${onKey}>
    <${Button} text=${word("toStart")} onClick=${() => stepBy(-steps)}><${Icon} name="first" /></${Button}>
    <div class="jumps">
      ${[...JUMPS].reverse().map((jump) => html`<${Jump} key=${-jump} jump=${-jump} />`)}
    </div>
    <button
      type="button"
      class="play"
      aria-label=${word(playing.value ? "pause" : "play")}
      title=${word(playing.value ? "pause" : "play")}
      onClick=${togglePlay}
    >
      <${Icon} name=${playing.value ? "pause" : "play"} />
    </button>
    <div class="jumps">${JUMPS.map((jump) => html`<${Jump} key=${jump} jump=${jump} />`)}</div>
    <${Button} text=${word("toEnd")} onClick=${() => stepBy(steps)}><${Icon} name="last" /></${Button}>
    <input
      class="scrubber"
      type="range"
      min="0"
      max=${steps}
      step="1"
      value=${shownStep.value}
      aria-label=${word("timeline")}
      aria-valuetext=${text}
      style=${`--played: ${(100 * shownStep.value) / (steps || 1)}%`}
      onInput=${(/** @type {Event} */ event) => scrubTo(event)}
    />
    <output class="step-count">${text}</output>
    <select
      class="speed"
      aria-label=${word("speed")}
      title=${word("speed")}
      onChange=${(/** @type {Event} */ event) => setSpeed(Number(/** @type {HTMLSelectElement} */ (event.target).value))}
    >
      ${SPEEDS.map((value) => html`<option key=${value} value=${value} selected=${value === speed.value}>${value}×</option>`)}
    </select>
    ${children}
  </section>`;
}

/** @param {{ text: string, onClick: () => void, children?: unknown }} props */
const Button = ({ text, onClick, children }) =>
  html`<button type="button" class="icon-button" aria-label=${text} title=${text} onClick=${onClick}>${children}</button>`;

/** @param {{ jump: number }} props */
function Jump({ jump }) {
  const size = Math.abs(jump);
  const text = word(jump < 0 ? "back" : "forward", { n: size });
  return html`<button type="button" class="jump" data-size=${size} aria-label=${text} title=${text} onClick=${() => stepBy(jump)}>
    ${jump < 0 ? "−" : "+"}${size}
  </button>`;
}

/** @param {Event} event */
function scrubTo(event) {
  playing.value = false;
  setPlayhead(Number(/** @type {HTMLInputElement} */ (event.target).value));
}

/** In the timeline, wherever the focus is, arrows step: by ten with shift. @param {KeyboardEvent} event */
function onKey(event) {
  if (/** @type {HTMLElement} */ (event.target).tagName === "SELECT" || event.ctrlKey || event.metaKey || event.altKey) return;
  const size = event.shiftKey ? 10 : 1;
  /** @type {Record<string, () => void>} */
  const keys = {
    ArrowLeft: () => stepBy(-size),
    ArrowRight: () => stepBy(size),
    PageDown: () => stepBy(-100),
    PageUp: () => stepBy(100),
    Home: () => stepBy(-comparison.value.steps),
    End: () => stepBy(comparison.value.steps),
  };
  if (!keys[event.key]) return;
  event.preventDefault();
  keys[event.key]();
}
