import assert from "node:assert/strict";
import test from "node:test";

import { WORDS } from "../../static/js/panels/learning/words.js";
import { setView } from "../../static/js/state.js";
import { TEXTS, t } from "../../static/js/strings.js";
import { BACKWARD_WORDS } from "../../static/js/views/backward-words.js";

const places = (text) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

test("every text is there in both languages with the same places to fill", () => {
  for (const [key, text] of [...Object.entries(TEXTS), ...Object.entries(WORDS), ...Object.entries(BACKWARD_WORDS)]) {
    assert.ok(text.en.trim() && text.zh.trim(), key);
    assert.deepEqual(places(text.zh), places(text.en), key);
  }
});

test("a text is filled from its values in the language of the page", () => {
  setView({ language: "en" });
  assert.equal(t("hide", { label: "Adam" }), "Hide Adam");
  setView({ language: "zh" });
  assert.equal(t("hide", { label: "Adam" }), "隐藏 Adam");
  assert.equal(t("hide"), "隐藏 {label}");
});
