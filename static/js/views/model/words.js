// @ts-check
/** The texts of a model's pictures and tables, in the page's languages. */

import { translator } from "../../strings.js";

export const MODEL_WORDS = {
  // Stage
  loadingData: { en: "Fetching the data…", zh: "正在读取数据…" },
  noModelRuns: { en: "Show a run to see its model here.", zh: "请显示一个运行，以在此查看它的模型。" },
  atStep: { en: "step {step}", zh: "第 {step} 步" },
  rmse: { en: "RMSE", zh: "RMSE" },
  accuracy: { en: "accuracy", zh: "准确率" },
  f1: { en: "F1", zh: "F1" },
  pair_accuracy: { en: "pairs right", zh: "配对正确率" },
  triplet_accuracy: { en: "triplets right", zh: "三元组正确率" },
  formulaLoss: { en: "your formula", zh: "自定义公式" },
  pictureOf: { en: "What {label} answers on the data, at step {step}", zh: "{label} 在数据上的回答（第 {step} 步）" },
  faintStrong: { en: "small: training · large: validation", zh: "小点：训练 · 大点：验证" },
  projected: {
    en: "PCA of {count} features: shows {share} % of the variance · ring and shape: true class, filling: predicted",
    zh: "{count} 个特征的 PCA 投影：显示了 {share}% 的方差 · 外环和形状：真实类别，填充：预测类别",
  },
  bands: { en: "shaded: ±1 and ±2 standard deviations", zh: "阴影：±1 和 ±2 个标准差" },
  arrows: { en: "An arrow leads to the one that ranks higher; dashed red where the model says otherwise.", zh: "箭头指向排名较高的一方；红色虚线表示模型判断相反。" },
  joinsPairs: { en: "solid: alike · dashed: unlike · red: judged wrong", zh: "实线：相似 · 虚线：不相似 · 红色：判断错误" },
  joinsTriplets: {
    en: "solid: anchor to positive · dashed: to negative · red: the negative is nearer",
    zh: "实线：锚点到正例 · 虚线：到负例 · 红色：负例更近",
  },
  imagesShown: { en: "Validation samples with the predicted class and its probability; framed where wrong", zh: "验证样本及预测类别和概率；带框的为错误" },
  diagonal: { en: "Each point is a validation sample; right is on the line.", zh: "每个点是一个验证样本；落在线上即预测正确。" },
  mirrored: { en: "Validation samples by score; red: on the wrong side of the threshold", zh: "验证样本按得分的分布；红色：落在阈值错误的一侧" },
  classProbabilities: { en: "Validation samples by the probability of their true class", zh: "验证样本按真实类别概率的分布" },
  trueValue: { en: "true", zh: "真实值" },
  predictedValue: { en: "predicted", zh: "预测值" },
  trueClass: { en: "true", zh: "真实" },
  predictedClass: { en: "predicted", zh: "预测" },
  probability: { en: "probability", zh: "概率" },
  alike: { en: "alike", zh: "相似" },
  unlike: { en: "unlike", zh: "不相似" },
  firstHigher: { en: "first ranks higher", zh: "前者较高" },
  secondHigher: { en: "second ranks higher", zh: "后者较高" },
  labelHolds: { en: "label holds", zh: "有此标签" },
  labelNot: { en: "label does not hold", zh: "无此标签" },
  margins: { en: "how much farther the negative is", zh: "负例比正例远多少" },
  ofTrueClass: { en: "probability of the true class", zh: "真实类别的概率" },

  // Health
  nan: { en: "not a number", zh: "出现 NaN" },
  nanLong: {
    en: "The loss is no longer a number since step {step}. Try a learning rate ten times lower.",
    zh: "从第 {step} 步起损失不再是有限的数。可尝试把学习率降低到十分之一。",
  },
  rising: { en: "loss rises", zh: "损失上升" },
  risingLong: {
    en: "The training loss rises since step {step}. Try a lower learning rate.",
    zh: "从第 {step} 步起训练损失在上升。可尝试降低学习率。",
  },
  oscillating: { en: "oscillates", zh: "振荡" },
  oscillatingLong: {
    en: "The training loss swings up and down without falling, since step {step} at the latest. Try a lower learning rate, a larger batch, or less momentum.",
    zh: "最迟从第 {step} 步起，训练损失上下振荡而不再下降。可尝试降低学习率、增大批量或减小动量。",
  },
  overfitting: { en: "overfits", zh: "过拟合" },
  overfittingLong: {
    en: "The validation loss rises since step {step} while the training loss falls: the model learns the training data by heart. Use its best weights, or try weight decay, dropout, a smaller model or more data.",
    zh: "从第 {step} 步起验证损失上升而训练损失下降：模型在死记训练数据。可使用最佳权重，或尝试权重衰减、dropout、更小的模型或更多数据。",
  },
  stuck: { en: "does not learn", zh: "学不动" },
  stuckLong: {
    en: "The training loss has hardly fallen at all. Try a higher learning rate, another activation, or check that the loss fits the task.",
    zh: "训练损失几乎没有下降。可尝试提高学习率、更换激活函数，或检查损失是否适合该任务。",
  },
  flat: { en: "stopped falling", zh: "停止下降" },
  flatLong: {
    en: "The training loss has stopped falling since about step {step}. If it is not low enough, try a schedule that lowers the learning rate, or a larger model.",
    zh: "大约从第 {step} 步起训练损失不再下降。如果还不够低，可尝试逐步降低学习率的调度，或更大的模型。",
  },

  // Section
  modelSection: { en: "Model", zh: "模型" },
  predictionsTab: { en: "Predictions", zh: "预测" },
  layersTab: { en: "Layers", zh: "各层" },
  lossTab: { en: "Loss", zh: "损失" },
  samplesTab: { en: "Samples", zh: "样本" },
  shownRun: { en: "Run", zh: "运行" },
  waitingModel: { en: "Nothing is trained yet.", zh: "尚未训练。" },
  threshold: { en: "Threshold", zh: "阈值" },
  thresholdHelp: {
    en: "From this score on the answer is the positive class. Matrix and boundary follow.",
    zh: "得分达到该值即判为正类；矩阵和决策边界随之变化。",
  },
  resetThreshold: { en: "Back to {value}", zh: "恢复为 {value}" },
  matrixAxes: { en: "rows: true · columns: predicted", zh: "行：真实 · 列：预测" },
  matrixOf: { en: "Confusion matrix of {label}: rows are true classes, columns predicted ones", zh: "{label} 的混淆矩阵：行为真实类别，列为预测类别" },
  precision: { en: "Precision", zh: "精确率" },
  precisionHelp: { en: "Of what was predicted as this class, the share that is right.", zh: "预测为该类的样本中，正确的比例。" },
  recall: { en: "Recall", zh: "召回率" },
  recallHelp: { en: "Of the samples of this class, the share that was found.", zh: "该类样本中被找出的比例。" },
  f1Score: { en: "F1", zh: "F1" },
  f1Help: { en: "The harmonic mean of precision and recall.", zh: "精确率与召回率的调和平均。" },
  accuracyTitle: { en: "Accuracy", zh: "准确率" },
  samplesTitle: { en: "Samples", zh: "样本数" },
  classTitle: { en: "Class", zh: "类别" },
  mean: { en: "mean", zh: "平均" },

  parameterName: { en: "Parameter", zh: "参数" },
  shape: { en: "Shape", zh: "形状" },
  count: { en: "Count", zh: "个数" },
  trainable: { en: "Trained", zh: "可训练" },
  trainableYes: { en: "yes", zh: "是" },
  frozen: { en: "frozen", zh: "冻结" },
  group: { en: "Group", zh: "参数组" },
  norm: { en: "Norm", zh: "范数" },
  gradientNorm: { en: "Gradient", zh: "梯度范数" },
  updateNorm: { en: "Last update", zh: "最近更新" },
  relativeUpdate: { en: "Update / norm", zh: "更新 / 范数" },
  relativeUpdateHelp: { en: "How far the last step moved the parameter, as a share of its own size. About 0.001 is usual.", zh: "最近一步移动的距离占参数自身大小的比例，通常约为 0.001。" },
  totalParameters: { en: "{count} parameters, {trainable} of them trained", zh: "共 {count} 个参数，其中 {trainable} 个可训练" },

  lossNeeds: { en: "Needs", zh: "需要" },
  lossTrap: { en: "Trap", zh: "陷阱" },
  tryIt: { en: "Compute it by hand", zh: "动手算一算" },
  output: { en: "Model output", zh: "模型输出" },
  target: { en: "Target", zh: "目标" },
  notLists: { en: "Expected numbers in square brackets, such as [[2.0, 1.0, 0.1]].", zh: "请输入方括号中的数，例如 [[2.0, 1.0, 0.1]]。" },
  backToExample: { en: "Back to the example", zh: "恢复示例" },
  lossValue: { en: "Loss", zh: "损失" },
  eachSample: { en: "Of each sample", zh: "每个样本" },
  gradientOfOutput: { en: "Gradient", zh: "梯度" },
  gradientHelp: { en: "The derivative of the loss by each output: what the model is told to change.", zh: "损失对每个输出的导数：告诉模型该如何改变。" },
  noWorkedLoss: { en: "A typed formula has no entry in the catalog to explain.", zh: "自定义公式在目录中没有说明。" },

  onlyWrong: { en: "Only wrong ones", zh: "只看错误的" },
  wrongCount: { en: "{wrong} of {count} are wrong", zh: "{count} 个中有 {wrong} 个错误" },
  noneWrong: { en: "None is wrong.", zh: "没有错误。" },
  moreSamples: { en: "Show {count} more", zh: "再显示 {count} 个" },

  // Curves
  evaluation: { en: "Train / val.", zh: "训练/验证" },
  metric: { en: "Metric", zh: "指标" },
  penalty: { en: "Penalty", zh: "惩罚项" },
  batch: { en: "batch", zh: "批次" },
  train: { en: "train", zh: "训练" },
  validation: { en: "valid.", zh: "验证" },
  gradNormTitle: { en: "gradient norm", zh: "梯度范数" },
  epoch: { en: "epoch {epoch}", zh: "第 {epoch} 轮" },
  stepsOfEpoch: { en: "step (an epoch has {count})", zh: "步（每轮 {count} 步）" },
  penaltyTitle: { en: "penalty", zh: "惩罚项" },
  noEvaluation: { en: "Nothing has been evaluated yet.", zh: "尚未进行评估。" },
  noPenalty: { en: "No penalty is set.", zh: "没有设置惩罚项。" },
  curveLegend: { en: "faint: batch · line: train · markers: validation", zh: "淡：批次 · 线：训练 · 标记：验证" },
  curveLegendTwo: { en: "line: train · markers: validation", zh: "线：训练 · 标记：验证" },

  linearNegative: { en: "this loss can be negative: linear axis", zh: "该损失可为负：使用线性坐标" },
  linearShare: { en: "a share has a linear axis", zh: "比例使用线性坐标" },
};

/** @typedef {keyof typeof MODEL_WORDS} ModelWord */

/** A text in the language of the page, `{name}` filled in. */
export const modelWord = translator(/** @type {Record<ModelWord, { en: string, zh: string }>} */ (MODEL_WORDS));
