import assert from "node:assert/strict";
import test from "node:test";

import { readLink, writeLink } from "../../static/js/link.js";
import { FIRST_VIEW, catalog } from "../../static/js/signals.js";
import { A_CATALOG } from "./a-catalog.js";

catalog.value = A_CATALOG;

const run = (more) => ({
  key: "k", optimizer: "Adam", preset: null, params: { lr: 0.05 }, schedule: null, label: "Adam", visible: true, pinned: false, hue: 0, changes: [],
  loss: null, start_from: null, frozen: [], groups: [], zero_grad: true, accumulate: 1, ...more,
});
const usual = {
  comparison: {
    objective: { kind: "function", id: "rosenbrock", start: [-1.5, 2], noise: 0 },
    runs: [run({ label: "usual" })],
    steps: 120,
    seed: 4,
  },
  view: { ...FIRST_VIEW, zScale: "log" },
};
const scene = (comparison = {}, view = {}, more = {}) => ({
  comparison: {
    objective: { kind: "function", id: "sphere", start: [1.25, -3], noise: 0.5 },
    runs: [
      run({}),
      run({
        optimizer: "SGD", preset: "Momentum", params: { lr: 0.001, momentum: 0.95 }, label: "it's 动量, heavy", hue: 7, visible: false, pinned: false,
        schedule: { id: "StepLR", params: { step_size: 50, nested: [{ id: "x", params: {} }] } }, changes: [{ step: 10, params: { lr: 1 } }],
      }),
    ],
    steps: 500,
    seed: 9,
    ...comparison,
  },
  view: { ...FIRST_VIEW, layout: "3d", background: "basins", curve: "grad_norm", axis: "seconds", theme: "dark", language: "zh", ...view },
  playhead: 137,
  speed: 2,
  ...more,
});
const withoutKeys = (comparison) => ({ ...comparison, runs: comparison.runs.map(({ key, ...rest }) => rest) });

test("a link gives back the scene it was made from", () => {
  const given = scene();
  const { scene: found, ignored } = readLink(`#${writeLink(given)}`, usual);
  assert.deepEqual(ignored, []);
  assert.deepEqual(withoutKeys(found.comparison), withoutKeys(given.comparison));
  assert.deepEqual(found.view, given.view);
  assert.equal(found.playhead, 137);
  assert.equal(found.speed, 2);
});

test("a run that leaves its gradients standing says so, and no other does", () => {
  const given = scene({ runs: [run({ zero_grad: false }), run({ label: "zeroed" })] });
  const link = writeLink(given);
  assert.equal(link.match(/zero_grad/g)?.length, 1);
  assert.deepEqual(readLink(link, usual).scene.comparison.runs.map(({ zero_grad }) => zero_grad), [false, true]);
});

test("a function's run cannot gather batches", () => {
  const given = scene({ runs: [run({}), run({ accumulate: 4, label: "gathers" })] });
  const { scene: found, ignored } = readLink(writeLink(given), usual);
  assert.equal(found.comparison.runs.length, 1);
  assert.equal(ignored.length, 1);
});

test("a typed formula travels with its domain and start", () => {
  const objective = { kind: "formula", expression: "sin(x)*y**2 - 1e-3", domain: [-3, 3, -1, 4.5], start: [2, 2], noise: 0 };
  const { scene: found } = readLink(writeLink(scene({ objective })), usual);
  assert.deepEqual(found.comparison.objective, objective);
});

test("the run of the basin map is found again although keys differ from page to page", () => {
  const given = scene();
  given.comparison.runs[1].key = "second";
  const { scene: found } = readLink(writeLink({ ...given, view: { ...given.view, basinRun: "second" } }), usual);
  assert.equal(found.view.basinRun, found.comparison.runs[1].key);
  assert.notEqual(found.comparison.runs[0].key, found.comparison.runs[1].key);
});

