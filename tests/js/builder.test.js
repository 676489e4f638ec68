import assert from "node:assert/strict";
import test from "node:test";

import { choicesOf, frameCode, linkIn, linkWith, sceneOf, sideOf } from "../../static/js/builder/frame.js";
import { choose, link, open, scene } from "../../static/js/builder/state.js";
import { HIDDEN_IN_FRAME, PARTS } from "../../static/js/signals.js";

const SCENE = "v=1&f=rosenbrock&run=(use:Adam,set:(lr:0.1))&at=7";
const USUAL = { shown: ["legend", "timeline"], theme: "auto", language: null, note: "", predict: null };

test("a link is found in an address, and taken as it is", () => {
  assert.equal(linkIn(` https://thalweg.example/#${SCENE} `), SCENE);
  assert.equal(linkIn(`https://thalweg.example/embed#${SCENE}`), SCENE);
  assert.equal(linkIn(`#${SCENE}`), SCENE);
  assert.equal(linkIn(SCENE), SCENE);
  assert.equal(linkIn("https://thalweg.example/"), "");
  assert.equal(linkIn(""), "");
});

test("a frame shows stage, legend and timeline unless the link says otherwise", () => {
  assert.deepEqual(choicesOf(SCENE), USUAL);
  assert.equal(linkWith(SCENE, USUAL), SCENE);
  assert.deepEqual(PARTS.filter((part) => !HIDDEN_IN_FRAME.includes(part)), USUAL.shown);
  assert.deepEqual(choicesOf(`${SCENE}&hide=()`).shown, PARTS);
  assert.equal(linkWith(SCENE, { ...USUAL, shown: PARTS }), `${SCENE}&hide=()`);
});

test("choices go into the link and come back from it", () => {
  const choices = { shown: ["curves", "timeline"], theme: "dark", language: "zh", note: "Why? It's 100 % & more", predict: "rank" };
  const made = linkWith(SCENE, choices);
  assert.deepEqual(choicesOf(made), choices);
  assert.equal(sceneOf(made), SCENE);
  assert.equal(linkWith(sceneOf(made), choices), made);
});

test("what cannot be read is as it usually is", () => {
  assert.deepEqual(choicesOf("hide=(&theme=pink&lang=fr&note=((&predict=all"), USUAL);
  assert.deepEqual(choicesOf("hide=7&note=7").shown, USUAL.shown);
});

test("the code is HTML that no link can break out of", () => {
  const code = frameCode("https://t.example", `a=1&b="><script>alert(1)</script>`, { responsive: false, width: 640, height: 400 }, `"Note" <b>`);
  assert.equal(
    code,
    '<iframe src="https://t.example/embed#a=1&amp;b=&#34;&#62;&#60;script&#62;alert(1)&#60;/script&#62;" ' +
      'width="640" height="400" style="border: 0" title="&#34;Note&#34; &#60;b&#62;" loading="lazy"></iframe>',
  );
  assert.match(frameCode("https://t.example", "", { responsive: true, width: 8, height: 5 }, "x"), /embed" style="width: 100%; aspect-ratio: 8 \/ 5;/);
});

test("a size is a whole number that a frame can have", () => {
  assert.deepEqual([sideOf(640.4, "width"), sideOf(1, "width"), sideOf(1e9, "height"), sideOf(NaN, "height")], [640, 320, 4000, 240]);
});

test("what is chosen stays when something else is chosen, and a pasted link brings its own choices", () => {
  open(`https://t.example/#${SCENE}&theme=dark`);
  choose({ note: "Look" });
  assert.equal(scene.value, SCENE);
  assert.equal(link.value, `${SCENE}&theme=dark&note=Look`);
  open("f=sphere");
  assert.equal(link.value, "f=sphere");
});
