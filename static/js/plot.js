// @ts-check
/**
 * The one module that names Plotly, a classic script served from /vendor/plotly.min.js. A figure is drawn with `draw`,
 * which keeps what it can of the figure before; its axes are read back through events alone. The script holds up the
 * page for half a second, so it runs when `loadPlotly` says so: what is to be drawn before then waits for it, the
 * newest for each host.
 */

import { unpacked } from "./packed.js";

/** @typedef {Record<string, any>} Trace */
/** @typedef {Record<string, any>} Layout */
/** @typedef {Record<string, any>} Config */
/** @typedef {HTMLElement} Host  the element that holds a figure */

/** @type {Config} */
const COMMON = { displayModeBar: false, displaylogo: false, responsive: false, showTips: false, doubleClick: false };

/** @returns {any} */
const plotly = () => /** @type {any} */ (globalThis).Plotly;

/** @type {() => void} */
let ready;
/** @type {Promise<void>} */
const plotlyReady = new Promise((resolve) => (ready = resolve));

/** Run the script, which the page has fetched ahead. @returns {Promise<void>} */
export function loadPlotly() {
  const packed = document.getElementById("plotly-packed");
  if (packed) return loadPacked(packed);
  const ahead = /** @type {HTMLLinkElement} */ (document.getElementById("plotly"));
  const script = document.createElement("script");
  script.src = ahead.href;
  document.head.append(script);
  return new Promise((resolve, reject) => {
    script.onload = () => resolve(ready());
    script.onerror = () => reject(new Error(`${ahead.href} did not arrive`));
  });
}

/** A saved page brings the script with it. @param {HTMLElement} packed */
async function loadPacked(packed) {
  const script = document.createElement("script");
  script.textContent = await unpacked(packed).text();
  document.head.append(script);
  ready();
}

/** What waits to be drawn, by host. @type {Map<Host, () => unknown>} */
const waiting = new Map();

/** Hosts that were let go of; what was still to be changed in their figures has no object any more. @type {WeakSet<Host>} */
const gone = new WeakSet();

/** @param {() => unknown} use @returns {Promise<unknown>} */
const soon = async (use) => (plotly() ? use() : plotlyReady.then(use));

/** Draw a figure, or bring the one that is there to this state. @param {Host} host @param {Trace[]} data
 * @param {Layout} layout @param {Config} [config] @returns {Promise<unknown>} */
export const draw = (host, data, layout, config = {}) => {
  gone.delete(host);
  waiting.set(host, () => plotly().react(host, data, layout, { ...COMMON, ...config }));
  return soon(() => {
    const newest = waiting.get(host);
    waiting.delete(host);
    return newest?.();
  });
};

/** Change attributes of the layout, such as "xaxis.range". @param {Host} host @param {Layout} update @returns {Promise<unknown>} */
export const relayout = (host, update) => soon(() => gone.has(host) || plotly().relayout(host, update));

/** Change attributes of some traces. @param {Host} host @param {Trace} update lists, one item for each trace
 * @param {number[]} traces @returns {Promise<unknown>} */
export const restyle = (host, update, traces) => soon(() => gone.has(host) || plotly().restyle(host, update, traces));

/** Let go of a figure and of its WebGL context. @param {Host} host */
export function purge(host) {
  waiting.delete(host);
  gone.add(host);
  plotly()?.purge(host);
}

/** @param {Host} host @param {"relayouting" | "relayout" | "doubleclick"} name @param {(event: any) => void} hear */
export const listen = (host, name, hear) => soon(() => /** @type {any} */ (host).on?.(`plotly_${name}`, hear));

/**
 * The range that an event of panning or zooming tells, or the parts of it that it tells.
 * @param {Record<string, any>} event @returns {{ x: [number, number] | null, y: [number, number] | null }}
 */
export function rangeOf(event) {
  /** @param {"x" | "y"} name @returns {[number, number] | null} */
  const axis = (name) => {
    const pattern = new RegExp(`^${name}axis\\d*\\.range(\\[[01]\\])?$`);
    const keys = Object.keys(event).filter((key) => pattern.test(key));
    if (keys.length === 0) return null;
    const whole = keys.find((key) => key.endsWith("range"));
    if (whole) return event[whole];
    const stem = keys[0].slice(0, -3);
    return [Number(event[`${stem}[0]`]), Number(event[`${stem}[1]`])];
  };
  return { x: axis("x"), y: axis("y") };
}

/** The figure of a host as a data URL. @param {Host} host @param {{ format: "png" | "svg", width: number, height: number, scale?: number }} options @returns {Promise<string>} */
export const image = (host, options) => /** @type {Promise<string>} */ (soon(() => plotly().toImage(host, options)));
