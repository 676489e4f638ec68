import assert from "node:assert/strict";
import test, { beforeEach } from "node:test";

import { isOurs, listenerTo } from "../../static/js/embed/message.js";
import { talk } from "../../static/js/embed/talk.js";
import * as signals from "../../static/js/signals.js";
import { labelOf } from "../../static/js/catalog.js";
import { openScene } from "../../static/js/scene.js";
import * as state from "../../static/js/state.js";
import { A_CATALOG } from "./a-catalog.js";

const OWN = "http://127.0.0.1:8000";
const SCHOOL = "https://school.example";
const LINK = "f=sphere&run=(use:SGD,set:(lr:0.1))&run=(use:Adam,label:mine)&steps=100";

let frames = [];
globalThis.requestAnimationFrame = (run) => frames.push(run);
globalThis.matchMedia = () => ({ matches: true });
globalThis.location = { hash: "" };
globalThis.history = { replaceState: (_state, _title, hash) => (location.hash = hash) };
const frame = () => {
  const due = frames;
  frames = [];
  for (const run of due) run(0);
};
const pause = (ms = 0) => new Promise((done) => setTimeout(done, ms));

/** A page around: what it was told, and a way to speak as any origin or window. */
async function embedded(configured = SCHOOL) {
  const told = [];
  const parent = { postMessage: (data, target) => told.push({ ...data, target }) };
  let hear = () => {};
  talk({ parent, own: OWN, configured, listen: (listener) => (hear = listener) });
  await pause();
  const say = (data, { origin = SCHOOL, source = parent } = {}) => hear({ origin, source, data });
  const command = (type, fields = {}, who) => {
    told.length = 0;
    say({ thalweg: 1, type, ...fields }, who);
    return told;
  };
  return { told, say, command };
}

const runs = () => state.comparison.value.runs;
const ended = (final_loss, status = "completed") => ({
  x: [0], y: [0], loss: [1], grad_norm: [1], lr: [1], complete: true, provisional: false, status, summary: { final_loss },
});

beforeEach(() => {
  const scene = { id: "first", comparison: { objective: { kind: "function", id: "sphere", start: [1, 1] }, runs: [], steps: 10 } };
  state.catalog.value = { ...structuredClone(A_CATALOG), scenes: [scene] };
  signals.results.value = new Map();
  signals.refusals.value = new Map();
  location.hash = `#${LINK}`;
  openScene();
});

test("the page says that it is ready to whoever is around, and nothing else to who has not spoken", async () => {
  const { told } = await embedded();
  state.setPlayhead(3);
  state.playing.value = true;
  frame();
  assert.deepEqual(told, [{ thalweg: 1, type: "ready", version: 1, torch: "2.13.0", target: "*" }]);
  state.playing.value = false;
});

test("who says hello is told all there is, at its own origin alone", async () => {
  const { command } = await embedded();
  const told = command("hello");
  assert.deepEqual(told.map(({ type }) => type), ["ready", "scene", "step", "playing"]);
  assert.deepEqual([...new Set(told.map(({ target }) => target))], [SCHOOL]);
  assert.match(told[1].link, /^v=\d+&f=sphere&/);
  assert.deepEqual([told[2].step, told[2].steps, told[3].playing], [100, 100, false]);
});

test("a host that answers ready with hello is not answered without end", async () => {
  const { command } = await embedded();
  command("hello");
  assert.deepEqual(command("hello").map(({ type }) => type), ["scene", "step", "playing"]);
});

test("play, pause and step move the playhead as a hand does", async () => {
  const { command } = await embedded();
  command("play");
  assert.deepEqual([state.playing.value, state.playhead.value], [true, 0]);
  command("play");
  assert.equal(state.playing.value, true);
  command("pause");
  assert.equal(state.playing.value, false);
  command("play");
  command("step", { step: 40 });
  assert.deepEqual([state.playing.value, state.playhead.value], [false, 40]);
});

