import assert from "node:assert/strict";
import test from "node:test";

import {
  CLASS_STYLES, RUN_STYLES, badgeColours, basinColours, classColour, classMarker, drawingInk, landscapeScale,
  noBasinColours, runColour, runDash, runDash3d, runMarker, runMarker3d, runMarkerName,
} from "../../static/js/palette.js";

// Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB.
const SIGHTS = {
  normal: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};
const times = (matrix, vector) => matrix.map((row) => row.reduce((sum, value, i) => sum + value * vector[i], 0));
const linear = (hex) =>
  [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
const oklab = (rgb) => {
  const lms = times([[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566], [0.0883024619, 0.2817188376, 0.6299787005]], rgb);
  return times([[0.2104542553, 0.793617785, -0.0040720468], [1.9779984951, -2.428592205, 0.4505937099], [0.0259040371, 0.7827717662, -0.808675766]], lms.map(Math.cbrt));
};
const seen = (hex, sight) => oklab(times(SIGHTS[sight], linear(hex)).map((c) => Math.min(1, Math.max(0, c))));
const luminance = (hex) => times([[0.2126, 0.7152, 0.0722]], linear(hex))[0];
const contrast = (a, b) => {
  const [low, high] = [luminance(a), luminance(b)].sort((p, q) => p - q);
  return (high + 0.05) / (low + 0.05);
};

/** The least OKLab distance of two run colours under any sight. */
function leastDistance(count, dark, colourOf = runColour) {
  let least = Infinity;
  for (const sight of Object.keys(SIGHTS))
    for (let i = 0; i < count; i++)
      for (let j = 0; j < i; j++) {
        const [a, b] = [seen(colourOf(i, dark), sight), seen(colourOf(j, dark), sight)];
        least = Math.min(least, Math.hypot(...a.map((value, k) => value - b[k])));
      }
  return least;
}

for (const dark of [false, true]) {
  const theme = dark ? "dark" : "light";
  test(`the first six run colours stay apart under every colour blindness, ${theme}`, () => {
    assert.ok(leastDistance(6, dark) > 0.07, `${leastDistance(6, dark)}`);
  });
  test(`no two of the twelve run colours fall together, ${theme}`, () => {
    assert.ok(leastDistance(RUN_STYLES, dark) > 0.04, `${leastDistance(RUN_STYLES, dark)}`);
  });
  test(`no two of the ten class colours fall together, ${theme}`, () => {
    assert.ok(leastDistance(2, dark, classColour) > 0.15, `${leastDistance(2, dark, classColour)}`);
    assert.ok(leastDistance(CLASS_STYLES, dark, classColour) > 0.04, `${leastDistance(CLASS_STYLES, dark, classColour)}`);
  });
  test(`every run colour stands out from every shade of the landscape, ${theme}`, () => {
    for (let hue = 0; hue < RUN_STYLES; hue++)
      for (const [, shade] of landscapeScale(dark)) {
        assert.ok(contrast(runColour(hue, dark), shade) >= 2.7, `${hue} on ${shade}`);
      }
  });
  test(`badges and axis labels have the contrast of small text, ${theme}`, () => {
    for (const badge of ["arrived", "descending", "oscillating", "stalled", "diverged"]) {
      const { text, back } = badgeColours(badge, dark);
      assert.ok(contrast(text, back) >= 4.5, badge);
    }
    assert.ok(contrast(drawingInk(dark).muted, drawingInk(dark).surface) >= 4.5);
  });
  test(`basins, divergence and nowhere have colours of their own, ${theme}`, () => {
    const colours = [0, 1, 2, 3, 4, 5].map((index) => basinColours(index, dark)[0]);
    const all = [...colours, ...Object.values(noBasinColours(dark))];
    for (let i = 0; i < all.length; i++)
      for (let j = 0; j < i; j++) {
        const [a, b] = [seen(all[i], "normal"), seen(all[j], "normal")];
        assert.ok(Math.hypot(...a.map((value, k) => value - b[k])) > 0.05, `${all[i]} ${all[j]}`);
      }
  });
}

test("every run style has a dash and a marker of its own", () => {
  const hues = [...Array(RUN_STYLES).keys()];
  assert.equal(new Set(hues.map((hue) => runDash(hue).join())).size, RUN_STYLES);
  assert.equal(new Set(hues.map(runMarker)).size, RUN_STYLES);
});

test("every class has a marker of its own, and Plotly knows every run's", () => {
  const indices = [...Array(CLASS_STYLES).keys()];
  assert.equal(new Set(indices.map(classMarker)).size, CLASS_STYLES);
  assert.equal(new Set([...Array(RUN_STYLES).keys()].map(runMarkerName)).size, RUN_STYLES);
});

test("a thirteenth run wears the first style again", () => {
  assert.equal(runColour(RUN_STYLES, false), runColour(0, false));
});

test("twelve runs are told apart without colour: on the plane, along the curves and in 3D", () => {
  const hues = Array.from({ length: RUN_STYLES }, (_, hue) => hue);
  for (const look of [
    (hue) => [runDash(hue), runMarker(hue)],
    (hue) => [runDash(hue), runMarkerName(hue)],
    (hue) => [runDash3d(hue), runMarker3d(hue)],
  ]) {
    assert.equal(new Set(hues.map((hue) => JSON.stringify(look(hue)))).size, RUN_STYLES);
  }
  assert.equal(new Set(hues.map((hue) => JSON.stringify(runDash(hue)))).size, RUN_STYLES, "a line alone, without its marker");
});
