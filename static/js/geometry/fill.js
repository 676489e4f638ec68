// @ts-check
/** Formulas with numbers in the place of their symbols. */

/** @typedef {number | null | (number | null)[]} Quantity   a number, or one for each coordinate */

const PLACE = /<mrow data-name="(\w+)"(?: data-at="(\d+)")?><\/mrow>/g;
/** Digits of the numbers that are read; `data-value` has all of them. */
const DIGITS = 5;

/**
 * The mathematics with the numbers of coordinate `at` in its places. A negative number that follows something stands
 * in parentheses. @param {string} template @param {(name: string) => Quantity | undefined} valueOf @param {number} at
 */
export function fill(template, valueOf, at) {
  return template.replace(PLACE, (_, name, index, /** @type {number} */ offset) => {
    const value = valueOf(name);
    const number = Array.isArray(value) ? value[index === undefined ? at : Number(index)] : value;
    return numberMarkup(number ?? null, isAfterSign(template, offset));
  });
}

/** Whether a sign of its own would run into what stands before a place. @param {string} template @param {number} offset */
function isAfterSign(template, offset) {
  const before = template.slice(0, offset);
  if (/<mo>[(,]<\/mo>$/.test(before)) return false;
  return before.endsWith("<msup><mrow>") || !before.endsWith("<mrow>");
}

const MATH_END = "</math>";

/**
 * A filled formula and what it comes to, as two pieces of mathematics: where there is little room the formula scrolls,
 * and its result stays in sight.
 * @param {string} filled @param {number | null} result @returns {string}
 */
export function equation(filled, result) {
  const start = filled.slice(0, filled.indexOf(">") + 1);
  return `<div class="equation"><div class="equation-scroll" tabindex="-1">${filled}</div>${start}<mo>=</mo><mrow class="result">${numberMarkup(result)}</mrow>${MATH_END}</div>`;
}

/** A number as mathematics. @param {number | null} value @param {boolean} [enclosed] in parentheses where it is negative */
export function numberMarkup(value, enclosed = false) {
  if (value === null) return "<mtext>–</mtext>";
  const [mantissa, exponent] = shortened(value).split("e");
  const size = `<mn>${mantissa.replace("-", "")}</mn>`;
  const tens = exponent === undefined ? "" : `<mo>×</mo><msup><mn>10</mn><mn>${exponent.replace("-", "−")}</mn></msup>`;
  const inside = `${value < 0 ? '<mo form="prefix">−</mo>' : ""}${size}${tens}`;
  const wrapped = enclosed && (value < 0 || tens) ? `<mo>(</mo>${inside}<mo>)</mo>` : inside;
  return `<mrow class="filled" data-value="${value}">${wrapped}</mrow>`;
}

/** @param {number} value */
function shortened(value) {
  const size = Math.abs(value);
  if (value === 0) return "0";
  if (size >= 1e-3 && size < 1e5) return String(Number(value.toPrecision(DIGITS)));
  const [mantissa, exponent] = value.toExponential(DIGITS - 2).split("e");
  return `${Number(mantissa)}e${Number(exponent)}`;
}
