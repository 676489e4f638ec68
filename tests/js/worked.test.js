import assert from "node:assert/strict";
import test from "node:test";

import { readLists, tabled, writeLists } from "../../static/js/panels/model/worked.js";

test("an example is written as one would type it for torch, and read back", () => {
  assert.equal(writeLists([[2, 1, 0.1]], true), "[[2.0, 1.0, 0.1]]");
  assert.equal(writeLists([0]), "[0]");
  assert.deepEqual(readLists("[[2.0, 1., 0.1]]"), [[2, 1, 0.1]]);
  assert.deepEqual(readLists(" [0, -1] "), [0, -1]);
});

test("what is no list of numbers is not read", () => {
  for (const text of ["", "2", "[1, ", '["a"]', "[null]", "{}", "alert(1)"]) assert.equal(readLists(text), null, text);
});

test("numbers have the decimals of the textbook where those say something", () => {
  assert.deepEqual([0.6590011388859679, 0.24243297070471392, 0.09856589040931818, 0.41703001627783354].map(tabled), ["0.659", "0.242", "0.099", "0.417"]);
  assert.equal(tabled(-0.3409988611140321), "−0.341");
  assert.equal(tabled(0), "0.000");
  assert.equal(tabled(1.5e-7), "1.5e−7");
  assert.equal(tabled(null), "–");
});
