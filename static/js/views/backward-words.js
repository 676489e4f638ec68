// @ts-check
/** The texts of the backward pass: its switches, its graph, and the two forms of momentum. */

import { translator } from "../strings.js";

export const BACKWARD_WORDS = {
  heading: { en: "Backward", zh: "反向传播" },
  zeroGrad: { en: "zero_grad", zh: "zero_grad" },
  zeroGradHelp: {
    en: "optimizer.zero_grad() before each backward pass. Left out, each new gradient is added to all those before it.",
    zh: "每次反向传播之前调用 optimizer.zero_grad()。若省略，新的梯度会累加到之前所有的梯度上。",
  },
  accumulate: { en: "accumulate", zh: "梯度累积" },
  accumulateHelp: {
    en: "So many batches for one step: backward is called for each, with its loss divided by their number.",
    zh: "一步使用这么多个批次：对每个批次调用 backward，其损失先除以批次数。",
  },
  view: { en: "What is told", zh: "显示内容" },
  rule: { en: "Rule", zh: "更新规则" },
  backward: { en: "Backward", zh: "反向传播" },
  lead: {
    en: "The loss as torch computed it, and the chain rule on its way back: each gradient is the one behind it times one local derivative.",
    zh: "torch 计算损失的过程，以及链式法则的返回路径：每个梯度都是后一个梯度乘以一个局部导数。",
  },
  at: { en: "At the position after {step} steps: ({x}, {y})", zh: "第 {step} 步之后的位置：({x}, {y})" },
  firstBatch: { en: "The loss is that of the first batch.", zh: "损失取自第一个批次。" },
  withoutNoise: { en: "The noise that the step adds to the gradient is not part of it.", zh: "不含这一步加到梯度上的噪声。" },
  sums: {
    en: "zero_grad is left out in this run: what stands as ∇f here is the sum of the gradients of all steps so far.",
    zh: "这个运行省略了 zero_grad：此处的 ∇f 是到目前为止所有步的梯度之和。",
  },
  waiting: { en: "The graph is on its way…", zh: "正在获取计算图…" },
  ofModel: {
    en: "The graph is drawn for functions, formulas and models of two weights: others have too many nodes to follow.",
    zh: "计算图适用于函数、公式和两个权重的模型：其他模型的节点太多，无法逐个查看。",
  },
  forward: { en: "Forward", zh: "前向" },
  previous: { en: "Previous", zh: "上一步" },
  next: { en: "Next", zh: "下一步" },
  all: { en: "To the end", zh: "到最后" },
  begin: {
    en: "Press “Forward”: values go from left to right.",
    zh: "按“前向”：数值从左向右计算。",
  },
  root: {
    en: "Forward is done: f = {value}. Backward begins with the derivative of f by itself, 1.",
    zh: "前向完成：f = {value}。反向从 f 对自身的导数 1 开始。",
  },
  oneFlow: {
    en: "{equation}: one gradient arrives, {gradient}.",
    zh: "{equation}：传来一个梯度，{gradient}。",
  },
  chain: {
    en: "{equation}: the gradient of {user}, {behind}, times the local derivative {local} is {gradient}.",
    zh: "{equation}：{user} 的梯度 {behind} 乘以局部导数 {local}，得 {gradient}。",
  },
  manyFlows: {
    en: "{name} is used {count} times: the gradients {flows} add up to {gradient}.",
    zh: "{name} 被使用 {count} 次：梯度 {flows} 相加得 {gradient}。",
  },
  noFlow: { en: "{name} is not part of f: its gradient is 0.", zh: "{name} 与 f 无关：梯度为 0。" },
  graph: { en: "Graph of the loss", zh: "损失的计算图" },
  ofMany: {
    en: "Nodes with a shape hold many numbers: the mean of them is shown.",
    zh: "带形状的节点含有多个数：显示它们的平均值。",
  },
  forms: { en: "Momentum in both textbook forms", zh: "动量的两种教科书形式" },
  torchForm: { en: "torch", zh: "torch" },
  textbookForm: { en: "textbook", zh: "教科书" },
  agree: {
    en: "Both forms have made the same path so far: while lr stays as it is they only differ in what v holds.",
    zh: "到目前为止两种形式走的路径相同：只要 lr 不变，它们只是 v 的含义不同。",
  },
  differ: {
    en: "Since step {step} they are apart: the textbook's v has kept the former lr inside. On the stage its position is a hollow mark.",
    zh: "从第 {step} 步起两者不同：教科书的 v 中仍含有先前的 lr。舞台上以空心标记表示其位置。",
  },
};

/** A text in the language of the page, `{name}` filled in. */
export const backwardWord = translator(BACKWARD_WORDS);
