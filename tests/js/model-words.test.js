import assert from "node:assert/strict";
import test from "node:test";

import { MODEL_WORDS } from "../../static/js/views/model/words.js";

const places = (text) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

test("every text of a model is there in both languages with the same places to fill", () => {
  for (const [key, text] of Object.entries(MODEL_WORDS)) {
    assert.ok(text.en.trim() && text.zh.trim(), key);
    assert.deepEqual(places(text.zh), places(text.en), key);
  }
});
