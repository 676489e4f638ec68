/** Reads links as the page does: a catalog and links as JSON on stdin, what each link shows as JSON on stdout. */

import { text } from "node:stream/consumers";

import { readLink } from "../../../static/js/link.js";
import { wireComparison } from "../../../static/js/live/wire.js";
import { runsFromWire } from "../../../static/js/runs.js";
import { FIRST_VIEW, catalog } from "../../../static/js/signals.js";

const { catalog: served, links } = JSON.parse(await text(process.stdin));
catalog.value = served;
const { comparison: wire } = served.scenes[0];
const first = { comparison: { ...wire, runs: runsFromWire(wire) }, view: FIRST_VIEW };
const read = links.map((link) => {
  const { scene, ignored } = readLink(link, first);
  return { ...scene, comparison: wireComparison(scene.comparison), ignored };
});
process.stdout.write(JSON.stringify(read));