test("a scene with nothing unusual makes a short link", () => {
  const plain = scene({ runs: [run({})], steps: 300, seed: 0 }, { ...FIRST_VIEW }, { playhead: 300, speed: 1 });
  plain.comparison.objective.noise = 0;
  assert.equal(writeLink(plain), "v=1&f=sphere&start=(1.25,-3)&run=(use:Adam,set:(lr:0.05),hue:0)&torch=2.13.0");
});

test("a link about the page alone shows the first scene as it is", () => {
  for (const hash of ["", "#", "#lang=zh"]) {
    const { scene: found, own, ignored } = readLink(hash, usual);
    assert.deepEqual([own, ignored], [false, []]);
    assert.equal(found.comparison.objective.id, "rosenbrock");
    assert.deepEqual([found.comparison.runs[0].label, found.comparison.steps, found.comparison.seed], ["usual", 120, 4]);
    assert.equal(found.playhead, 120);
    assert.equal(found.view.zScale, "log");
    assert.equal(found.view.language, hash.endsWith("zh") ? "zh" : "en");
  }
});

test("a scene of its own takes nothing but the missing runs or objective from the first scene", () => {
  const { scene: found, own } = readLink("#f=sphere", usual);
  assert.equal(own, true);
  assert.deepEqual([found.comparison.steps, found.comparison.seed, found.view.zScale], [300, 0, "auto"]);
  assert.equal(found.comparison.runs[0].label, "usual");
});

test("a function without a start begins at its own", () => {
  assert.deepEqual(readLink("#f=sphere", usual).scene.comparison.objective.start, [-4, 3]);
});

test("parts that mean nothing are left out and quoted, the others kept", () => {
  const { scene: found, ignored } = readLink(
    "#f=nowhere&steps=-3&seed=7&colour=mauve&layout=side&bogus=1&start=(1,x)&run=(use:Adam)&run=(use:Nonsense)&noise=(",
    usual,
  );
  assert.deepEqual([...ignored].sort(), [
    "bogus=1", "colour=mauve", "f=nowhere", "noise=(", "run=(use:Nonsense)", "start=(1,x)", "steps=-3",
  ]);
  assert.equal(found.comparison.seed, 7);
  assert.equal(found.view.layout, "side");
  assert.equal(found.comparison.objective.id, "rosenbrock");
  assert.equal(found.comparison.runs.length, 1);
  assert.equal(found.comparison.runs[0].optimizer, "Adam");
});

test("a link whose runs are all unknown keeps the usual ones", () => {
  const { scene: found, ignored } = readLink("#run=(use:Muon2)&run=7", usual);
  assert.deepEqual(ignored, ["run=(use:Muon2)", "run=7"]);
  assert.equal(found.comparison.runs[0].label, "usual");
});

test("a long part is quoted in forty characters", () => {
  const { ignored } = readLink(`#${"nonsense".repeat(20)}=1`, usual);
  assert.deepEqual(ignored, [`${"nonsense".repeat(5)}…`]);
});

test("a hyperparameter that the optimizer does not have, and a run too many, are left out", () => {
  const { scene: found, ignored } = readLink(`#run=(use:Adam,set:(rho:1))${"&run=(use:SGD)".repeat(5)}`, usual);
  assert.deepEqual(ignored, ["run=(use:Adam,set:(rho:1))", "run=(use:SGD)"]);
  assert.equal(found.comparison.runs.length, 4);
});

test("where a link gives no learning rate, its function's own suggestions are taken", () => {
  const lrs = (hash) => readLink(hash, usual).scene.comparison.runs.map((one) => one.params);
  assert.deepEqual(lrs("#f=sphere&run=(use:Adam)&run=(use:Momentum)&run=(use:LBFGS)"), [{ lr: 2 }, { lr: 0.4, momentum: 0.9 }, { lr: 1 }]);
  assert.deepEqual(lrs("#f=sphere"), [{ lr: 2 }]);
  assert.deepEqual(lrs("#f=rosenbrock"), [{ lr: 0.05 }]);
  assert.deepEqual(lrs("#f=sphere&run=(use:Adam,set:(lr:0.3))"), [{ lr: 0.3 }]);
});

