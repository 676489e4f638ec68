import assert from "node:assert/strict";
import test from "node:test";

import { read, write } from "../../static/js/notation.js";

const VALUES = [
  0, -1.5, 1e-8, 1e21, 0.1, true, false, null, "Adam", "3d", "true", "12", "1e5", "two words", "it's (a, b): 100%", "动量", "",
  [], [0.9, 0.999], [[1], []], {}, { lr: 0.05, betas: [0.9, 0.999] }, { "a b": { c: {} } }, { id: "StepLR", params: {} },
];

test("what is written is read back as it was", () => {
  for (const value of VALUES) assert.deepEqual(read(write(value)), value, write(value));
});

test("a written value is short and can be read by a person", () => {
  assert.equal(write({ use: "Adam", set: { lr: 0.05, betas: [0.9, 0.999] } }), "(use:Adam,set:(lr:0.05,betas:(0.9,0.999)))");
});

test("what is written needs no further encoding in an address", () => {
  for (const value of VALUES) assert.match(write(value), /^[\w\-.~!$'()*,;:@/?%+[\]]*$/);
});

test("what means nothing is refused, never guessed", () => {
  for (const text of ["", "(", "(1", "(1,a:2)", "1)", "'open", "a b", "(1,,2)", "'%E0%A4%A'", "1e999", "(a:)", "(,)"]) {
    assert.throws(() => read(text), SyntaxError, text);
  }
});

test("brackets without end are refused before the stack is full", () => {
  assert.throws(() => read("(".repeat(100000)), SyntaxError);
});