test("a hyperparameter is set by the run's place or label, items of tuples too", async () => {
  const { command } = await embedded();
  assert.deepEqual(command("set", { run: 0, name: "lr", value: 0.25 }), []);
  command("set", { run: "mine", name: "betas[0]", value: 0.5 });
  assert.equal(runs()[0].params.lr, 0.25);
  assert.deepEqual(runs()[1].params.betas, [0.5, 0.999]);
  command("set", { run: labelOf(runs()[0]), name: "momentum", value: 0.9 });
  assert.equal(runs()[0].params.momentum, 0.9);
  command("set", { run: 1, name: "betas", value: [0.1, 0.2] });
  assert.deepEqual(runs()[1].params.betas, [0.1, 0.2]);
});

test("a scene is opened from a link or a whole address, and the view is changed by name", async () => {
  const { command } = await embedded();
  assert.deepEqual(command("scene", { link: `${OWN}/#f=rosenbrock&run=(use:Adam)&steps=50&at=7` }), []);
  const { objective, steps } = state.comparison.value;
  assert.deepEqual([objective.id, steps, state.playhead.value], ["rosenbrock", 50, 7]);
  command("view", { name: "layout", value: "side" });
  command("view", { name: "language", value: "zh" });
  assert.deepEqual([state.view.value.layout, state.view.value.language], ["side", "zh"]);
});

test("what of a link means nothing is said, and the rest is opened", async () => {
  const { command } = await embedded();
  const told = command("scene", { link: "f=rosenbrock&nonsense=1&steps=50" });
  assert.deepEqual(told.map(({ type, message }) => [type, message]), [
    ["error", "these parts of the link mean nothing here: nonsense=1"],
  ]);
  assert.equal(state.comparison.value.steps, 50);
});

