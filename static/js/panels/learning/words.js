// @ts-check
/** The texts about learning: data, model, loss, batches, fine-tuning, in the page's languages. */

import { translator } from "../../strings.js";

export const WORDS = {
  // What is learned
  data: { en: "Data", zh: "数据" },
  model: { en: "Model", zh: "模型" },
  loss: { en: "Loss", zh: "损失" },
  trap: { en: "Trap:", zh: "陷阱：" },
  settings: { en: "Settings", zh: "设置" },
  batch: { en: "Batch", zh: "批量" },
  batchHelp: {
    en: "Samples in each step: all of them, some at random, or a single one. Every run gets the same batches.",
    zh: "每一步使用的样本：全部、随机一小批或单个。所有运行使用相同的批次。",
  },
  full: { en: "Full", zh: "全量" },
  mini: { en: "Mini", zh: "小批" },
  single: { en: "Single", zh: "单个" },
  batchSize: { en: "Batch size", zh: "批大小" },
  more: { en: "More", zh: "更多" },
  less: { en: "Less", zh: "收起" },
  l1Help: {
    en: "Adds this times the sum of the absolute weights to the data loss; shown apart from it.",
    zh: "在数据损失之外加上该系数乘以权重绝对值之和，并与数据损失分开显示。",
  },
  l2Help: {
    en: "Adds this times the sum of the squared weights to the data loss. Weight decay is the optimizer's own.",
    zh: "在数据损失之外加上该系数乘以权重平方和。权重衰减（weight decay）则属于优化器。",
  },
  evaluate: { en: "Evaluate", zh: "评估" },
  evaluateHelp: {
    en: "When train and validation loss and the metric are measured on all the data.",
    zh: "何时在全部数据上计算训练损失、验证损失和指标。",
  },
  automatic: { en: "By itself", zh: "自动" },
  everySteps: { en: "Every n steps", zh: "每 n 步" },
  everySeconds: { en: "Every n seconds", zh: "每 n 秒" },
  seed: { en: "Seed", zh: "种子" },
  seedHelp: {
    en: "Decides the first weights, dropout and the order of the batches. The data has a seed of its own.",
    zh: "决定初始权重、dropout 和批次顺序。数据另有自己的种子。",
  },
  suggestHelp: { en: "Learning rates that suit this model", zh: "适合该模型的学习率" },
  ownSetup: {
    en: "Model, loss, batch size, steps and learning rates are suggestions for this data.",
    zh: "模型、损失、批大小、步数和学习率都是针对该数据的建议值。",
  },
  insteadLoss: { en: "{from} does not fit here; {to} is used instead.", zh: "{from} 在此不适用，已换成 {to}。" },
  insteadRunLoss: { en: "{from} does not fit here; the run takes the comparison's loss.", zh: "{from} 在此不适用，该运行改用共同的损失。" },
  modelsTitle: { en: "Models that learn", zh: "可训练的模型" },

  needsMatrices: {
    en: "It needs weights that are matrices alone: no biases, no batch normalisation.",
    zh: "它只能用于全部由矩阵构成的权重：不能有偏置或批归一化。",
  },
  needsSparse: { en: "It needs sparse gradients, as only a bag of words gives.", zh: "它需要稀疏梯度，只有词袋模型才有。" },

  // Training
  training: { en: "Training", zh: "训练" },
  trainingAt: { en: "Training: step {step} of {steps}", zh: "训练中：第 {step} 步，共 {steps} 步" },
  pausedAt: { en: "Paused at step {step} of {steps}", zh: "已暂停：第 {step} 步，共 {steps} 步" },
  trained: { en: "Trained for {steps} steps", zh: "已训练 {steps} 步" },
  notTrained: { en: "Not trained", zh: "未训练" },
  pause: { en: "Pause", zh: "暂停" },
  goOn: { en: "Continue", zh: "继续" },
  moreSteps: { en: "{n} steps more", zh: "再训练 {n} 步" },
  startOver: { en: "Start over", zh: "重新开始" },
  startOverHelp: {
    en: "Trains from the beginning, without what was changed on the way",
    zh: "从头训练，不保留途中所做的更改",
  },

  // A run
  change: { en: "{name} {value} from step {step}", zh: "第 {step} 步起 {name} 为 {value}" },
  removeChange: { en: "Remove: {change}", zh: "移除：{change}" },
  moreChanges: { en: "and {n} more", zh: "另有 {n} 项" },
  steerHelp: {
    en: "While it trains, the sliders steer the run from the next step on.",
    zh: "训练途中拖动滑块，会从下一步起改变该运行。",
  },
  ownLoss: { en: "Own loss", zh: "单独的损失" },
  ownLossHelp: { en: "Another loss for this run alone: losses side by side.", zh: "仅用于该运行的损失，便于并排比较不同损失。" },
  sameLoss: { en: "The comparison's", zh: "与其他运行相同" },
  beginWith: { en: "Begin with", zh: "初始权重" },
  beginWithHelp: { en: "The weights before the first step: new ones, or those of a checkpoint.", zh: "第一步之前的权重：重新初始化，或取自检查点。" },
  freshWeights: { en: "New weights", zh: "重新初始化" },
  bestOf: { en: "{label}: best", zh: "{label}：最佳" },
  lastOf: { en: "{label}: last", zh: "{label}：最后" },
  checkpoint: { en: "Checkpoint {id}", zh: "检查点 {id}" },
  upload: { en: "Upload .safetensors", zh: "上传 .safetensors" },
  uploading: { en: "Uploading…", zh: "上传中…" },
  replaceHead: { en: "New head", zh: "替换输出层" },
  replaceHeadHelp: {
    en: "The last layer begins with new weights: for other classes, or another task.",
    zh: "最后一层重新初始化，用于不同的类别或任务。",
  },
  layers: { en: "Layers", zh: "各层" },
  freeze: { en: "Freeze", zh: "冻结" },
  freezeLayer: { en: "Freeze {layer}", zh: "冻结 {layer}" },
  layerRate: { en: "Own lr", zh: "单独的 lr" },
  layerRateOf: { en: "lr of {layer}", zh: "{layer} 的 lr" },
  layersComing: { en: "The layers are listed here as soon as the model is built.", zh: "模型建立后，各层会列在这里。" },
  download: { en: "Download", zh: "下载" },
  downloadBest: { en: "Best weights", zh: "最佳权重" },
  downloadLast: { en: "Last weights", zh: "最后的权重" },

  // Results
  validationLoss: { en: "Val. loss", zh: "验证损失" },
  validationLossHelp: { en: "The lowest loss on the validation data.", zh: "验证数据上的最低损失。" },
  validationLossesHelp: {
    en: "The lowest loss on the validation data, each run's under its own loss: not to be compared between rows.",
    zh: "验证数据上的最低损失。各运行按各自的损失计算，行与行之间不可比较。",
  },
  lossOfRun: { en: "Loss", zh: "损失函数" },
  lossOfRunHelp: { en: "What this run descends. Numbers of different losses are not to be compared.", zh: "该运行所下降的损失。不同损失的数值不可比较。" },
  bestAt: { en: "At step", zh: "所在步" },
  bestAtHelp: { en: "Where the validation loss was lowest; the best weights are from there.", zh: "验证损失最低的一步，最佳权重即取自这里。" },
  metric: { en: "Metric", zh: "指标" },
  metricHelp: { en: "On the validation data, at the end.", zh: "训练结束时在验证数据上的指标。" },
  bestMetric: { en: "At best", zh: "最佳时" },
  bestMetricHelp: { en: "The metric on the validation data where the validation loss was lowest.", zh: "验证损失最低时，验证数据上的指标。" },
  secondsHelp: { en: "The time that this run's own steps took.", zh: "该运行自身各步所花的时间。" },
  rmse: { en: "RMSE", zh: "均方根误差" },
  accuracy: { en: "Accuracy", zh: "准确率" },
  f1: { en: "F1", zh: "F1" },
  pair_accuracy: { en: "Pair accuracy", zh: "成对准确率" },
  triplet_accuracy: { en: "Triplet accuracy", zh: "三元组准确率" },
};

/** @typedef {keyof typeof WORDS} Term */

/** A text about learning in the language of the page, `{name}` filled in. */
export const term = translator(WORDS);
