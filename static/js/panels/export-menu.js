// @ts-check
/** Everything that can be taken home: the program, the data, pictures, a page. */

import { html, signal, useEffect, useRef, useState } from "../../vendor/preact.js";
import { Refused } from "../live/post.js";
import { wireComparison } from "../live/wire.js";
import { sayProblem } from "../sentences.js";
import { canFilm, filmStage } from "../stage-film.js";
import { stagePng, stageSvg } from "../stage-picture.js";
import { comparison, refusals } from "../state.js";
import { translator } from "../strings.js";
import { copyText } from "./copy.js";
import { Icon } from "./icons.js";
import { toast } from "./messages.js";

const WORDS = {
  export: { en: "Export", zh: "导出" },
  exportHelp: { en: "Takes this comparison home: as a program, as data, as a picture, as a page", zh: "把当前比较带走：程序、数据、图片或网页" },
  program: { en: "The program", zh: "程序" },
  copyScript: { en: "Copy as PyTorch", zh: "复制为 PyTorch 代码" },
  copyScriptHelp: { en: "A script that needs only torch and gives the same numbers, bit for bit", zh: "只需 torch 的脚本，结果逐位相同" },
  script: { en: "Script (.py)", zh: "脚本（.py）" },
  ipynb: { en: "Notebook (.ipynb)", zh: "笔记本（.ipynb）" },
  data: { en: "The data", zh: "数据" },
  csv: { en: "Table (.csv)", zh: "表格（.csv）" },
  parquet: { en: "Table (.parquet)", zh: "表格（.parquet）" },
  json: { en: "Answer of the API (.json)", zh: "API 应答（.json）" },
  figure: { en: "Plotly figure (.json)", zh: "Plotly 图（.json）" },
  pictures: { en: "The stage", zh: "画面" },
  png: { en: "Picture (.png)", zh: "图片（.png）" },
  svg: { en: "Picture (.svg)", zh: "图片（.svg）" },
  gif: { en: "Animation (.gif)", zh: "动画（.gif）" },
  webm: { en: "Film, recorded while it plays (.webm)", zh: "边播放边录制的影片（.webm）" },
  page: { en: "A page that needs no server", zh: "无需服务器的网页" },
  html: { en: "Replay (.html)", zh: "回放（.html）" },
  working: { en: "Being made…", zh: "正在生成…" },
  copied: { en: "The script is in the clipboard", zh: "脚本已复制到剪贴板" },
  notCopied: { en: "The browser did not allow copying; take the file instead", zh: "浏览器不允许复制；请改为下载文件" },
  failed: { en: "It could not be made: {reason}", zh: "无法生成：{reason}" },
};
const word = translator(WORDS);

/** What is being made, by its name. */
const making = signal("");

/** @typedef {"script" | "ipynb" | "csv" | "parquet" | "json" | "figure" | "gif" | "html"} Format */
/** @type {Record<Format, string>} */
const EXTENSIONS = { script: "py", ipynb: "ipynb", csv: "csv", parquet: "parquet", json: "json", figure: "plotly.json", gif: "gif", html: "html" };

export function ExportButton() {
  const [open, setOpen] = useState(false);
  const host = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => (open ? closeOutside(/** @type {HTMLElement} */ (host.current), () => setOpen(false)) : undefined), [open]);
  /** @param {KeyboardEvent} event */
  const key = (event) => {
    if (event.key !== "Escape" || !open) return;
    event.stopPropagation();
    setOpen(false);
  };
  return html`<div class="export" ref=${host} onKeyDown=${key}>
    <button type="button" class="tool" aria-haspopup="true" aria-expanded=${open} data-help=${open ? undefined : word("exportHelp")} onClick=${() => setOpen(!open)}>
      <${Icon} name="download" /><span class="tool-text">${word("export")}</span>
    </button>
    ${open ? html`<${Menu} />` : null}
  </div>`;
}

/** @param {HTMLElement} host @param {() => void} close */
function closeOutside(host, close) {
  const press = (/** @type {Event} */ event) => !host.contains(/** @type {Node} */ (event.target)) && close();
  addEventListener("pointerdown", press);
  return () => removeEventListener("pointerdown", press);
}

function Menu() {
  const served = (/** @type {Format} */ format) => html`<${Item} name=${format} make=${() => download(format)} />`;
  return html`<div class="export-menu" role="group" aria-label=${word("export")}>
    <h3>${word("program")}</h3>
    <${Item} name="copyScript" help=${word("copyScriptHelp")} make=${copyScript} />
    ${served("script")}${served("ipynb")}
    <h3>${word("data")}</h3>
    ${served("csv")}${served("parquet")}${served("json")}${served("figure")}
    <h3>${word("pictures")}</h3>
    <${Item} name="png" make=${async () => save(await stagePng(), "png")} />
    <${Item} name="svg" make=${async () => save(await stageSvg(), "svg")} />
    ${served("gif")}
    ${canFilm() ? html`<${Item} name="webm" make=${async () => save(await filmStage(), "webm")} />` : null}
    <h3>${word("page")}</h3>
    ${served("html")}
    <p class="export-state" role="status">${making.value ? word("working") : ""}</p>
  </div>`;
}

/** @param {{ name: keyof typeof WORDS, help?: string, make: () => Promise<void> }} props */
const Item = ({ name, help, make }) => html`<button
  type="button"
  class="export-item"
  data-export=${name}
  title=${help}
  disabled=${making.value !== ""}
  aria-busy=${making.value === name}
  onClick=${() => run(name, make)}
>
  ${word(name)}
</button>`;

/** @param {string} name @param {() => Promise<void>} make */
async function run(name, make) {
  making.value = name;
  try {
    await make();
  } catch (error) {
    const reason = error instanceof Refused ? sayProblem(error.problem) : String(error);
    toast(word("failed", { reason }));
  } finally {
    making.value = "";
  }
}

/** The file that the server makes of the runs that can be run. @param {Format} format @returns {Promise<Blob>} */
async function made(format) {
  const { runs, ...rest } = comparison.peek();
  const able = runs.filter(({ key }) => !refusals.peek().has(key));
  const answer = await fetch(`/api/export/${format}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ comparison: wireComparison({ ...rest, runs: able }) }),
  });
  if (answer.ok) return answer.blob();
  const said = await answer.json().catch(() => null);
  throw new Refused(said?.error ?? { code: "http", message: `${answer.status} ${answer.statusText}`, field: null });
}

/** @param {Format} format */
const download = async (format) => save(await made(format), EXTENSIONS[format]);

async function copyScript() {
  const text = await (await made("script")).text();
  toast(word((await copyText(text)) ? "copied" : "notCopied"));
}

/** @param {Blob} blob @param {string} extension */
function save(blob, extension) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `thalweg.${extension}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
