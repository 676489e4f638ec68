// @ts-check
/** The views that the page is made of. */

export { Curves } from "./curves.js";
export { FanCurve } from "./fan-curve.js";
export { keepPlaying } from "./playback.js";
export { Segmented } from "./segmented.js";
export { Stage } from "./stage.js";
export { StageWords } from "./stage-words.js";
export { Swatch } from "./swatch.js";
export { Thumbnail } from "./thumbnail.js";
export { Timeline } from "./timeline.js";
