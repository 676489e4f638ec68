// @ts-check
/** The playback of the stage as a film, recorded here while it plays. */

import { effect } from "../vendor/preact.js";
import { drawables, emptyPicture, paintPicture } from "./stage-picture.js";
import { playhead, playing, setPlayhead, view } from "./state.js";

const FORMATS = ["video/webm;codecs=vp9", "video/webm;codecs=vp8", "video/webm"];
const PICTURES_A_SECOND = 30;
const BITS_A_SECOND = 6_000_000;
/** The last picture stays for a moment. */
const END_MS = 600;

const format = () => FORMATS.find((one) => globalThis.MediaRecorder?.isTypeSupported(one));

/** Whether this browser can, and the stage is not a scene in 3D, which keeps no picture of itself. */
export const canFilm = () => format() !== undefined && view.value.layout !== "3d";

/** Play from the start to the end, and hand over the film. @returns {Promise<Blob>} */
export async function filmStage() {
  const canvas = emptyPicture();
  const parts = await drawables();
  paintPicture(canvas, parts);
  const recorder = new MediaRecorder(canvas.captureStream(PICTURES_A_SECOND), { mimeType: format(), videoBitsPerSecond: BITS_A_SECOND });
  /** @type {Blob[]} */
  const pieces = [];
  recorder.ondataavailable = ({ data }) => pieces.push(data);
  const stopped = new Promise((resolve) => (recorder.onstop = resolve));
  const former = playhead.peek();
  setPlayhead(0);
  recorder.start(250);
  playing.value = true;
  let going = true;
  const paint = () => {
    if (!going) return;
    paintPicture(canvas, parts);
    requestAnimationFrame(paint);
  };
  paint();
  await untilPlayed();
  await new Promise((resolve) => setTimeout(resolve, END_MS));
  going = false;
  recorder.stop();
  await stopped;
  setPlayhead(former);
  return new Blob(pieces, { type: "video/webm" });
}

/** @returns {Promise<void>} */
function untilPlayed() {
  return new Promise((resolve) => {
    const stop = effect(() => {
      if (playing.value) return;
      queueMicrotask(() => {
        stop();
        resolve();
      });
    });
  });
}
