import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { askAgain, createAnalysis, speakThrough, takeAnalysis } from "../../static/js/live/analysis.js";

/** @type {any[]} */
let said = [];
/** @type {any[]} */
let heard = [];

const listening = () =>
  createAnalysis({
    prefix: "s",
    onMessage: (message) => heard.push(message.type),
    onEnd: (end) => heard.push(end.how),
  });

beforeEach(() => {
  said = [];
  heard = [];
  speakThrough((message) => said.push(message) > 0);
});

test("an analysis hears what its request is answered, up to the end", () => {
  const analysis = listening();
  analysis.ask({ type: "sweep", steps: 3 });
  const [{ id, ...request }] = said;
  assert.deepEqual(request, { type: "sweep", steps: 3 });
  assert.equal(analysis.busy(), true);
  for (const type of ["started", "sweep_cell", "progress", "finished"]) assert.equal(takeAnalysis({ type, id }), true);
  assert.deepEqual(heard, ["sweep_cell", "progress", "finished"]);
  assert.equal(analysis.busy(), false);
  assert.equal(takeAnalysis({ type: "sweep_cell", id }), false);
});

test("a newer request ends the one before it, of which nothing more is heard", () => {
  const analysis = listening();
  analysis.ask({ type: "sweep" });
  analysis.ask({ type: "sweep" });
  assert.deepEqual(said.map(({ type }) => type), ["sweep", "cancel", "sweep"]);
  assert.equal(said[1].id, said[0].id);
  assert.equal(takeAnalysis({ type: "sweep_cell", id: said[0].id }), false);
  takeAnalysis({ type: "error", id: said[2].id, error: { code: "x", message: "no", field: null } });
  assert.deepEqual(heard, ["error"]);
});

test("what a lost connection took along is asked again, once", () => {
  const analysis = listening();
  analysis.ask({ type: "tune" });
  askAgain();
  assert.deepEqual(said.map(({ type }) => type), ["tune", "tune"]);
  assert.notEqual(said[0].id, said[1].id);
  takeAnalysis({ type: "finished", id: said[1].id });
  askAgain();
  assert.equal(said.length, 2);
  assert.deepEqual(heard, ["finished"]);
});

test("what is dropped is cancelled in silence, what is cancelled says so", () => {
  const analysis = listening();
  analysis.ask({ type: "tune" });
  analysis.drop();
  assert.equal(takeAnalysis({ type: "cancelled", id: said[0].id }), false);
  analysis.ask({ type: "tune" });
  analysis.cancel();
  takeAnalysis({ type: "cancelled", id: said[2].id });
  assert.deepEqual(heard, ["cancelled"]);
});
