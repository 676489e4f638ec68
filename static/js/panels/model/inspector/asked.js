// @ts-check
/** Answers of the server to questions that change: one at a time, and the last answer stays until the next is here. */

import { useEffect, useRef, useState } from "../../../../vendor/preact.js";
import { Refused, post } from "../../../live/post.js";
import { sayProblem } from "../../../sentences.js";

/** @import { Json, Problem } from "../../../types.js" */

/** Between two questions, at least this long. */
const REST_MS = 200;

/** @typedef {{ bodies: object[], answers: Json[] }} Answered */

/**
 * The answers to the newest `bodies` that are here, beside the bodies that they are to. While questions come faster
 * than answers, those between are left out. @param {object[]} bodies @returns {{ found: Answered | null, trouble: string | null }}
 */
export function useAnswers(bodies) {
  const [found, setFound] = useState(/** @type {Answered | null} */ (null));
  const [trouble, setTrouble] = useState(/** @type {string | null} */ (null));
  const state = useRef({ wanted: bodies, asked: "", busy: false, gone: false });
  const key = JSON.stringify(bodies);
  const ask = async () => {
    const now = state.current;
    const question = JSON.stringify(now.wanted);
    if (now.busy || now.gone || question === now.asked || now.wanted.length === 0) return;
    now.busy = true;
    now.asked = question;
    const asked = now.wanted;
    try {
      const answers = await Promise.all(asked.map((body) => post("/api/loss", body)));
      if (!now.gone) [setFound({ bodies: asked, answers }), setTrouble(null)];
    } catch (error) {
      if (!now.gone) setTrouble(sentenceOf(error));
    }
    setTimeout(() => {
      now.busy = false;
      ask();
    }, REST_MS);
  };
  useEffect(() => {
    state.current.wanted = bodies;
    ask();
  }, [key]);
  useEffect(() => {
    state.current.gone = false;
    return () => void (state.current.gone = true);
  }, []);
  return { found, trouble };
}

/** @param {unknown} error */
function sentenceOf(error) {
  return sayProblem(error instanceof Refused ? error.problem : /** @type {Problem} */ ({ code: "network", message: String(error) }));
}
