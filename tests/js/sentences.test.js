import assert from "node:assert/strict";
import test from "node:test";

import { SENTENCES, sayProblem } from "../../static/js/sentences.js";
import { setView } from "../../static/js/state.js";

const refusal = { code: "limit", message: "expected at most 12 runs, got 13", zh: "运行数最多为 12，收到的是 13", field: "runs" };

test("a refusal of the server is told in its own sentence of the page's language", () => {
  setView({ language: "zh" });
  assert.equal(sayProblem(refusal), "运行数最多为 12，收到的是 13。");
  assert.equal(sayProblem({ ...refusal, zh: "没有这个函数。" }), "没有这个函数。");
  setView({ language: "en" });
  assert.equal(sayProblem(refusal), refusal.message);
});

test("what the page finds out by itself has Chinese of its own", () => {
  setView({ language: "zh" });
  for (const code of Object.keys(SENTENCES)) assert.match(sayProblem({ code, message: "Failed to fetch" }), /^[一-鿿].*。$/, code);
  assert.equal(sayProblem({ code: "network", message: "Failed to fetch" }), "无法连接到服务器（Failed to fetch）。");
  assert.equal(sayProblem({ code: "constructor", message: "what it says" }), "what it says");
  setView({ language: "en" });
  assert.equal(sayProblem({ code: "network", message: "Failed to fetch" }), "Failed to fetch");
});
