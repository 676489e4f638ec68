// @ts-check
/** Whether a value can be a hyperparameter's: what the page's own controls would let through. Its range is for the server to judge. */

import { expect, oneOf } from "./message.js";

/** @import { Json, Parameter } from "../types.js" */

const MOST_ITEMS = 16;

/** Throws a sentence where it cannot. @param {Parameter} parameter @param {Json} value */
export function checkValue(parameter, value) {
  const { kind, name } = parameter;
  if (value === null && parameter.nullable) return;
  if (kind === "float") expect(isNumber(value), `${name} to be a finite number`, value);
  else if (kind === "int") expect(Number.isInteger(value), `${name} to be a whole number`, value);
  else if (kind === "bool") expect(typeof value === "boolean", `${name} to be true or false`, value);
  else if (kind === "choice") oneOf(value, parameter.choices, name);
  else if (kind === "tuple") checkTuple(parameter, value);
  else if (kind === "list") expect(isList(value), `${name} to be a list of at most ${MOST_ITEMS} numbers`, value);
  else expect(false, `a hyperparameter that takes a number, a choice or a list, not ${name}`, value);
}

/** @param {Parameter} parameter @param {Json} value */
function checkTuple({ name, items }, value) {
  expect(Array.isArray(value) && value.length === items.length, `${name} to be a list of ${items.length}`, value);
  items.forEach((item, index) => checkValue({ ...item, name: `${name}[${index}]` }, value[index]));
}

/** @param {Json} value */
const isNumber = (value) => typeof value === "number" && Number.isFinite(value);

/** @param {Json} value */
const isList = (value) => Array.isArray(value) && value.length <= MOST_ITEMS && value.every(isNumber);
