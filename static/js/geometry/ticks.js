// @ts-check
/** Round numbers for scales. */

const STEPS = [1, 2, 2.5, 5, 10];
const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** The round step that cuts a span into about `count` parts. @param {number} span @param {number} count */
export function niceStep(span, count) {
  const rough = span / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = STEPS.find((multiple) => multiple * power >= rough * 0.999) ?? 10;
  return step * power;
}

/** Multiples of a round step from `low` to `high`. @param {number} low @param {number} high @param {number} count */
export function niceTicks(low, high, count) {
  if (!(high > low)) return [low];
  const step = niceStep(high - low, count);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** Whole exponents from `low` to `high`, at most about `count` of them. @param {number} low @param {number} high @param {number} count */
export function exponentTicks(low, high, count) {
  const step = Math.max(1, Math.ceil((high - low) / count));
  const first = Math.ceil(low / step - 1e-9) * step;
  const ticks = [];
  for (let exponent = first; exponent <= high + 1e-9; exponent += step) ticks.push(exponent === 0 ? 0 : exponent);
  return ticks;
}

/** 10³ for 3; 1 for 0, 0.1 for -1, 10 for 1. @param {number} exponent */
export function powerText(exponent) {
  if (exponent >= -1 && exponent <= 1) return String(10 ** exponent);
  const digits = [...String(Math.abs(exponent))].map((digit) => SUPERSCRIPTS[Number(digit)]).join("");
  return `10${exponent < 0 ? "⁻" : ""}${digits}`;
}
