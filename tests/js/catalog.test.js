import assert from "node:assert/strict";
import test from "node:test";

import { labelOf } from "../../static/js/catalog.js";
import { catalog } from "../../static/js/signals.js";
import { setView } from "../../static/js/state.js";
import { A_CATALOG } from "./a-catalog.js";

catalog.value = A_CATALOG;
const momentum = (label) => ({ optimizer: "SGD", preset: "Momentum", label });

test("a label that nobody chose follows the language of the page", () => {
  setView({ language: "zh" });
  assert.equal(labelOf(momentum("Momentum")), "Momentum（中）");
  assert.equal(labelOf(momentum("Momentum 2")), "Momentum（中） 2");
  setView({ language: "en" });
  assert.equal(labelOf(momentum("Momentum（中）")), "Momentum");
});

test("a label of the person's own stays as it is", () => {
  setView({ language: "zh" });
  for (const label of ["Momentum, small", "SGD", "2"]) assert.equal(labelOf(momentum(label)), label);
  assert.equal(labelOf({ optimizer: "Gone", preset: null, label: "Gone" }), "Gone");
  setView({ language: "en" });
});
