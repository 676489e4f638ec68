// @ts-check
/** What is said about curvature, in the page's languages. */

import { translator } from "../strings.js";

const WORDS = {
  sharpness: { en: "Sharpness", zh: "锐度" },
  which: { en: "Which sharpness", zh: "哪种锐度" },
  raw: { en: "Raw", zh: "原始" },
  normalised: { en: "Filter-normalised", zh: "滤波器归一化" },
  preconditioned: { en: "Preconditioned", zh: "预条件" },
  rawTitle: { en: "sharpness: largest Hessian eigenvalue", zh: "锐度：海森矩阵最大特征值" },
  normalisedTitle: { en: "filter-normalised sharpness", zh: "滤波器归一化锐度" },
  preconditionedTitle: { en: "preconditioned sharpness", zh: "预条件锐度" },
  value: { en: "sharpness", zh: "锐度" },
  line: { en: "its line", zh: "其稳定界线" },
  smallest: { en: "smallest", zh: "最小特征值" },
  measuring: { en: "Measuring the curvature…", zh: "正在测量曲率…" },
  dashedLine: { en: "Dashed: each run's line of stability.", zh: "虚线：各运行的稳定性界线。" },
  noLineNormalised: {
    en: "Comparable between networks whose layers are scaled differently; no line of stability belongs to it.",
    zh: "可在各层缩放不同的网络之间比较；它没有对应的稳定性界线。",
  },
  lineElsewhere: { en: "Its line belongs to the preconditioned sharpness.", zh: "其界线对应的是预条件锐度。" },
  whose: { en: "{runs}: {why}", zh: "{runs}：{why}" },
  and: { en: ", ", zh: "、" },
  cross: { en: "Curvature", zh: "曲率" },
  crossHelp: {
    en: "At each run's point, the two directions of the Hessian: an arm is long where the loss curves little, dashed where it falls away. The ellipse is where the loss would have risen equally.",
    zh: "在每个运行所在的点画出海森矩阵的两个方向：臂越长，该方向弯曲越小；虚线表示损失沿此方向下降。椭圆上各处损失的上升量相等。",
  },

  // The experiment
  run: { en: "Run", zh: "运行" },
  spectrumOf: { en: "Spectrum of", zh: "谱密度所属运行" },
  spectrumTitle: { en: "Spectral density of the Hessian", zh: "海森矩阵的谱密度" },
  afterStep: { en: "after step {step}", zh: "第 {step} 步之后" },
  exact: { en: "all eigenvalues, exact", zh: "全部特征值，精确" },
  estimated: { en: "estimated with random vectors (Lanczos quadrature)", zh: "用随机向量估计（Lanczos 求积）" },
  eigenvalue: { en: "eigenvalue", zh: "特征值" },
  density: { en: "density", zh: "密度" },
  lineHere: { en: "line of stability", zh: "稳定性界线" },
  largest: { en: "Largest", zh: "最大" },
  least: { en: "Smallest", zh: "最小" },
  trace: { en: "Trace", zh: "迹" },
  negative: { en: "Negative", zh: "负特征值" },
  negativeHelp: {
    en: "Many eigenvalues of a network are next to zero; each counts here by its sign, however small it is.",
    zh: "网络的许多特征值几乎为零；无论多小，这里都按其符号计入。",
  },
  parameters: { en: "Parameters", zh: "参数个数" },
  atPlayhead: { en: "At the playhead", zh: "在播放位置" },
  measuredAfter: { en: "Measured after step", zh: "测量于第几步之后" },
  below: { en: "below: small errors shrink", zh: "低于界线：小偏差会缩小" },
  at: { en: "at its line (within 5 %)", zh: "在界线上（5 % 以内）" },
  above: { en: "above: it should oscillate", zh: "高于界线：应出现振荡" },
  itsLine: { en: "Its line", zh: "其稳定界线" },
  largestValue: { en: "Largest", zh: "最大特征值" },
  smallestValue: { en: "Smallest", zh: "最小特征值" },
  direction: { en: "Direction", zh: "方向" },
  condition: { en: "Condition", zh: "条件数" },
  saddle: { en: "not convex here", zh: "此处非凸" },
  notYet: { en: "It appears when the runs have been computed.", zh: "运行计算完成后显示。" },
  aboutTitle: { en: "What this shows", zh: "如何阅读" },
  aboutLine: {
    en: "Gradient descent on a parabola of curvature h overshoots ever further once h is above 2/lr; momentum and Adam have lines of their own. Trained on all samples, a network's largest eigenvalue tends to grow until it meets that line and then to hover there, while the loss keeps falling unevenly: the edge of stability (Cohen et al. 2021; for Adam, of the preconditioned Hessian, 2022). With small batches it often stays below.",
    zh: "在曲率为 h 的抛物面上，h 一旦超过 2/lr，梯度下降就会越冲越远；动量与 Adam 各有自己的界线。用全部样本训练时，网络的最大特征值往往一路升到这条线并在附近徘徊，损失则起伏着继续下降：这就是稳定性边缘（Cohen 等，2021；Adam 对应预条件海森矩阵，2022）。小批量训练时，它常常停在界线之下。",
  },
  aboutNormalised: {
    en: "Raw sharpness depends on how the weights are scaled: a ReLU network with one layer times 10 and the next times 1/10 computes the same, yet its largest eigenvalue changes many times over. The filter-normalised one does not, so it stands beside the raw one.",
    zh: "原始锐度取决于权重的缩放：ReLU 网络的一层乘以 10、下一层乘以 1/10，输出不变，最大特征值却会变化许多倍。滤波器归一化后的锐度不受影响，因此与原始锐度并列。",
  },
  aboutFunction: {
    en: "The Hessian's two eigenvalues are the curvatures of the surface where the run stands; their quotient, the condition number, tells how narrow the valley is. On a parabola steps overshoot ever further where the largest is above the line; elsewhere the line tells only what happens near this point.",
    zh: "海森矩阵的两个特征值就是曲面在该点的曲率；二者之比即条件数，说明山谷有多窄。在抛物面上，最大特征值超过界线时步子会越冲越远；在其他曲面上，界线只说明该点附近的情形。",
  },
};

/** A text in the language of the page, `{name}` filled in. */
export const curvatureWord = translator(WORDS);
