// @ts-check
/** Begin: the catalog, the scene, the connection, the page. */

import { html, render } from "../vendor/preact.js";
import { fetchCatalog } from "./catalog.js";
import { listenToKeys } from "./keyboard.js";
import { startLive } from "./live/index.js";
import { toast } from "./panels/messages.js";
import { Shell } from "./panels/shell.js";
import { keepAddress, openScene } from "./scene.js";
import { catalog } from "./state.js";
import { t } from "./strings.js";
import { keepDocument } from "./theme.js";

/** Long enough to read a list. */
const IGNORED_MS = 10_000;

const root = /** @type {HTMLElement} */ (document.getElementById("app"));

/** The large script comes after this one: the first comparison is computed while the browser still reads it. */
const plotly = new Promise((ready, fail) => {
  const script = /** @type {HTMLScriptElement} */ (document.getElementById("plotly"));
  if ("Plotly" in globalThis) ready(null);
  script.addEventListener("load", ready);
  script.addEventListener("error", () => fail(new Error(`${script.src} did not arrive`)));
});

/** @param {string[]} parts */
function sayIgnored(parts) {
  if (parts.length > 0) toast(t("linkIgnored", { parts: parts.join(", ") }), IGNORED_MS);
}

async function begin() {
  keepDocument();
  catalog.value = await fetchCatalog();
  const ignored = openScene();
  startLive();
  await plotly;
  listenToKeys();
  root.replaceChildren();
  render(html`<${Shell} />`, root);
  root.removeAttribute("aria-busy");
  keepAddress(sayIgnored);
  sayIgnored(ignored);
}

begin().catch((error) => {
  const message = document.createElement("p");
  message.className = "failure";
  message.setAttribute("role", "alert");
  message.textContent = t("beginFailed", { reason: error instanceof Error ? error.message : String(error) });
  root.replaceChildren(message);
  throw error;
});
