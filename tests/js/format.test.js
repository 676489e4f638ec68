import assert from "node:assert/strict";
import test from "node:test";

import { editNumber, formatNumber, formatSeconds, readNumber, toTsv } from "../../static/js/format.js";

test("a number is written with the digits that matter and a real minus sign", () => {
  assert.equal(formatNumber(0.123456), "0.1235");
  assert.equal(formatNumber(-12.5), "−12.5");
  assert.equal(formatNumber(100), "100");
  assert.equal(formatNumber(0), "0");
  assert.equal(formatNumber(123456), "123500");
});

test("very small and very large numbers have an exponent", () => {
  assert.equal(formatNumber(1.5e-9), "1.5e−9");
  assert.equal(formatNumber(-2.34567e12, 3), "−2.35e12");
  assert.equal(formatNumber(0.0001), "0.0001");
});

test("what is not known is a dash and infinity has its sign", () => {
  assert.equal(formatNumber(null), "–");
  assert.equal(formatNumber(undefined), "–");
  assert.equal(formatNumber(NaN), "–");
  assert.equal(formatNumber(-Infinity), "−∞");
});

test("a field reads back exactly what was written into it", () => {
  for (const value of [0.1, 1e-12, 1e21, -3, 0.30000000000000004, 0]) {
    assert.equal(readNumber(editNumber(value)), value);
  }
});

test("a field shows small numbers with an exponent instead of a row of zeros", () => {
  assert.equal(editNumber(0.00000125), "1.25e-6");
  assert.equal(editNumber(0.001), "0.001");
});

test("a field takes the ways people type numbers and refuses everything else", () => {
  assert.equal(readNumber(" .5 "), 0.5);
  assert.equal(readNumber("1e-3"), 0.001);
  assert.equal(readNumber("0,01"), 0.01);
  assert.equal(readNumber("−2"), -2);
  for (const text of ["", "abc", "1e999", "0x10", "1 2", "NaN", "--1"]) assert.equal(readNumber(text), null, text);
});

test("seconds are milliseconds below one", () => {
  assert.equal(formatSeconds(0.0123), "12.3 ms");
  assert.equal(formatSeconds(2.5), "2.5 s");
  assert.equal(formatSeconds(null), "–");
});

test("a copied table keeps its cells apart whatever a label contains", () => {
  assert.equal(toTsv([["a\tb", 1], ["c\nd", null]]), "a b\t1\nc d\t");
});
