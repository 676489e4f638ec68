// @ts-check
/** The icons of the panels: strokes of 1.5 on a grid of 20. */

import { html } from "../../vendor/preact.js";

const STROKES = {
  add: "M10 4v12M4 10h12",
  remove: "M5 5l10 10M15 5L5 15",
  duplicate: "M7.5 7.5V4.5a1 1 0 0 1 1-1h7a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1h-3M4.5 7.5h7a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1z",
  eye: "M2 10s3-5.5 8-5.5S18 10 18 10s-3 5.5-8 5.5S2 10 2 10zM10 7.6a2.4 2.4 0 1 1 0 4.8a2.4 2.4 0 0 1 0-4.8",
  hidden: "M3 3l14 14M8 4.8A8 8 0 0 1 10 4.5c5 0 8 5.5 8 5.5a14 14 0 0 1-2.6 3.2M5 6.3A14 14 0 0 0 2 10s3 5.5 8 5.5a8 8 0 0 0 3.8-1M8.3 8.4a2.4 2.4 0 0 0 3.3 3.3",
  link: "M8.5 11.5a3 3 0 0 0 4.4.2l2.8-2.8a3 3 0 0 0-4.3-4.3l-1 1M11.5 8.5a3 3 0 0 0-4.4-.2l-2.8 2.8a3 3 0 0 0 4.3 4.3l1-1",
  chevron: "M5.5 8l4.5 4.5L14.5 8",
  up: "M5.5 12l4.5-4.5L14.5 12",
  pin: "M7.5 3.5h5M8.5 3.5v4.8L6 11.5h8l-2.5-3.2V3.5M10 11.5v5",
  unpin: "M3.5 3.5l13 13M7.5 3.5h5M8.5 4.5v3.8L6 11.5h5.5M11.5 3.5v4.8l2 2.6M10 11.5v5",
  book: "M10 5.5C8.5 4.3 6.2 4 3.5 4v11c2.7 0 5 .3 6.5 1.5C11.5 15.3 13.8 15 16.5 15V4c-2.7 0-5 .3-6.5 1.5zM10 5.5v11",
  help: "M10 3.2a6.8 6.8 0 1 1 0 13.6a6.8 6.8 0 0 1 0-13.6M7.9 8.1a2.1 2.1 0 1 1 3 1.9c-.6.3-.9.7-.9 1.4M10 13.6v.3",
  copy: "M7 4.5h6M7 3.5h6v2H7zM7 4.5H5a1 1 0 0 0-1 1v10a1 1 0 0 0 1 1h10a1 1 0 0 0 1-1v-10a1 1 0 0 0-1-1h-2M7 10h6M7 13h4",
  back: "M4 9.5h8.5a3.5 3.5 0 0 1 0 7H9M4 9.5L7.5 6M4 9.5L7.5 13",
  auto: "M10 3.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 0 1 0-13M10 3.5v13M10 6.5h4.5M10 10h6.4M10 13.5h4.5",
  light: "M10 6.5a3.5 3.5 0 1 1 0 7a3.5 3.5 0 0 1 0-7M10 2v2M10 16v2M2 10h2M16 10h2M4.3 4.3l1.4 1.4M14.3 14.3l1.4 1.4M4.3 15.7l1.4-1.4M14.3 5.7l1.4-1.4",
  dark: "M16.5 12A7 7 0 0 1 8 3.5a7 7 0 1 0 8.5 8.5z",
  flask: "M8 3.5h4M8.8 3.5v4.6l-4.2 6.6a1.2 1.2 0 0 0 1 1.8h8.8a1.2 1.2 0 0 0 1-1.8l-4.2-6.6V3.5M6.6 12h6.8",
  download: "M10 3v9M6.5 8.5L10 12l3.5-3.5M4 15.5h12",
  steps: "M3.5 15.5h4v-4h4v-4h4V4M12.5 7l3-3 3 3",
  spark: "M10 3v4M10 13v4M3 10h4M13 10h4M5.5 5.5l2 2M12.5 12.5l2 2M5.5 14.5l2-2M12.5 7.5l2-2",
};

/** @typedef {keyof typeof STROKES} IconName */

/** @param {{ name: IconName }} props */
export const Icon = ({ name }) =>
  html`<svg class="line-icon" viewBox="0 0 20 20" width="18" height="18" aria-hidden="true" focusable="false">
    <path d=${STROKES[name]} />
  </svg>`;

/** A button that is an icon. @param {{ icon: IconName, text: string, onClick: () => void, disabled?: boolean, pressed?: boolean }} props */
export const IconButton = ({ icon, text, onClick, disabled = false, pressed }) =>
  html`<button
    type="button"
    class="icon-button"
    title=${text}
    aria-label=${text}
    aria-pressed=${pressed}
    disabled=${disabled}
    onClick=${onClick}
  >
    <${Icon} name=${icon} />
  </button>`;
