// A page around an embedded scene: it plays the scene, sets a learning rate, and shows what the scene tells.

const frame = document.getElementById("scene");
const server = new URL(frame.src).origin;
const element = (id) => document.getElementById(id);
let playing = false;

// Messages are plain objects with the version of the messages, a type, and what belongs to the type.
function tell(type, fields = {}) {
  frame.contentWindow.postMessage({ thalweg: 1, type, ...fields }, server);
}

// What the scene tells, by type.
const heard = {
  step: ({ step, steps }) => (element("step").textContent = `${step} of ${steps}`),
  playing: (message) => {
    playing = message.playing;
    element("play").textContent = playing ? "Pause" : "Play";
  },
  results: ({ runs }) => {
    const ends = runs.map(({ label, status, final_loss }) => `${label} ${status}, loss ${final_loss?.toPrecision(3) ?? "none"}`);
    element("results").textContent = ends.join("; ");
  },
  error: ({ message }) => (element("trouble").textContent = message),
};

addEventListener("message", (event) => {
  // Other windows send messages too.
  if (event.source !== frame.contentWindow || event.origin !== server || event.data?.thalweg !== 1) return;
  heard[event.data.type]?.(event.data);
});

// A scene tells its "ready" to everybody around it; who listens only now says hello and is told all of it.
frame.addEventListener("load", () => tell("hello"));

element("play").addEventListener("click", () => tell(playing ? "pause" : "play"));
element("start").addEventListener("click", () => tell("step", { step: 0 }));
element("rate").addEventListener("input", ({ target }) => {
  element("rate-is").textContent = target.value;
  tell("set", { run: 0, name: "lr", value: Number(target.value) });
});
