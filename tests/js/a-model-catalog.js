/** The small catalog for tests, with three datasets and what learns them. */

import { A_CATALOG } from "./a-catalog.js";

const text = (en) => ({ en, zh: `${en}（中）` });
const parameter = (name, kind, fallback, more = {}) => ({
  name, kind, default: fallback, low: null, high: null, scale: "linear", about: text(name), choices: [], items: [], nullable: false,
  steerable: false, ...more,
});
const entry = (id, more) => ({ id, name: text(id), about: text(id), available: true, reason: null, params: [], ...more });
const dataset = (id, task, more) => entry(id, { task, group: "made", kind: "vector", metric: "accuracy", ...more });
const loss = (id, params = []) => entry(id, { trap: text("trap"), needs: text("needs"), params, mathml: "<math></math>", tasks: [], head: "none" });
const model = (id, more) => entry(id, { tasks: [], kinds: ["vector"], two_weight: false, domain: null, suggested_lr: {}, ...more });

const optimizers = A_CATALOG.optimizers.map((one) => (one.id === "Muon" ? { ...one, needs: "matrices" } : { ...one, needs: null }));
const [sgd] = optimizers;

export const A_MODEL_CATALOG = {
  ...A_CATALOG,
  optimizers: [...optimizers, { ...sgd, id: "SparseAdam", available: false, reason: text("It needs sparse gradients."), needs: "sparse_gradients" }],
  tasks: [{ id: "binary", name: text("Two classes"), about: text("binary") }, { id: "regression", name: text("Numbers"), about: text("regression") }],
  datasets: [
    dataset("moons", "binary", {
      params: [parameter("noise", "float", 0.2), parameter("samples", "int", 200)],
      losses: ["BCEWithLogitsLoss", "SoftMarginLoss"],
      models: ["mlp", "two_weight"],
      suggested: { model: { id: "mlp", params: { hidden: [16] } }, loss: { id: "BCEWithLogitsLoss", params: {} }, batch_size: 32, steps: 400 },
    }),
    dataset("line", "regression", {
      metric: "rmse",
      losses: ["HuberLoss", "formula"],
      models: ["two_weight"],
      suggested: { model: { id: "two_weight", params: {} }, loss: { id: "HuberLoss", params: { delta: 0.5 } }, batch_size: null, steps: 200 },
    }),
    dataset("words", "binary", {
      kind: "bag",
      losses: ["BCEWithLogitsLoss"],
      models: ["sparse_bag"],
      suggested: { model: { id: "sparse_bag", params: {} }, loss: { id: "BCEWithLogitsLoss", params: {} }, batch_size: 8, steps: 300 },
    }),
  ],
  models: [
    model("mlp", {
      params: [
        parameter("hidden", "list", [32]), parameter("bias", "bool", true), parameter("batch_norm", "bool", false), parameter("dropout", "float", 0),
      ],
      suggested_lr: { SGD: 0.1, Adam: 0.01, Momentum: 0.05 },
    }),
    model("two_weight", {
      two_weight: true,
      domain: [-4, 4, -3, 3],
      params: [parameter("start", "tuple", [-2.5, 2], { items: [parameter("x", "float", -2.5), parameter("y", "float", 2)] })],
      suggested_lr: { SGD: 0.5 },
    }),
    model("sparse_bag", { kinds: ["bag"] }),
  ],
  losses: [
    loss("BCEWithLogitsLoss", [parameter("pos_weight", "list", null, { nullable: true }), parameter("reduction", "choice", "mean")]),
    loss("SoftMarginLoss", [parameter("reduction", "choice", "mean")]),
    loss("HuberLoss", [parameter("delta", "float", 1)]),
    loss("formula", [parameter("expression", "text", "(prediction - target)**2")]),
  ],
};
