// @ts-check
/** What a host page can ask for. Each command checks what it is given, and does what a hand on the page could do. */

import { batch } from "../../vendor/preact.js";
import { findParameter, labelOf, parametersOf } from "../catalog.js";
import { reveal } from "../predict.js";
import { showLink } from "../scene.js";
import { asking, comparison, playing, setParam, setPlayhead, setView, togglePlay } from "../state.js";
import { VIEW_CHOICES } from "../view-choices.js";
import { SPOKEN, Unheard, expect, oneOf } from "./message.js";
import { checkValue } from "./values.js";

/** @import { Json, View } from "../types.js" */

const LONGEST_LINK = 20_000;

/** @typedef {{ fields: string[], act: (message: Json) => void }} Command */

/** By their types; `hello` and `state` are answered by who reports. @type {Record<string, Command>} */
const COMMANDS = {
  hello: { fields: [], act: () => {} },
  state: { fields: [], act: () => {} },
  play: {
    fields: [],
    act() {
      mustBeShown();
      if (!playing.peek()) togglePlay();
    },
  },
  pause: { fields: [], act: () => (playing.value = false) },
  step: {
    fields: ["step"],
    act({ step }) {
      const { steps } = comparison.peek();
      expect(Number.isInteger(step) && step >= 0 && step <= steps, `step to be a whole number from 0 to ${steps}`, step);
      mustBeShown();
      batch(() => {
        playing.value = false;
        setPlayhead(step);
      });
    },
  },
  set: {
    fields: ["run", "name", "value"],
    act({ run: wanted, name, value }) {
      const run = findRun(wanted);
      const parameter = typeof name === "string" ? findParameter(parametersOf(run), name) : null;
      const known = parametersOf(run).map((one) => one.name).join(", ");
      expect(parameter !== null, `name to be a hyperparameter of ${run.optimizer} (${known})`, name);
      checkValue(parameter, value);
      mustBeShown();
      setParam(run.key, name, value);
    },
  },
  scene: {
    fields: ["link"],
    act({ link }) {
      expect(typeof link === "string" && link.length <= LONGEST_LINK, `link to be text of at most ${LONGEST_LINK} characters`, link);
      showLink(link.slice(link.indexOf("#") + 1));
    },
  },
  view: {
    fields: ["name", "value"],
    act({ name, value }) {
      oneOf(name, Object.keys(VIEW_CHOICES), "name");
      oneOf(value, VIEW_CHOICES[/** @type {keyof typeof VIEW_CHOICES} */ (name)], "value");
      setView(/** @type {Partial<View>} */ ({ [name]: value }));
    },
  },
  reveal: { fields: [], act: reveal },
};

/** Do what a message says; throws `Unheard` with a sentence where that cannot be. @param {Json} message @returns {string} its type */
export function obey(message) {
  expect(message.thalweg === SPOKEN, `thalweg to be ${SPOKEN}, the version of the messages`, message.thalweg);
  oneOf(message.type, Object.keys(COMMANDS), "type");
  const { fields, act } = COMMANDS[message.type];
  const unknown = Object.keys(message).find((field) => !["thalweg", "type", ...fields].includes(field));
  const expected = fields.length > 0 ? `nothing beside ${fields.join(", ")}` : "nothing else";
  if (unknown !== undefined) throw new Unheard(`expected ${expected} in ${message.type}, got ${JSON.stringify(unknown.slice(0, 60))}`);
  act(message);
  return message.type;
}

/** A run by its place or by its label. @param {Json} wanted */
function findRun(wanted) {
  const { runs } = comparison.peek();
  const run = Number.isInteger(wanted) ? runs[wanted] : runs.find((one) => one.label === wanted || labelOf(one) === wanted);
  const labels = runs.map(({ label }) => label).join(", ");
  expect(run !== undefined, `run to be a number from 0 to ${runs.length - 1} or one of the labels ${labels}`, wanted);
  return run;
}

/** What a hand could not do either. */
function mustBeShown() {
  if (asking.peek()) throw new Unheard("the result is withheld until it is revealed");
}
