import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import test from "node:test";

import { setView } from "../../static/js/state.js";
import { t } from "../../static/js/strings.js";
import { TEXTS } from "../../static/js/texts.js";

const places = (text) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
const ALL = Object.entries(TEXTS).flatMap(([section, texts]) =>
  Object.entries(texts).map(([key, text]) => ({ name: `${section}.${key}`, ...text })),
);

test("every text is there in both languages with the same places to fill", () => {
  for (const { name, en, zh } of ALL) {
    assert.ok(en.trim() && zh.trim(), name);
    assert.deepEqual(places(zh), places(en), name);
  }
});

test("a text is the same in both languages only where it is a name or a symbol", () => {
  const same = ALL.filter(({ en, zh }) => en === zh && !/[一-鿿]/.test(zh));
  const words = same.filter(({ en }) => /[a-z]{3,} [a-z]{3,}/.test(en.replace(/\{\w+\}/g, "")));
  assert.deepEqual(words, []);
});

test("English has no Chinese letters but for the name of the other language", () => {
  const mixed = ALL.filter(({ en }) => /[一-鿿]/.test(en)).map(({ name }) => name);
  assert.deepEqual(mixed, ["page.switchLanguage", "page.languageShort"]);
});

test("no view brings words of its own past the table of texts", () => {
  const root = new URL("../../static/js/", import.meta.url);
  const found = [];
  for (const name of readdirSync(root, { recursive: true })) {
    if (!name.endsWith(".js") || name === "texts.js") continue;
    const source = readFileSync(new URL(name, root), "utf8").replace(/\/\*[^]*?\*\//g, "");
    for (const [whole] of source.matchAll(/>\s*[A-Za-z][a-z]+( [a-z]+)+[.?!]?\s*</g)) found.push(`${name}: ${whole.trim()}`);
    for (const [whole] of source.matchAll(/(?:title|aria-label|data-help|placeholder)="[A-Za-z][^"$]*"/g)) found.push(`${name}: ${whole}`);
    if (/[一-鿿]/.test(source) && name !== "sentences.js") found.push(`${name}: Chinese`);
  }
  assert.deepEqual(found, []);
});

test("a text is filled from its values in the language of the page", () => {
  setView({ language: "en" });
  assert.equal(t("hide", { label: "Adam" }), "Hide Adam");
  setView({ language: "zh" });
  assert.equal(t("hide", { label: "Adam" }), "隐藏 Adam");
  assert.equal(t("hide"), "隐藏 {label}");
});
