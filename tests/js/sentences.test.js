import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";

import { SENTENCES, sayProblem } from "../../static/js/sentences.js";
import { setView } from "../../static/js/state.js";

const SERVER = new URL("../../app/", import.meta.url).pathname;

/** Every code that the server's source gives a refusal. */
function codes() {
  const files = readdirSync(SERVER, { recursive: true }).filter((name) => name.endsWith(".py"));
  const source = files.map((name) => readFileSync(join(SERVER, name), "utf8")).join("\n");
  return new Set([...source.matchAll(/\b(?:Refusal\(\s*|code = )"([a-z_]+)"/g)].map((match) => match[1]));
}

const refusal = { code: "out_of_range", message: "Adam: Invalid learning rate: -1.0", field: "runs[0].params.lr" };

test("every code of the server has a sentence in Chinese", () => {
  assert.ok(codes().size > 25);
  for (const code of codes()) assert.match(SENTENCES[code]?.zh ?? "", /[一-鿿]/, code);
});

test("a refusal is told in Chinese with the server's own words, and its numbers, in brackets", () => {
  setView({ language: "zh" });
  assert.equal(sayProblem(refusal), "数值超出允许的范围（Adam: Invalid learning rate: -1.0）");
  assert.equal(sayProblem({ code: "stopping", message: "the server is shutting down" }), "服务器正在关闭，请稍后再试。");
});

test("the English page, and a code that the page does not know, keep the server's sentence", () => {
  assert.equal(sayProblem({ code: "constructor", message: "what it says" }), "what it says");
  setView({ language: "en" });
  assert.equal(sayProblem(refusal), refusal.message);
});
