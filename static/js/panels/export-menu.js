// @ts-check
/** Everything that can be taken home: the program, the data, pictures, a page. */

import { html, signal } from "../../vendor/preact.js";
import { Refused, postForFile } from "../live/post.js";
import { wireComparison } from "../live/wire.js";
import { sayProblem } from "../sentences.js";
import { canFilm, filmStage } from "../stage-film.js";
import { stagePng, stageSvg } from "../stage-picture.js";
import { comparison, refusals } from "../state.js";
import { exportWord } from "../strings.js";
import { copyText } from "./copy.js";
import { MenuButton } from "./menu.js";
import { toast } from "./messages.js";

/** What is being made, by its name. */
const making = signal("");

/** @typedef {"script" | "ipynb" | "csv" | "parquet" | "json" | "figure" | "gif" | "html"} Format */
/** @type {Record<Format, string>} */
const EXTENSIONS = { script: "py", ipynb: "ipynb", csv: "csv", parquet: "parquet", json: "json", figure: "plotly.json", gif: "gif", html: "html" };

export const ExportButton = () => html`<${MenuButton} kind="export" icon="download" text=${exportWord("export")} help=${exportWord("exportHelp")}>
  ${() => html`<${Menu} />`}
</${MenuButton}>`;

function Menu() {
  const served = (/** @type {Format} */ format) => html`<${Item} name=${format} make=${() => download(format)} />`;
  return html`<div class="export-menu" role="group" aria-label=${exportWord("export")}>
    <h2>${exportWord("program")}</h2>
    <${Item} name="copyScript" help=${exportWord("copyScriptHelp")} make=${copyScript} />
    ${served("script")}${served("ipynb")}
    <h2>${exportWord("data")}</h2>
    ${served("csv")}${served("parquet")}${served("json")}${served("figure")}
    <h2>${exportWord("pictures")}</h2>
    <${Item} name="png" make=${async () => save(await stagePng(), "png")} />
    <${Item} name="svg" make=${async () => save(await stageSvg(), "svg")} />
    ${served("gif")}
    ${canFilm() ? html`<${Item} name="webm" make=${async () => save(await filmStage(), "webm")} />` : null}
    <h2>${exportWord("page")}</h2>
    ${served("html")}
    <p class="export-state" role="status">${making.value ? exportWord("working") : ""}</p>
  </div>`;
}

/** @param {{ name: import("../strings.js").ExportWord, help?: string, make: () => Promise<void> }} props */
const Item = ({ name, help, make }) => html`<button
  type="button"
  class="export-item"
  data-export=${name}
  title=${help}
  disabled=${making.value !== ""}
  aria-busy=${making.value === name}
  onClick=${() => run(name, make)}
>
  ${exportWord(name)}
</button>`;

/** @param {string} name @param {() => Promise<void>} make */
async function run(name, make) {
  making.value = name;
  try {
    await make();
  } catch (error) {
    const reason = error instanceof Refused ? sayProblem(error.problem) : String(error);
    toast(exportWord("failed", { reason }));
  } finally {
    making.value = "";
  }
}

/** The file that the server makes of the runs that can be run. @param {Format} format @returns {Promise<Blob>} */
async function made(format) {
  const { runs, ...rest } = comparison.peek();
  const able = runs.filter(({ key }) => !refusals.peek().has(key));
  return postForFile(`/api/export/${format}`, { comparison: wireComparison({ ...rest, runs: able }) });
}

/** @param {Format} format */
const download = async (format) => save(await made(format), EXTENSIONS[format]);

async function copyScript() {
  const text = await (await made("script")).text();
  toast(exportWord((await copyText(text)) ? "copied" : "notCopied"));
}

/** @param {Blob} blob @param {string} extension */
function save(blob, extension) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `thalweg.${extension}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
