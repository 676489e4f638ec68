// @ts-check
/** Begin: the catalog, the scene, the connection, the page. */

import { effect, html, render } from "../vendor/preact.js";
import { fetchCatalog } from "./catalog.js";
import { listenToKeys } from "./keyboard.js";
import { VERSION } from "./link-made.js";
import { openRecording, recording } from "./live/recording.js";
import { startLive } from "./live/index.js";
import { toast } from "./panels/messages.js";
import { offerTour } from "./panels/tour.js";
import { Shell } from "./panels/shell.js";
import { loadPlotly } from "./plot.js";
import { keepPresentation } from "./present.js";
import { keepAddress, openScene } from "./scene.js";
import { keepSides } from "./sides.js";
import { catalog, embedded, results } from "./signals.js";
import { t } from "./strings.js";
import { keepDocument } from "./theme.js";

/** @import { Opened } from "./scene.js" */

/** Long enough to read a list. */
const IGNORED_MS = 10_000;
/** The first paths go before the large script that draws the landscape, unless they take longer than this. */
const LONGEST_WAIT_MS = 500;

const root = /** @type {HTMLElement} */ (document.getElementById("app"));

/** What the person should know of the link that brought the scene. @param {Opened} opened */
function sayOpened({ ignored, made }) {
  if (made.version !== null && made.version > VERSION) toast(t("linkNewer"), IGNORED_MS);
  if (made.torch !== null && made.torch !== catalog.value.torch) {
    toast(t("linkTorch", { made: made.torch, here: catalog.value.torch }), IGNORED_MS);
  }
  if (ignored.length > 0) toast(t("linkIgnored", { parts: ignored.join(", ") }), IGNORED_MS);
}

async function begin() {
  await openRecording();
  keepDocument();
  catalog.value = recording()?.catalog ?? (await fetchCatalog());
  const opened = openScene();
  if (!recording()) keepSides();
  startLive();
  listenToKeys();
  root.replaceChildren();
  render(html`<${Shell} />`, root);
  root.removeAttribute("aria-busy");
  keepAddress(sayOpened);
  keepPresentation();
  if (!opened.own && !embedded && !recording()) offerTour();
  sayOpened(opened);
  await Promise.race([firstPaths(), new Promise((go) => setTimeout(go, LONGEST_WAIT_MS))]);
  await loadPlotly();
}

/** When the first comparison is on the page. */
function firstPaths() {
  return new Promise((/** @type {(value?: unknown) => void} */ done) => {
    const stop = effect(() => {
      if (results.value.size === 0) return;
      requestAnimationFrame(() => setTimeout(done));
      queueMicrotask(() => stop());
    });
  });
}

begin().catch((error) => {
  const message = document.createElement("p");
  message.className = "failure";
  message.setAttribute("role", "alert");
  message.textContent = t("beginFailed", { reason: error instanceof Error ? error.message : String(error) });
  root.replaceChildren(message);
  throw error;
});
