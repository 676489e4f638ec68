import assert from "node:assert/strict";
import test from "node:test";

import { afterPaint, forget, nextFrame } from "../../static/js/frame.js";

let frames = [];
globalThis.requestAnimationFrame = (run) => frames.push(run);
globalThis.reportError = (error) => reported.push(error);
const reported = [];
const frame = () => {
  const due = frames;
  frames = [];
  for (const run of due) run(0);
};
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

test("what is asked for many times is drawn once a frame", () => {
  let drawn = 0;
  const draw = () => (drawn += 1);
  for (let i = 0; i < 30; i++) nextFrame(draw);
  assert.equal(drawn, 0);
  frame();
  assert.equal(drawn, 1);
  frame();
  assert.equal(drawn, 1);
});

test("what is taken back is not drawn", () => {
  let drawn = 0;
  const draw = () => (drawn += 1);
  nextFrame(draw);
  forget(draw);
  frame();
  assert.equal(drawn, 0);
});

test("one view that fails does not stop the others", () => {
  let drawn = 0;
  nextFrame(() => {
    throw new Error("broken");
  });
  nextFrame(() => (drawn += 1));
  frame();
  assert.equal(drawn, 1);
  assert.equal(reported.at(-1).message, "broken");
});

test("a costly drawing waits for the paint, rests, and draws the last wish", async () => {
  let drawn = 0;
  const drawing = afterPaint(() => (drawn += 1), 20);
  drawing.ask();
  drawing.ask();
  frame();
  assert.equal(drawn, 0);
  await pause(5);
  assert.equal(drawn, 1);
  drawing.ask();
  frame();
  await pause(2);
  assert.equal(drawn, 1);
  await pause(120);
  frame();
  await pause(5);
  assert.equal(drawn, 2);
});

test("a costly drawing that was stopped does not come back", async () => {
  let drawn = 0;
  const drawing = afterPaint(() => (drawn += 1), 5);
  drawing.ask();
  drawing.stop();
  frame();
  await pause(10);
  assert.equal(drawn, 0);
});

test("a costly drawing that fails does not keep the next from being drawn", async () => {
  reported.length = 0;
  let tries = 0;
  const drawing = afterPaint(() => {
    tries += 1;
    if (tries === 1) throw new Error("once");
  }, 1);
  drawing.ask();
  frame();
  await pause(5);
  drawing.ask();
  frame();
  await pause(120);
  frame();
  await pause(5);
  assert.equal(tries, 2);
  assert.equal(reported.length, 1);
});
