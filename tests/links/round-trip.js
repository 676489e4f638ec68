/** Writes `count` generated scenes as links and reads them again; answers with what is not the same and how long they are. */

import { isDeepStrictEqual } from "node:util";
import { readFileSync } from "node:fs";

import { readLink, writeLink } from "../../static/js/link.js";
import { FIRST_VIEW, catalog } from "../../static/js/signals.js";
import { scene } from "./generated.js";
import { numbers } from "./numbers.js";

const given = JSON.parse(readFileSync(0, "utf8"));
catalog.value = given.catalog;
const first = { comparison: { objective: { kind: "function", id: "sphere", start: [1, 1], noise: 0 }, runs: [], steps: 300, seed: 0 }, view: FIRST_VIEW };

/** Keys are given anew by each page: what they stand for is the place of the run. */
function placed({ comparison, view, ...rest }) {
  const place = Object.fromEntries(comparison.runs.map(({ key }, index) => [key, index]));
  const runs = comparison.runs.map(({ key, ...run }) => run);
  const chosen = Object.fromEntries(["basinRun", "groundRun", "spectrumRun", "stepRun"].map((name) => [name, place[view[name]] ?? null]));
  return { comparison: { ...comparison, runs }, view: { ...view, ...chosen, plane: { ...view.plane, run: place[view.plane.run] ?? null } }, ...rest };
}

const different = [];
const lengths = [];
const kinds = new Set();
for (let seed = 0; seed < given.count; seed++) {
  const draw = numbers(seed);
  const wanted = scene(draw, given.catalog, seed % 2 ? 6 : draw.whole(1, 12));
  const link = writeLink(wanted);
  const { scene: found, ignored } = readLink(`#${link}`, first);
  const again = writeLink(found);
  if (ignored.length || again !== link || !isDeepStrictEqual(placed(found), placed(wanted))) {
    different.push({ seed, ignored, link, wanted: placed(wanted), found: placed(found) });
  }
  if (wanted.comparison.runs.length === 6) lengths.push(link.length);
  kinds.add(wanted.comparison.objective.kind);
}
console.log(JSON.stringify({ different: different.slice(0, 3), count: different.length, longest: Math.max(...lengths), median: lengths.sort((a, b) => a - b)[lengths.length >> 1], six: lengths.length, kinds: [...kinds].sort() }));
