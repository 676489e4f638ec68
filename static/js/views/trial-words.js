// @ts-check
/** The texts of sweeps and of fair tuning, in the page's languages. */

import { translator } from "../strings.js";

const TRIAL_WORDS = {
  run: { en: "Run", zh: "运行" },
  along: { en: "Over", zh: "沿" },
  and: { en: "and", zh: "和" },
  alone: { en: "nothing else", zh: "无" },
  measure: { en: "Shown", zh: "显示" },
  final_loss: { en: "Final loss", zh: "最终损失" },
  best_loss: { en: "Best loss", zh: "最佳损失" },
  best_validation_loss: { en: "Best validation loss", zh: "最佳验证损失" },
  seeds: { en: "Seeds", zh: "随机种子数" },
  seedsHelp: {
    en: "Each value is tried with so many seeds: the line is the median, the band reaches from quartile to quartile.",
    zh: "每个取值用这么多个随机种子各试一次：线为中位数，色带为上下四分位数之间。",
  },
  start: { en: "Sweep", zh: "扫描" },
  again: { en: "Sweep again", zh: "重新扫描" },
  cancel: { en: "Stop", zh: "停止" },
  cells: { en: "{done} of {total} values", zh: "{total} 个取值中的 {done} 个" },
  partial: { en: "Stopped: {done} of {total} values are here.", zh: "已停止：现有 {total} 个取值中的 {done} 个。" },
  former: {
    en: "Of former settings: something else has changed since.",
    zh: "这是之前设置的结果：其他设置已有改动。",
  },
  sweepLead: {
    en: "One run over many values of its hyperparameters. Drag the mark, or click: the run on the stage follows.",
    zh: "让一个运行取遍超参数的许多值。拖动标记或点击，舞台上的运行会随之变化。",
  },
  nothingYet: { en: "Nothing has been swept yet.", zh: "还没有扫描结果。" },
  diverges: { en: "diverges", zh: "发散" },
  lowestAt: { en: "lowest {value} at {where}", zh: "最低 {value}，位于 {where}" },
  useBest: { en: "Use the best", zh: "采用最佳值" },
  cellSays: { en: "{where}: {measure} {value}", zh: "{where}：{measure} {value}" },
  heatLabel: { en: "{measure} over {x} and {y}. Arrow keys move, Enter sets the sliders.", zh: "{x} 与 {y} 上的{measure}。方向键移动，回车设置滑块。" },
  curveLabel: { en: "{measure} over {x}. Arrow keys move the run's value.", zh: "{x} 上的{measure}。方向键移动该运行的取值。" },
  present: { en: "present value", zh: "当前值" },

  // Fair tuning
  rule: {
    en: "Each optimizer gets {trials} trials of {steps} steps from the same start with the same seed; the lowest {goal} wins. The distance to a known minimum is not used.",
    zh: "每个优化器从同一起点、用同一随机种子做 {trials} 次试验，每次 {steps} 步；{goal}最低者胜出。不使用到已知极小点的距离。",
  },
  method: { en: "Method", zh: "方法" },
  grid: { en: "Grid", zh: "网格" },
  random: { en: "Random", zh: "随机" },
  tpe: { en: "TPE", zh: "TPE" },
  gridAbout: { en: "Values spread evenly over each range.", zh: "在每个范围内均匀取值。" },
  randomAbout: { en: "Values drawn at random over each range, the same draws for all.", zh: "在每个范围内随机取值，所有优化器用相同的抽样。" },
  tpeAbout: {
    en: "Optuna's tree-structured Parzen estimator: after ten random trials it looks where trials were good.",
    zh: "Optuna 的树结构 Parzen 估计器：十次随机试验之后，转向此前结果好的地方。",
  },
  trials: { en: "Trials each", zh: "每个的试验次数" },
  tuned: { en: "Tuned", zh: "调节" },
  goal: { en: "Goal", zh: "目标" },
  taking: { en: "Taking part", zh: "参与" },
  tune: { en: "Tune", zh: "开始调参" },
  tuneAgain: { en: "Tune again", zh: "重新调参" },
  trialsDone: { en: "{done} of {total} trials", zh: "{total} 次试验中的 {done} 次" },
  partialTrials: { en: "Stopped: {done} of {total} trials are here.", zh: "已停止：现有 {total} 次试验中的 {done} 次。" },
  stripLabel: { en: "All trials by {goal}, one row for each run", zh: "所有试验的{goal}，每个运行一行" },
  best: { en: "Best", zh: "最佳" },
  parameters: { en: "Its hyperparameters", zh: "对应超参数" },
  median: { en: "Median", zh: "中位数" },
  divergedCount: { en: "Diverged", zh: "发散次数" },
  use: { en: "Use", zh: "采用" },
  useAll: { en: "Use these", zh: "全部采用" },
  used: { en: "The best hyperparameters are set", zh: "已采用最佳超参数" },
  usedTrial: { en: "{label}: {params}", zh: "{label}：{params}" },
  trialSays: { en: "{label}, trial {number}: {params}; {value}", zh: "{label}，第 {number} 次试验：{params}；{value}" },
  noTrials: { en: "Nothing has been tried yet.", zh: "还没有试验。" },
  noneTaking: { en: "Choose at least one run.", zh: "请至少选择一个运行。" },
};

/** @typedef {keyof typeof TRIAL_WORDS} TrialWord */

/** A text in the language of the page, `{name}` filled in. */
export const trialWord = translator(TRIAL_WORDS);
