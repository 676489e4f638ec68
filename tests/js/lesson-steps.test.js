// The arithmetic of a lesson's page.

import assert from "node:assert/strict";
import { test } from "node:test";
import { sceneLink, stepOf, stepsOfKey } from "../../static/js/lessons/steps.js";

test("a hash names a step, and anything else the first one", () => {
  assert.deepEqual(["", "#", "#1", "#3", "#6", "#7", "#0", "#999999", "#-1", "#x", "#2x", "#1e9"].map((hash) => stepOf(hash, 6)), [0, 0, 0, 2, 5, 5, 0, 5, 0, 0, 0, 0]);
});

test("a scene takes the language of the lesson, and the theme that was asked for", () => {
  assert.equal(sceneLink("f=beale&steps=5", { lang: "zh" }), "f=beale&steps=5&lang=zh");
  assert.equal(sceneLink("lang=en&f=beale&theme=light", { lang: "zh", theme: "dark" }), "f=beale&lang=zh&theme=dark");
  assert.equal(sceneLink("f=beale&theme=light", { lang: "en" }), "f=beale&theme=light&lang=en");
  assert.equal(sceneLink("langs=1&note='lang=zh'", { lang: "en" }), "langs=1&note='lang=zh'&lang=en");
  assert.equal(sceneLink("", { lang: "en" }), "lang=en");
});

test("the keys of a presenter turn the steps, and those of the browser are left alone", () => {
  const key = (name, held = {}) => stepsOfKey({ key: name, ctrlKey: false, altKey: false, metaKey: false, ...held });
  assert.deepEqual(["PageDown", "n", "PageUp", "p", "x", "Enter"].map((name) => key(name)), [1, 1, -1, -1, 0, 0]);
  assert.equal(key("n", { ctrlKey: true }), 0);
  assert.equal(key("PageDown", { altKey: true }), 0);
});
