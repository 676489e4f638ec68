// @ts-check
/** The texts of planes through a model's parameters, in the page's languages. */

import { translator } from "../strings.js";

const PLANE_WORDS = {
  plane: { en: "Plane", zh: "平面" },
  joint_pca: { en: "Joint PCA of all runs", zh: "所有运行的联合 PCA" },
  pca: { en: "PCA of one run", zh: "单个运行的 PCA" },
  random: { en: "Random directions", zh: "随机方向" },
  live: { en: "Live slice", zh: "跟随切片" },
  three_points: { en: "Through three points", zh: "过三个点" },
  hessian: { en: "Hessian eigenvectors", zh: "海森矩阵特征向量" },
  optimizer: { en: "Gradient and update", zh: "梯度与更新" },
  weights: { en: "Two chosen weights", zh: "两个选定的权重" },
  interpolation: { en: "Start to end (1-D)", zh: "起点到终点（一维）" },
  joint_pcaAbout: {
    en: "The two directions in which all runs move most, each run with the same weight.",
    zh: "所有运行移动最多的两个方向，各运行权重相同。",
  },
  pcaAbout: { en: "The two directions in which this run moves most.", zh: "该运行移动最多的两个方向。" },
  randomAbout: {
    en: "Two Gaussian directions through the end of this run. Other draws show how much depends on chance.",
    zh: "过该运行终点的两个高斯随机方向。重新抽取可看出偶然性的影响。",
  },
  liveAbout: {
    en: "Two random directions through where this run is at the playhead: there it lies in the plane exactly.",
    zh: "过该运行在播放位置处的两个随机方向：在那里它恰好位于平面内。",
  },
  three_pointsAbout: {
    en: "The plane through the ends of three runs, or through the common start and two ends.",
    zh: "过三个运行终点的平面；两个运行时过共同起点和两个终点。",
  },
  hessianAbout: {
    en: "The directions of the largest and the smallest curvature at the end of this run: a saddle shows here.",
    zh: "该运行终点处曲率最大和最小的方向：鞍点会在这里显现。",
  },
  optimizerAbout: {
    en: "The gradient on all samples and the update that the optimizer makes of it, at the end of this run.",
    zh: "该运行终点处全样本的梯度，以及优化器由此做出的更新。",
  },
  weightsAbout: { en: "Two single weights vary, all others stay as this run ended.", zh: "只改变两个权重，其余保持该运行结束时的值。" },
  interpolationAbout: {
    en: "The straight line from each run's first weights (0) to its last (1), and a little beyond.",
    zh: "从每个运行的初始权重（0）到最终权重（1）的直线，并略向外延伸。",
  },
  ofRun: { en: "Run", zh: "运行" },
  normalization: { en: "Scaled by", zh: "归一化" },
  filter: { en: "Filter", zh: "滤波器" },
  layer: { en: "Layer", zh: "层" },
  none: { en: "Raw", zh: "不归一化" },
  normalizationHelp: {
    en: "Each direction is scaled part by part to the length of the weights: by filter (Li et al. 2018, biases stay), by layer, or not at all.",
    zh: "各方向逐部分缩放到权重的长度：按滤波器（Li 等，2018，偏置不动）、按层，或不缩放。",
  },
  redraw: { en: "Redraw", zh: "重新抽取" },
  drawNumber: { en: "draw {n}", zh: "第 {n} 次抽取" },
  split: { en: "Samples", zh: "样本" },
  train: { en: "Training", zh: "训练" },
  validation: { en: "Validation", zh: "验证" },
  value: { en: "Height", zh: "高度" },
  loss: { en: "Loss", zh: "损失" },
  metric: { en: "Metric", zh: "指标" },
  firstWeight: { en: "First weight", zh: "第一个权重" },
  secondWeight: { en: "Second weight", zh: "第二个权重" },
  placeInIt: { en: "Place in {name}", zh: "在 {name} 中的位置" },
  waiting: { en: "The plane is laid as soon as the runs have begun to learn…", zh: "运行开始学习后即会显示平面…" },
  computing: { en: "Looking at the loss over the plane…", zh: "正在计算平面上的损失…" },
  stop: { en: "Stop", zh: "停止" },
  stripTitle: { en: "What the plane shows of each run, and what it misses", zh: "平面显示了每个运行的什么，又遗漏了什么" },
  trueValue: { en: "true", zh: "真实值" },
  planeValue: { en: "plane", zh: "平面值" },
  offPlane: { en: "off plane", zh: "离平面" },
  atStep: { en: "step {step}", zh: "第 {step} 步" },
  inPlane: { en: "{share} of its way", zh: "占其移动的 {share}" },
  trueHelp: {
    en: "The value at the run's own weights. The core of its line has that value's colour.",
    zh: "运行自身权重处的值。线条的内芯用该值的颜色表示。",
  },
  planeHelp: {
    en: "The value of the ground where the run is drawn: at its projection onto the plane.",
    zh: "运行被画出之处（即其在平面上的投影处）的地形值。",
  },
  offHelp: {
    en: "The residual: how far the weights are from the plane, and as a share of their distance from its centre. The ring about the run grows with it.",
    zh: "残差：权重离平面多远，以及占其到平面中心距离的比例。运行周围的圆环随之变大。",
  },
  wayHelp: {
    en: "The share of the run's movement about the plane's centre that lies in the plane.",
    zh: "该运行围绕平面中心的移动中位于平面内的比例。",
  },
  componentAxis: { en: "component {n} · {share}", zh: "主成分 {n} · {share}" },
  curvatureAxis: { en: "eigenvector of {value}", zh: "特征值 {value} 的特征向量" },
  gradientAxis: { en: "gradient", zh: "梯度" },
  updateAxis: { en: "update", zh: "更新" },
  directionAxis: { en: "direction {n}", zh: "方向 {n}" },
  throughStep: { en: "laid through step {step}", zh: "过第 {step} 步" },
  explained: { en: "explains {x} + {y} of the variance", zh: "解释方差的 {x} + {y}" },
  eigenvalues: { en: "eigenvalues {x} and {y}", zh: "特征值 {x} 与 {y}" },
  along: { en: "along", zh: "沿线位置" },
  alongHelp: {
    en: "Where on the line the run's weights are projected to: 0 at its start, 1 at its end.",
    zh: "运行的权重投影到直线上的位置：起点为 0，终点为 1。",
  },
  offLine: { en: "off line", zh: "离直线" },
  offLineHelp: {
    en: "The residual: how far the weights are from the line, and as a share of their distance from where it begins.",
    zh: "残差：权重离直线多远，以及占其到直线起点距离的比例。",
  },
  alphaTitle: { en: "from start (0) to end (1)", zh: "从起点 (0) 到终点 (1)" },
  solidDashed: { en: "solid: training · dashed: validation · mark: beside where the run is", zh: "实线：训练 · 虚线：验证 · 标记：运行当前位置在直线上的投影" },
};

/** @typedef {keyof typeof PLANE_WORDS} PlaneWord */

/** A text in the language of the page, `{name}` filled in. */
export const planeWord = translator(PLANE_WORDS);