test("a learning rate that was never set is written, so that it stays torch's default", () => {
  const link = writeLink(scene({ runs: [run({ params: {} })] }));
  assert.deepEqual(readLink(link, usual).scene.comparison.runs[0].params, { lr: 0.001 });
});

test("no text makes reading a link throw", () => {
  for (const hash of ["#", "#=", "#&&&", "#f", "#f=", "#run=null", "#formula=1", "#formula=null", "#at='", "#%%%", "#run=(use:(1))", "#run=(set:(lr:1))"]) {
    assert.doesNotThrow(() => readLink(hash, usual), hash);
  }
});

test("a link survives a program that encodes its brackets", () => {
  const link = writeLink(scene({ runs: [run({})] }));
  const encoded = link.replace(/[(),:]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  assert.notEqual(encoded, link);
  assert.deepEqual(withoutKeys(readLink(encoded, usual).scene.comparison), withoutKeys(readLink(link, usual).scene.comparison));
});

test("a link says of which version it is and with which torch it was made", () => {
  const link = writeLink(scene());
  assert.match(link, /^v=1&/);
  assert.match(link, /&torch='?2\.13\.0'?$/);
  assert.deepEqual(readLink(link, usual).made, { version: 1, torch: "2.13.0" });
  assert.deepEqual(readLink("f=sphere", usual).made, { version: 0, torch: null });
});

test("a link from before there were versions opens as it did", () => {
  const { scene: found, ignored } = readLink("f=sphere&show=landscape&layout=side", usual);
  assert.deepEqual(ignored, []);
  assert.equal(found.view.modelView, "landscape");
  assert.equal(found.view.layout, "side");
  assert.deepEqual(readLink("v=1&f=sphere&show=landscape", usual).ignored, ["show=landscape"]);
});

test("of a link of a later version everything is opened that is known", () => {
  const { scene: found, ignored, made } = readLink("v=7&f=sphere&layout=side&smell=sweet", usual);
  assert.equal(made.version, 7);
  assert.equal(found.comparison.objective.id, "sphere");
  assert.equal(found.view.layout, "side");
  assert.deepEqual(ignored, ["smell=sweet"]);
  const unread = readLink("v=soon&f=sphere", usual);
  assert.equal(unread.made.version, null);
  assert.deepEqual(unread.ignored, ["v=soon"]);
});

test("a link gives back what a teacher sets: what is hidden, said, asked and kept", () => {
  const view = { hide: ["runs", "table"], note: "Why does it turn? 为什么？", predict: "end", present: true };
  const given = scene({ runs: [run({}), run({ label: "former", pinned: true })] }, view);
  const { scene: found, ignored } = readLink(writeLink(given), usual);
  assert.deepEqual(ignored, []);
  assert.deepEqual(found.view, given.view);
  assert.deepEqual(found.comparison.runs.map(({ pinned }) => pinned), [false, true]);
});

test("parts that there are not, and notes without end, are left out", () => {
  const { scene: found, ignored } = readLink(`v=1&f=sphere&hide=(runs,walls)&note='${"a".repeat(301)}'&predict=all&present=1`, usual);
  assert.deepEqual(found.view, FIRST_VIEW);
  assert.equal(ignored.length, 4);
});

test("what no server takes is left out and quoted, and the rest is opened", () => {
  const { scene: found, ignored } = readLink(`v=1&f=sphere&run=(use:Adam,label:'${"W".repeat(3000)}')&run=(use:SGD)&seed=1e99&steps=1e9&layout=side`, usual);
  assert.equal(found.comparison.objective.id, "sphere");
  assert.deepEqual(found.comparison.runs.map(({ optimizer }) => optimizer), ["SGD"]);
  assert.equal(found.view.layout, "side");
  assert.deepEqual([found.comparison.seed, found.comparison.steps], [0, 300]);
  assert.equal(ignored.length, 3);
});
