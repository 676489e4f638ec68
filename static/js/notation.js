// @ts-check
/**
 * Values as short text that survives in an address: 0.05, true, null, Adam, 'two words', (0.9,0.999), (lr:0.05,eps:1e-8).
 * A list and an object differ by the colon; an empty list is () and an empty object (:).
 */

/** @import { Json } from "./types.js" */

const BARE = /^\w[\w.\-[\]]*$/;
const NUMBER = /^-?\d+(\.\d+)?(e[-+]?\d+)?$/;
const WORDS = new Map(/** @type {[string, Json][]} */ ([["true", true], ["false", false], ["null", null]]));
const DEEPEST = 12;

/** @param {Json} value @returns {string} */
export function write(value) {
  if (typeof value === "string") return writeText(value);
  if (Array.isArray(value)) return `(${value.map(write).join(",")})`;
  if (value !== null && typeof value === "object") {
    const entries = Object.entries(value).map(([key, item]) => `${writeText(key)}:${write(item)}`);
    return entries.length ? `(${entries.join(",")})` : "(:)";
  }
  return String(value).replace("e+", "e");
}

/** @param {string} text */
function writeText(text) {
  const bare = BARE.test(text) && !WORDS.has(text) && !NUMBER.test(text);
  return bare ? text : `'${encodeURIComponent(text).replace(/'/g, "%27")}'`;
}

/** The value that a text means; throws a SyntaxError where it means none. @param {string} text @returns {Json} */
export function read(text) {
  const reader = { text, at: 0 };
  const value = readValue(reader, 0);
  if (reader.at !== text.length) throw new SyntaxError(`unexpected ${text.slice(reader.at, reader.at + 10)}`);
  return value;
}

/** @typedef {{ text: string, at: number }} Reader */

/** @param {Reader} reader @param {number} depth @returns {Json} */
function readValue(reader, depth) {
  if (depth > DEEPEST) throw new SyntaxError("nested too deep");
  if (reader.text[reader.at] === "(") return readGroup(reader, depth);
  const word = readWord(reader);
  if (word.quoted) return word.text;
  if (WORDS.has(word.text)) return WORDS.get(word.text);
  if (NUMBER.test(word.text)) {
    if (!Number.isFinite(Number(word.text))) throw new SyntaxError(`too large: ${word.text.slice(0, 20)}`);
    return Number(word.text);
  }
  if (BARE.test(word.text)) return word.text;
  throw new SyntaxError(`not a value: ${word.text.slice(0, 20)}`);
}

/** @param {Reader} reader @returns {{ text: string, quoted: boolean }} */
function readWord(reader) {
  const quoted = reader.text[reader.at] === "'";
  const from = quoted ? reader.at + 1 : reader.at;
  let to = from;
  while (to < reader.text.length && !(quoted ? "'" : "(),:'").includes(reader.text[to])) to += 1;
  if (quoted && to >= reader.text.length) throw new SyntaxError("a quote stays open");
  reader.at = quoted ? to + 1 : to;
  const text = reader.text.slice(from, to);
  return { text: quoted ? decode(text) : text, quoted };
}

/** @param {string} text */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new SyntaxError(`not encoded as an address: ${text.slice(0, 20)}`);
  }
}

/** @param {Reader} reader @param {number} depth @returns {Json} */
function readGroup(reader, depth) {
  const { text } = reader;
  reader.at += 1;
  if (text.startsWith(":)", reader.at)) {
    reader.at += 2;
    return {};
  }
  /** @type {Json[]} */
  const items = [];
  /** @type {[string, Json][]} */
  const entries = [];
  while (text[reader.at] !== ")") {
    if (items.length + entries.length > 0) expect(reader, ",");
    const value = readValue(reader, depth + 1);
    if (typeof value === "string" && text[reader.at] === ":") {
      reader.at += 1;
      entries.push([value, readValue(reader, depth + 1)]);
    } else items.push(value);
  }
  reader.at += 1;
  if (items.length && entries.length) throw new SyntaxError("a group is a list or has names, not both");
  return entries.length ? Object.fromEntries(entries) : items;
}

/** @param {Reader} reader @param {string} sign */
function expect(reader, sign) {
  if (reader.text[reader.at] !== sign) throw new SyntaxError(`expected ${sign} at ${reader.at}`);
  reader.at += 1;
}