const WRONG = [
  [{ type: "explode" }, /^expected type to be one of hello, .*, got "explode"$/],
  [{ type: "__proto__" }, /^expected type to be one of/],
  [{ type: "constructor" }, /^expected type to be one of/],
  [{ type: null }, /^expected type/],
  [{}, /^expected type/],
  [{ thalweg: 2, type: "play" }, /^expected thalweg to be 1, the version of the messages, got 2$/],
  [{ type: "play", now: true }, /^expected nothing else in play, got "now"$/],
  [{ type: "step" }, /^expected step to be a whole number from 0 to 100, got undefined$/],
  [{ type: "step", step: 101 }, /got 101$/],
  [{ type: "step", step: -1 }, /got -1$/],
  [{ type: "step", step: 1.5 }, /got 1.5$/],
  [{ type: "step", step: "7" }, /got "7"$/],
  [{ type: "set", run: 2, name: "lr", value: 1 }, /^expected run to be a number from 0 to 1 or one of the labels SGD, mine, got 2$/],
  [{ type: "set", run: "toString", name: "lr", value: 1 }, /^expected run/],
  [{ type: "set", run: 0, name: "betas[0]", value: 1 }, /^expected name to be a hyperparameter of SGD \(lr, momentum\), got "betas\[0\]"$/],
  [{ type: "set", run: 0, name: "__proto__", value: {} }, /^expected name/],
  [{ type: "set", run: 0, name: "lr", value: "0.1" }, /^expected lr to be a finite number, got "0.1"$/],
  [{ type: "set", run: 0, name: "lr", value: Infinity }, /^expected lr to be a finite number/],
  [{ type: "set", run: 0, name: "lr", value: null }, /^expected lr/],
  [{ type: "set", run: 1, name: "betas", value: [0.9] }, /^expected betas to be a list of 2, got \[0.9\]$/],
  [{ type: "set", run: 1, name: "betas", value: [0.9, {}] }, /^expected betas\[1\] to be a finite number, got \{\}$/],
  [{ type: "scene", link: 7 }, /^expected link to be text/],
  [{ type: "scene", link: "x".repeat(20_001) }, /^expected link to be text of at most 20000 characters, got "x{59}…$/],
  [{ type: "view", name: "hide", value: [] }, /^expected name to be one of layout, curve, theme, language, got "hide"$/],
  [{ type: "view", name: "theme", value: "<img src=x onerror=alert(1)>" }, /^expected value to be one of auto, light, dark/],
];

test("what is unknown or wrong is answered with a sentence and changes nothing", async () => {
  const { command } = await embedded();
  const before = JSON.stringify([state.comparison.value, state.view.value, state.playhead.value]);
  for (const [{ type, ...fields }, sentence] of WRONG) {
    const told = command(type, fields);
    assert.deepEqual(told.map((one) => one.type), ["error"], JSON.stringify({ type, ...fields }).slice(0, 80));
    assert.match(told[0].message, sentence);
    assert.equal(JSON.stringify([state.comparison.value, state.view.value, state.playhead.value]), before);
  }
  assert.deepEqual(command("step", { step: 5 }), []);
  assert.equal(state.playhead.value, 5);
});

test("messages of other origins, of other windows and of other programs are not heard", async () => {
  const { told, say } = await embedded();
  told.length = 0;
  const play = { thalweg: 1, type: "play" };
  for (const origin of ["https://evil.example", "null", "", "https://school.example.evil.example", "http://school.example"]) say(play, { origin });
  say(play, { source: {} });
  say(play, { source: null });
  for (const data of [null, "play", 7, [1], new Map([["thalweg", 1]]), { type: "play" }, Object.create({ thalweg: 1 }), "[object Object]"]) say(data);
  assert.equal(state.playing.value, false);
  assert.deepEqual(told, []);
});

test("pages of the server itself are heard, others only where configured", () => {
  const nobody = listenerTo("", OWN);
  assert.deepEqual([OWN, SCHOOL, "null"].map(nobody), [true, false, false]);
  const some = listenerTo(`${SCHOOL} http://localhost:8888`, OWN);
  assert.deepEqual([OWN, SCHOOL, "http://localhost:8888", "http://localhost:88"].map(some), [true, true, true, false]);
  assert.deepEqual([SCHOOL, "null"].map(listenerTo("*", OWN)), [true, true]);
  assert.equal(isOurs({ thalweg: 1 }), true);
});

test("steps are told once a frame, and how the runs ended once they have", async () => {
  const { told, command } = await embedded();
  command("hello");
  frame();
  told.length = 0;
  for (let step = 0; step < 30; step += 1) state.setPlayhead(step);
  frame();
  assert.deepEqual(told.map(({ type, step }) => [type, step]), [["step", 29]]);
  told.length = 0;
  signals.results.value = new Map([[runs()[0].key, ended(0.5)]]);
  assert.deepEqual(told, []);
  signals.results.value = new Map([[runs()[0].key, ended(0.5)], [runs()[1].key, ended(null, "diverged")]]);
  assert.deepEqual(told.map(({ type, runs }) => [type, runs]), [
    ["results", [{ label: "SGD", status: "completed", final_loss: 0.5 }, { label: "mine", status: "diverged", final_loss: null }]],
  ]);
});

test("what the server refuses is told in its sentence", async () => {
  const { told, command } = await embedded();
  command("hello");
  told.length = 0;
  state.setView({ language: "en" });
  signals.refusals.value = new Map([[runs()[0].key, { code: "out_of_range", message: "expected lr >= 0, got -1", field: null }]]);
  assert.deepEqual(told.filter(({ type }) => type === "error").map(({ message }) => message), ["expected lr >= 0, got -1"]);
});

test("a changed scene is told with its link", async () => {
  const { told, command } = await embedded();
  command("hello");
  told.length = 0;
  command("set", { run: 0, name: "lr", value: 0.75 });
  await pause(450);
  assert.deepEqual(told.map(({ type }) => type), ["scene"]);
  assert.match(told[0].link, /lr:0\.75/);
});

test("while a result is withheld it can be revealed, and nothing else shows it", async () => {
  const { command } = await embedded();
  command("scene", { link: `${LINK}&predict=rank` });
  signals.results.value = new Map(runs().map(({ key }) => [key, ended(0.5)]));
  for (const told of [command("play"), command("step", { step: 3 }), command("set", { run: 0, name: "lr", value: 1 })]) {
    assert.equal(told[0].message, "the result is withheld until it is revealed");
  }
  assert.ok(!command("state").some(({ type }) => type === "results"));
  command("reveal");
  assert.ok(command("state").some(({ type }) => type === "results"));
});
