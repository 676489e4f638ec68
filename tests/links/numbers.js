/** Draws that are the same for the same seed. @param {number} seed */
export function numbers(seed) {
  let state = seed;
  const number = () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
  for (let k = 0; k < 8; k++) number();
  const whole = (/** @type {number} */ low, /** @type {number} */ high) => low + Math.floor(number() * (high - low + 1));
  return {
    number,
    whole,
    /** @template T @param {T[]} choices @returns {T} */
    one: (choices) => choices[whole(0, choices.length - 1)],
    /** As sliders give them: three digits. @param {number} low @param {number} high */
    slid: (low, high) => Number((low + (high - low) * number()).toPrecision(3)),
  };
}
