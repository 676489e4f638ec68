// @ts-check
/** In a frame: speak with the page around. */

import { talk } from "./talk.js";

if (window.parent !== window) {
  talk({
    parent: window.parent,
    own: location.origin,
    configured: document.documentElement.dataset.embed ?? "",
    listen: (hear) => addEventListener("message", hear),
  });
}
