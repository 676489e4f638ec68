import assert from "node:assert/strict";
import test from "node:test";

import { fill, numberMarkup } from "../../static/js/geometry/fill.js";

const place = (name, at) => `<mrow data-name="${name}"${at === undefined ? "" : ` data-at="${at}"`}></mrow>`;
const text = (markup) => markup.replace(/<[^>]+>/g, "");
const values = { m: [0.25, -0.5], beta1: 0.9, tiny: 1.2345678e-9 };
const filled = (template, at = 0) => text(fill(template, (name) => values[name], at));

test("a place holds the number of the coordinate that is looked at", () => {
  assert.equal(filled(`<math><mrow>${place("beta1")}<mo>⋅</mo>${place("m")}</mrow></math>`), "0.9⋅0.25");
});

test("a place may name a coordinate of its own", () => {
  assert.equal(filled(`<math><mrow>${place("m", 1)}</mrow></math>`), "−0.5");
});

test("a negative number after a sign and under a power stands in parentheses", () => {
  assert.equal(filled(`<math><mrow>${place("beta1")}<mo>+</mo>${place("m")}</mrow></math>`, 1), "0.9+(−0.5)");
  assert.equal(filled(`<math><msup><mrow>${place("m")}</mrow><mn>2</mn></msup></math>`, 1), "(−0.5)2");
});

test("a number keeps all its digits beside the ones that are read", () => {
  assert.match(numberMarkup(0.123456789), /data-value="0.123456789".*<mn>0.12346<\/mn>/);
  assert.equal(text(numberMarkup(values.tiny)), "1.235×10−9");
  assert.equal(text(numberMarkup(-values.tiny, true)), "(−1.235×10−9)");
});

test("what is not finite is a dash", () => {
  assert.equal(text(numberMarkup(null)), "–");
});
