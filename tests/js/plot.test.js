import assert from "node:assert/strict";
import test from "node:test";

import { draw, loadPlotly, purge, rangeOf, relayout } from "../../static/js/plot.js";

test("a pan tells both ends of both axes", () => {
  const event = { "xaxis.range[0]": -1, "xaxis.range[1]": 2, "yaxis.range[0]": 0, "yaxis.range[1]": 5 };
  assert.deepEqual(rangeOf(event), { x: [-1, 2], y: [0, 5] });
});

test("a pan in the third panel tells the same of its own axes", () => {
  assert.deepEqual(rangeOf({ "xaxis3.range[0]": -1, "xaxis3.range[1]": 2 }), { x: [-1, 2], y: null });
});

test("a whole range may come as a list", () => {
  assert.deepEqual(rangeOf({ "xaxis.range": [-2, 2], "yaxis.range": [-1, 3] }), { x: [-2, 2], y: [-1, 3] });
});

test("an event of something else tells nothing", () => {
  assert.deepEqual(rangeOf({ width: 400, "xaxis.rangeslider.visible": true }), { x: null, y: null });
});

/** A document whose script arrives, or does not, when the test says so. */
function aDocument() {
  const script = {};
  globalThis.document = {
    getElementById: (id) => (id === "plotly" ? { href: "/vendor/plotly.min.js" } : null),
    createElement: () => script,
    head: { append: () => {} },
  };
  return script;
}

test("a page whose Plotly does not arrive says so", async () => {
  const script = aDocument();
  const loading = loadPlotly();
  script.onerror();
  await assert.rejects(loading, /plotly\.min\.js did not arrive/);
});

test("what is drawn before Plotly is there waits for it, the newest of each host, and nothing of a host that is gone", async () => {
  const script = aDocument();
  const loading = loadPlotly();
  const drawn = [];
  const [stage, curves, gone] = [{ name: "stage" }, { name: "curves" }, { name: "gone" }];
  const all = [draw(stage, ["old"], {}), draw(curves, ["lines"], {}), draw(gone, ["never"], {}), draw(stage, ["new"], {})];
  all.push(relayout(gone, {}), relayout(stage, {}));
  purge(gone);
  await Promise.resolve();
  assert.deepEqual(drawn, []);
  globalThis.Plotly = { react: (host, data) => drawn.push(`${host.name} ${data}`), relayout: (host) => drawn.push(`${host.name} moved`) };
  script.onload();
  await Promise.all([loading, ...all]);
  assert.deepEqual(drawn, ["stage new", "curves lines", "stage moved"]);
  draw(stage, ["at once"], {});
  assert.equal(drawn.at(-1), "stage at once");
});
