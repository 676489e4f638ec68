import assert from "node:assert/strict";
import test, { beforeEach } from "node:test";

import { endPresentation, present } from "../../static/js/present.js";
import { view } from "../../static/js/state.js";

let screen;

beforeEach(() => {
  screen = { given: null };
  screen.answer = new Promise((give, refuse) => Object.assign(screen, { give, refuse }));
  globalThis.document = {
    get fullscreenElement() {
      return screen.given;
    },
    documentElement: {
      async requestFullscreen() {
        await screen.answer;
        screen.given = this;
      },
    },
    async exitFullscreen() {
      screen.given = null;
    },
  };
});

test("a presentation has the whole screen until it ends", async () => {
  screen.give();
  await present();
  assert.equal(view.value.present, true);
  assert.notEqual(screen.given, null);
  endPresentation();
  assert.equal(view.value.present, false);
  assert.equal(screen.given, null);
});

test("a screen that is given after the presentation has ended is given back", async () => {
  const begun = present();
  endPresentation();
  screen.give();
  await begun;
  assert.equal(screen.given, null);
});

test("a presentation goes on where the whole screen is refused", async () => {
  screen.refuse(new Error("not in this frame"));
  await present();
  assert.equal(view.value.present, true);
  endPresentation();
});
