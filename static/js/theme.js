// @ts-check
/** What <html> carries: the theme and the language, so that CSS and screen readers know. */

import { effect } from "../vendor/preact.js";
import { darkTheme, systemDark, view } from "./state.js";
import { t } from "./strings.js";

export function keepDocument() {
  const wish = matchMedia("(prefers-color-scheme: dark)");
  systemDark.value = wish.matches;
  wish.addEventListener("change", () => (systemDark.value = wish.matches));
  effect(() => {
    const root = document.documentElement;
    root.dataset.theme = darkTheme.value ? "dark" : "light";
    root.toggleAttribute("data-present", view.value.present);
    root.lang = view.value.language === "zh" ? "zh-CN" : "en";
    document.title = `Thalweg – ${t("tagline")}`;
  });
}

/** Whether the person asked for a page that holds still. */
export const wantsStillness = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
