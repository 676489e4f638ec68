// @ts-check
/** The texts of the step inspector, in the page's languages. */

import { translator } from "../strings.js";

const STEP_WORDS = {
  lead: {
    en: "What the optimizer does in one step, in its own formula and with torch's own numbers. The timeline chooses the step.",
    zh: "优化器在一步里做了什么：它自己的公式，torch 自己的数字。用时间轴选择步数。",
  },
  run: { en: "Run", zh: "运行" },
  fromTo: { en: "Step {from} → {to}", zh: "第 {from} → {to} 步" },
  iteration: { en: "Inner iteration", zh: "内部迭代" },
  previous: { en: "Previous", zh: "上一句" },
  next: { en: "Next", zh: "下一句" },
  place: { en: "{n} of {total}", zh: "{n} / {total}" },
  rule: { en: "The rule, line by line", zh: "逐行看更新规则" },
  madeOf: { en: "What the update is made of", zh: "更新由什么组成" },
  together: { en: "together: the update", zh: "合计：更新量" },
  gradient: { en: "from the gradient", zh: "来自梯度" },
  momentum: { en: "from the momentum", zh: "来自动量" },
  decay: { en: "from the weight decay", zh: "来自权重衰减" },
  arrows: {
    en: "On the stage the same as arrows from tip to tip, drawn larger where they are small; squares on the axes show how large the gradient has been.",
    zh: "舞台上以首尾相接的箭头画出同样的内容，过小时放大；坐标轴上的方块表示梯度一向有多大。",
  },
  settings: { en: "Hyperparameters in effect", zh: "此时的超参数" },
  scheduled: { en: "lr is {value} in this step: the schedule has changed it from {base}", zh: "这一步的 lr 为 {value}：调度器已将它从 {base} 改变" },
  state: { en: "What torch remembers", zh: "torch 记住的内容" },
  before: { en: "before", zh: "之前" },
  after: { en: "after", zh: "之后" },
  noState: { en: "This optimizer remembers nothing from step to step.", zh: "这个优化器在步与步之间不记忆任何内容。" },
  rates: { en: "Effective learning rate over the steps", zh: "有效学习率随步数的变化" },
  ratesHelp: {
    en: "What the direction is multiplied with in each coordinate. A line at lr itself would be plain gradient descent.",
    zh: "每个坐标上方向所乘的系数。若恒等于 lr，就是普通的梯度下降。",
  },
  ofModel: {
    en: "A model computes in float32: its numbers agree with the formulas to six or seven digits.",
    zh: "模型以 float32 计算：数字与公式约有六七位一致。",
  },
  weight: { en: "Weight", zh: "权重" },
  placeIn: { en: "Place in {name}", zh: "在 {name} 中的位置" },
  training: { en: "The steps can be looked at when the training is over.", zh: "训练结束后即可查看各步。" },
  still: {
    en: "In this step the optimizer did not move: the gradient was within its tolerance.",
    zh: "这一步优化器没有移动：梯度已在容差之内。",
  },
  waiting: { en: "The steps of this run are being looked at…", zh: "正在查看这个运行的各步…" },
  history: { en: "{n} pairs of moves and changes of the gradient", zh: "{n} 对移动与梯度变化" },
  stageLegend: { en: "g gradient · m momentum · λ weight decay · Δ update", zh: "g 梯度 · m 动量 · λ 权重衰减 · Δ 更新" },
};

/** @typedef {keyof typeof STEP_WORDS} StepWord */

/** A text in the language of the page, `{name}` filled in. */
export const stepWord = translator(STEP_WORDS);
