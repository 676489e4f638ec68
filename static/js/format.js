// @ts-check
/** Numbers to text, as short as they can be read. */

/**
 * A number for reading: significant digits, exponents only where zeros would have to be counted, and then at most 3
 * digits before it.
 * @param {number | null | undefined} value @param {number} [digits]
 */
export function formatNumber(value, digits = 4) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const size = Math.abs(value);
  const text = size >= 1e6 || size < 1e-4 ? exponential(value, Math.min(digits, 3)) : Number(value.toPrecision(digits)).toString();
  return text.replace("-", "−");
}

/** @param {number} value @param {number} digits */
function exponential(value, digits) {
  const [mantissa, exponent] = value.toExponential(Math.max(0, digits - 1)).split("e");
  return `${Number(mantissa)}e${exponent.replace("+", "").replace("-", "−")}`;
}

/** A number for a field: exact, and what the field reads back. @param {number} value */
export function editNumber(value) {
  const size = Math.abs(value);
  const text = size > 0 && (size < 1e-4 || size >= 1e7) ? value.toExponential() : String(value);
  return text.replace("e+", "e");
}

/** What a field holds, null where it is no finite number. @param {string} text */
export function readNumber(text) {
  const tidy = text.trim().replace(",", ".").replace("−", "-");
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(tidy) && Number.isFinite(Number(tidy)) ? Number(tidy) : null;
}

/** A share of time. @param {number | null | undefined} seconds */
export function formatSeconds(seconds) {
  if (seconds === null || seconds === undefined) return "–";
  if (seconds < 1) return `${formatNumber(seconds * 1000, 3)} ms`;
  return `${formatNumber(seconds, 3)} s`;
}

/** A table for a spreadsheet: no tab or line break survives inside a cell. @param {(string | number | null)[][]} rows */
export function toTsv(rows) {
  return rows.map((row) => row.map((cell) => String(cell ?? "").replace(/[\t\r\n]+/g, " ")).join("\t")).join("\n");
}
