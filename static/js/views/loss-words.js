// @ts-check
/** The texts of the loss inspector, in the page's languages. */

import { translator } from "../strings.js";

const LOSS_WORDS = {
  title: { en: "From output to loss, for one sample", zh: "一个样本：从输出到损失" },
  sample: { en: "Validation sample", zh: "验证样本" },
  of: { en: "of {count}", zh: "共 {count} 个" },
  previous: { en: "Previous", zh: "上一个" },
  next: { en: "Next", zh: "下一个" },
  worst: { en: "Largest loss", zh: "损失最大" },
  worstHelp: { en: "Go to the validation sample that costs most now.", zh: "转到此刻损失最大的验证样本。" },
  input: { en: "Input", zh: "输入" },
  target: { en: "Target", zh: "目标" },
  output: { en: "Output", zh: "输出" },
  targetGiven: { en: "· as the loss takes it: {value}", zh: "· 损失所用的形式：{value}" },
  together: { en: "They are many: L is taken here over samples {from} to {to}.", zh: "样本较多：这里的 L 只取第 {from} 到 {to} 个样本。" },
  order: { en: "none: anchor, positive, negative, in this order", zh: "没有：依次为锚点、正例、负例" },
  shares: { en: "a probability for each class", zh: "每个类别一个概率" },
  picture: { en: "a picture of {width} × {height}", zh: "{width} × {height} 的图像" },
  numbers: { en: "{count} numbers: {some} …", zh: "{count} 个数：{some} …" },
  chain: { en: "Line by line, in symbols and with this sample's numbers", zh: "逐行：先用符号，再代入这个样本的数" },
  gradient: { en: "Gradient of L with respect to the output", zh: "L 对输出的梯度" },
  gradientHelp: { en: "By autograd: how L changes as each output grows. A step goes the other way.", zh: "由 autograd 算出：各输出增大时 L 如何变化。更新朝相反方向走。" },
  gradientOfSum: { en: "Gradient of the losses' sum with respect to the output", zh: "各损失之和对输出的梯度" },
  curve: { en: "The loss as the prediction varies", zh: "损失随预测的变化" },
  difference: { en: "prediction − target", zh: "预测 − 目标" },
  logit: { en: "logit", zh: "logit" },
  class: { en: "logit of {name}; the others stay", zh: "{name} 的 logit；其他不变" },
  component: { en: "output {index}; the others stay", zh: "输出 {index}；其他不变" },
  ownLoss: { en: "this run's loss", zh: "本运行的损失" },
  thisSample: { en: "this sample", zh: "这个样本" },
  curveLabel: { en: "Loss over {axis}; this sample at {at}: {loss}", zh: "损失与{axis}的关系；这个样本位于 {at}：{loss}" },
  waiting: { en: "The run's first answers are on their way…", zh: "正在等待运行的第一批输出…" },
  notFinite: { en: "The model's output is no longer a finite number: there is no loss to follow.", zh: "模型的输出已不是有限的数：没有损失可以追踪。" },
};

/** @typedef {keyof typeof LOSS_WORDS} LossWord */

/** A text in the language of the page, `{name}` filled in. */
export const lossWord = translator(LOSS_WORDS);
