// @ts-check
/** Refusals in the language of the page: the server sends each in both, and the page has a few of its own. */

import { view } from "./signals.js";

/** @import { Problem } from "./types.js" */

/** What the page finds out by itself, where no server has a word for it. @type {Record<string, string>} */
export const SENTENCES = {
  recorded: "本页回放保存的内容；要计算新的内容需要服务器。",
  http: "服务器没有给出可读的回答（{message}）。",
  network: "无法连接到服务器（{message}）。",
};

/** A refusal as a sentence for the person. @param {Pick<Problem, "code" | "message" | "zh">} problem */
export function sayProblem({ code, message, zh }) {
  if (view.value.language !== "zh") return message;
  if (zh) return /[。？！]$/.test(zh) ? zh : `${zh}。`;
  return Object.hasOwn(SENTENCES, code) ? SENTENCES[code].replace("{message}", message) : message;
}
