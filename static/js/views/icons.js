// @ts-check
/** The icons of the views, drawn on a grid of 24. */

import { html } from "../../vendor/preact.js";

const SHAPES = {
  play: "M8 5.2v13.6L19 12z",
  pause: "M7 5h3.6v14H7zM13.4 5H17v14h-3.6z",
  first: "M6 5h2.4v14H6zM19 5.4v13.2L9.6 12z",
  last: "M15.6 5H18v14h-2.4zM5 5.4v13.2L14.4 12z",
  home: "M4 9V4h5v2H6v3zM15 4h5v5h-2V6h-3zM18 15h2v5h-5v-2h3zM6 15v3h3v2H4v-5z",
};

/** @param {{ name: keyof typeof SHAPES }} props */
export const Icon = ({ name }) =>
  html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d=${SHAPES[name]} /></svg>`;
