// @ts-check
/** Begin: the choices that the address brings, the page, and the address that follows the choices. */

import { effect, html, render } from "../../vendor/preact.js";
import { view } from "../signals.js";
import { builderWord } from "../strings.js";
import { Builder } from "./page.js";
import { link, open } from "./state.js";

const root = /** @type {HTMLElement} */ (document.getElementById("app"));
const asked = new URLSearchParams(location.search).get("lang");
if (asked === "en" || asked === "zh") view.value = { ...view.value, language: asked };

open(location.hash);
addEventListener("hashchange", () => open(location.hash));
effect(() => {
  document.documentElement.lang = view.value.language === "zh" ? "zh-CN" : "en";
  document.title = `${builderWord("title")} · Thalweg`;
});
effect(() => history.replaceState(null, "", link.value ? `#${link.value}` : location.pathname + location.search));
render(html`<${Builder} />`, root);
root.removeAttribute("aria-busy");
