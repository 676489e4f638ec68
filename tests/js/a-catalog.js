/** A small catalog for tests: as the server sends it, with two functions and a few optimizers. */

const text = (en) => ({ en, zh: `${en}（中）` });
const number = (name, fallback, low, high, scale = "linear") => ({
  name, kind: "float", default: fallback, low, high, scale, about: text(name), choices: [], items: [], nullable: false, steerable: true,
});
const lr = (fallback) => number("lr", fallback, 1e-6, 10, "log");
const betas = {
  ...number("betas", [0.9, 0.999], null, null),
  kind: "tuple",
  items: [number("beta1", 0.9, 0, 0.9999, "log_to_one"), number("beta2", 0.999, 0, 0.99999, "log_to_one")],
};
const entry = (id, more) => ({ id, name: text(id), about: text(id), available: true, reason: null, ...more });
const bowl = {
  group: "convex", formula: "x**2 + y**2", mathml: "<math></math>", minima_kind: "points", z_scale: "linear",
};

export const A_CATALOG = {
  version: 1,
  torch: "2.13.0",
  functions: [
    entry("sphere", {
      ...bowl, domain: [-5, 5, -5, 5], start: [-4, 3], minima: [[0, 0, 0]], local_minima: [],
      suggested_lr: { SGD: 0.5, Momentum: 0.4, Adam: 2 },
    }),
    entry("rosenbrock", {
      ...bowl, domain: [-2, 2, -1, 3], start: [-1.5, 2], minima: [[1, 1, 0]], local_minima: [], z_scale: "log",
      suggested_lr: { SGD: 0.002, Momentum: 0.001, Adam: 1 },
    }),
  ],
  optimizers: [
    entry("SGD", { params: [lr(0.001), number("momentum", 0, 0, 0.999, "log_to_one")], elementwise: true }),
    entry("Adam", { params: [lr(0.001), betas], elementwise: true }),
    entry("LBFGS", { params: [lr(1)], elementwise: false }),
    entry("Muon", { params: [lr(0.001)], elementwise: false, available: false, reason: text("It needs matrices.") }),
  ],
  presets: [entry("Momentum", { optimizer: "SGD", params: { lr: 0.01, momentum: 0.9 } })],
  schedules: [
    entry("StepLR", { params: [number("step_size", 100, 1, 1000)] }),
    entry("SequentialLR", { params: [{ ...number("schedulers", [], null, null), kind: "schedules" }] }),
  ],
  scenes: [],
  models: [],
  datasets: [],
  losses: [],
  limits: { runs: 4, steps: 20000, fan_values: 128 },
};
