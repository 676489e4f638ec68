// @ts-check
/** The words of the page in English and Chinese. What the catalog says comes with the catalog. */

import { view } from "./signals.js";

/** @import { Text } from "./types.js" */

/**
 * A function from a key to its text in the language of the page; `{name}` in a text is filled from `values`.
 * @template {string} Key @param {Record<Key, Text>} table
 */
export function translator(table) {
  return (/** @type {Key} */ key, /** @type {Record<string, string | number>} */ values = {}) => {
    const text = table[key][view.value.language];
    return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
  };
}

export const TEXTS = {
  // Header
  tagline: { en: "Real PyTorch optimizers, live", zh: "真实的 PyTorch 优化器，实时演示" },
  chooseObjective: { en: "Choose what to minimise", zh: "选择要最小化的目标" },
  typedFormula: { en: "Your formula", zh: "自定义公式" },
  share: { en: "Copy link", zh: "复制链接" },
  shareHelp: {
    en: "Copies a link that reproduces this scene: every setting, the seed and the view",
    zh: "复制一个能重现当前场景的链接：全部设置、随机种子和视图",
  },
  linkCopied: { en: "Link copied", zh: "链接已复制" },
  copyFailed: {
    en: "The browser did not allow copying; the address bar holds the same link",
    zh: "浏览器不允许复制；地址栏中的链接与此相同",
  },
  theme: { en: "Theme", zh: "主题" },
  themeAuto: { en: "As the system", zh: "跟随系统" },
  themeLight: { en: "Light", zh: "浅色" },
  themeDark: { en: "Dark", zh: "深色" },
  switchLanguage: { en: "切换到中文", zh: "Switch to English" },
  languageShort: { en: "中文", zh: "EN" },

  // Gallery
  galleryTitle: { en: "What should they descend?", zh: "让它们最小化什么？" },
  scenesTitle: { en: "Comparisons worth opening", zh: "值得一看的比较" },
  gallerySearch: { en: "Search functions and data", zh: "搜索函数和数据" },
  galleryNothing: { en: "Nothing matches “{text}”.", zh: "没有与“{text}”匹配的内容。" },
  galleryFunctions: { en: "Functions", zh: "函数" },
  galleryModels: { en: "Models", zh: "模型" },
  close: { en: "Close", zh: "关闭" },
  formulaTitle: { en: "A formula of your own", zh: "自己的公式" },
  formulaLabel: { en: "f(x, y) =", zh: "f(x, y) =" },
  formulaHelp: {
    en: "x, y, pi, e; + − * / **; exp log sqrt abs sin cos tan tanh atan sigmoid cosh sinh sign min max",
    zh: "可用 x、y、pi、e；+ − * / **；exp log sqrt abs sin cos tan tanh atan sigmoid cosh sinh sign min max",
  },
  domain: { en: "Domain", zh: "定义域" },
  domainFrom: { en: "{axis} from", zh: "{axis} 从" },
  domainTo: { en: "{axis} to", zh: "{axis} 到" },
  useFormula: { en: "Use this formula", zh: "使用该公式" },
  formulaEmpty: { en: "Type a formula in x and y first.", zh: "请先输入一个关于 x 和 y 的公式。" },
  domainWrong: {
    en: "The domain needs four numbers, each “from” below its “to”.",
    zh: "定义域需要四个数，且“从”必须小于“到”。",
  },

  // Runs
  runs: { en: "Runs", zh: "运行" },
  addRun: { en: "Add a run", zh: "添加运行" },
  tooManyRuns: { en: "At most {count} runs fit in one comparison", zh: "一次比较最多 {count} 个运行" },
  optimizer: { en: "Optimizer", zh: "优化器" },
  presets: { en: "Presets", zh: "预设" },
  optimizers: { en: "torch.optim", zh: "torch.optim" },
  unavailable: { en: "Not available here", zh: "此处不可用" },
  label: { en: "Label", zh: "标签" },
  hide: { en: "Hide {label}", zh: "隐藏 {label}" },
  show: { en: "Show {label}", zh: "显示 {label}" },
  duplicate: { en: "Duplicate {label}", zh: "复制 {label}" },
  remove: { en: "Remove {label}", zh: "移除 {label}" },
  rename: { en: "Rename {label}", zh: "重命名 {label}" },
  more: { en: "More", zh: "更多" },
  less: { en: "Less", zh: "收起" },
  moreCount: { en: "{count} more settings", zh: "另外 {count} 项设置" },
  schedule: { en: "Schedule", zh: "学习率调度" },
  noSchedule: { en: "None, constant lr", zh: "无，lr 不变" },
  now: { en: "at step {step}", zh: "第 {step} 步" },
  lrIgnored: {
    en: "{schedule} sets the rate by itself; this lr is not used.",
    zh: "{schedule} 自行设定学习率，此处的 lr 不起作用。",
  },
  lrIsDefault: {
    en: "No suggestion for this function: torch's default lr.",
    zh: "此函数没有建议值：使用 torch 默认的 lr。",
  },
  lrIsDefaultHere: {
    en: "No suggestion for this model: torch's default lr.",
    zh: "此模型没有建议值：使用 torch 默认的 lr。",
  },
  currentLr: { en: "lr {value}", zh: "lr {value}" },
  currentMomentum: { en: "momentum {value}", zh: "动量 {value}" },
  notSet: { en: "none", zh: "无" },
  setValue: { en: "Set a value", zh: "设定值" },
  clearValue: { en: "Leave unset", zh: "不设定" },
  defaultIs: { en: "torch's default: {value}. Double-click to return to it.", zh: "torch 默认值：{value}。双击可恢复。" },
  ownDefaultIs: { en: "Default: {value}. Double-click to return to it.", zh: "默认值：{value}。双击可恢复。" },
  addItem: { en: "Add one", zh: "再加一项" },
  removeItem: { en: "Remove item {index}", zh: "移除第 {index} 项" },
  slider: { en: "{name} of {label}", zh: "{label} 的 {name}" },
  notANumber: { en: "Expected a number such as 0.01 or 1e-3.", zh: "请输入数字，例如 0.01 或 1e-3。" },
  notAnInteger: { en: "Expected a whole number such as 10.", zh: "请输入整数，例如 10。" },
  innerSchedule: { en: "Schedule {index}", zh: "调度 {index}" },
  addSchedule: { en: "Add a schedule", zh: "添加调度" },

  // Comparison
  setup: { en: "Comparison", zh: "比较设置" },
  steps: { en: "Steps", zh: "步数" },
  stepsHelp: { en: "The budget: every run takes this many optimizer steps.", zh: "预算：每个运行都走这么多步。" },
  start: { en: "Start", zh: "起点" },
  startHelp: {
    en: "Where every run begins. It can be dragged on the stage too.",
    zh: "所有运行的起点，也可以在图上直接拖动。",
  },
  resetStart: { en: "Back to the function's own start", zh: "恢复函数自带的起点" },
  noise: { en: "Noise", zh: "噪声" },
  noiseHelp: {
    en: "Sigma of a synthetic gradient noise: a random tilt at each step, the same draws for all runs.",
    zh: "人工梯度噪声的标准差：每一步随机倾斜，所有运行使用相同的随机数。",
  },
  seed: { en: "Seed", zh: "种子" },
  seedHelp: { en: "The seed of the noise; without noise it changes nothing.", zh: "噪声的随机种子；没有噪声时不起作用。" },
  suggest: { en: "Use suggested lr", zh: "使用建议的 lr" },
  suggestHelp: {
    en: "For each optimizer, of 1, 2, 5 in each decade, the lr with the lowest final loss after 300 steps from the function's own start, on a path that stays in the plot. Where there is no minimum: the smallest lr that leaves the plot within 200 steps.",
    zh: "对每个优化器，在每个数量级的 1、2、5 中，选从函数自带的起点走 300 步、路径不出图面且最终损失最低的学习率；没有最小值的函数，则选 200 步之内能走出图面的最小学习率。",
  },
  suggestNone: {
    en: "Suggested rates are known for the catalog's functions only.",
    zh: "只有目录中的函数才有建议的学习率。",
  },
  ownStartAndRates: {
    en: "Start and learning rates are the function's own suggestions.",
    zh: "起点和学习率已换成该函数的建议值。",
  },
  ownStartAndSomeRates: {
    en: "Start and learning rates are the function's own suggestions; no suggestion for {labels}: torch's default.",
    zh: "起点和学习率已换成该函数的建议值；{labels} 没有建议值，使用 torch 默认值。",
  },
  comma: { en: ", ", zh: "、" },

  // Table
  results: { en: "Results", zh: "结果" },
  run: { en: "Run", zh: "运行" },
  finalLoss: { en: "Final", zh: "最终值" },
  finalLossesHelp: {
    en: "The loss at the last recorded step, each run's under its own loss: not to be compared between rows.",
    zh: "最后一步的损失。各运行按各自的损失计算，行与行之间不可比较。",
  },
  finalLossHelp: { en: "The loss at the last recorded step.", zh: "最后一步的损失。" },
  bestLoss: { en: "Best", zh: "最佳值" },
  bestLossHelp: { en: "The lowest loss along the way.", zh: "途中最低的损失。" },
  arrives: { en: "Arrives", zh: "到达" },
  arrivesHelp: {
    en: "The first step from which the loss stays within 1 % of the way: f − f* ≤ 0.01 (f₀ − f*), where f* is the best known minimum.",
    zh: "从这一步起损失始终满足 f − f* ≤ 0.01 (f₀ − f*)，其中 f* 是已知的最小值。",
  },
  distance: { en: "Distance", zh: "距离" },
  distanceHelp: { en: "From the last position to the nearest global minimum.", zh: "最后位置到最近的全局最小点的距离。" },
  evaluations: { en: "Evals", zh: "求导次数" },
  evaluationsHelp: {
    en: "Gradient evaluations: LBFGS asks for several in one step.",
    zh: "梯度求值次数：LBFGS 一步会求值多次。",
  },
  seconds: { en: "Time", zh: "时间" },
  secondsCopied: { en: "Time (s)", zh: "时间 (s)" },
  secondsHelp: {
    en: "The run's share of the time that computing took: runs are computed together, and the same gradient pass serves them all.",
    zh: "计算耗时中该运行所占的份额：所有运行一起计算，共用同一次梯度求值。",
  },
  status: { en: "Status", zh: "状态" },
  statusHelp: {
    en: "Arrived: the rule of “Arrives” holds. Diverged: the position left the numbers. Else, over the last fifth: oscillating if the loss rose in at least 30 % of the steps, stalled if it changed by at most 0.1 %, otherwise descending.",
    zh: "到达：满足“到达”的规则。发散：位置不再是有限的数。否则看最后五分之一：损失在至少 30% 的步中上升为振荡，变化不超过 0.1% 为停滞，其余为下降中。",
  },
  copyTable: { en: "Copy table", zh: "复制表格" },
  tableCopied: { en: "Table copied: paste it into a spreadsheet", zh: "表格已复制，可粘贴到电子表格" },
  sortBy: { en: "Sort by {column}", zh: "按{column}排序" },
  arrived: { en: "arrived", zh: "到达" },
  descending: { en: "descending", zh: "下降中" },
  oscillating: { en: "oscillating", zh: "振荡" },
  stalled: { en: "stalled", zh: "停滞" },
  diverged: { en: "diverged", zh: "发散" },
  divergedAt: { en: "diverged at step {step}", zh: "第 {step} 步发散" },
  notRun: { en: "not run", zh: "未运行" },
  notRunHelp: {
    en: "The server refused these settings. What is shown of this run is from its former ones.",
    zh: "服务器拒绝了这些设置，此运行显示的是之前设置的结果。",
  },
  underway: { en: "under way", zh: "计算中" },

  // Messages
  connecting: { en: "Connecting…", zh: "正在连接…" },
  lost: {
    en: "The connection to the server is lost. The picture stays; trying again…",
    zh: "与服务器的连接已断开。画面保留，正在重试…",
  },
  retry: { en: "Try now", zh: "立即重试" },
  dismiss: { en: "Dismiss", zh: "知道了" },
  refused: { en: "That cannot be run:", zh: "无法运行：" },
  linkIgnored: {
    en: "Some parts of the link were not understood and left out: {parts}.",
    zh: "链接中有些内容无法识别，已忽略：{parts}。",
  },
  beginFailed: {
    en: "The page could not begin ({reason}). Is the server running? Reload the page to try again.",
    zh: "页面无法启动（{reason}）。服务器在运行吗？请刷新页面重试。",
  },

  // Experiments
  recorded: { en: "saved: nothing here can change", zh: "已保存的记录：不能更改" },
  explain: { en: "Explain", zh: "讲解" },
  explainHelp: {
    en: "Takes the step at the playhead apart: the rule of the optimizer, with its numbers filled in",
    zh: "拆解播放位置处的一步：优化器的规则，并代入当时的数字",
  },
  experiments: { en: "Experiments", zh: "实验" },
  experimentsHelp: {
    en: "Basin maps, sweeps over hyperparameters, fair tuning and curvature, in the place of curves and table.",
    zh: "吸引域图、超参数扫描、公平调参与曲率，显示在曲线和表格的位置。",
  },
  closeExperiments: { en: "Close: back to curves and table", zh: "关闭：回到曲线和表格" },
  stepTab: { en: "Step by step", zh: "逐步" },
  sweepTab: { en: "Sweep", zh: "扫描" },
  tuningTab: { en: "Fair tuning", zh: "公平调参" },
  basinsTab: { en: "Basin maps", zh: "吸引域图" },
  ofCount: { en: "{n} of {total}", zh: "{total} 次中 {n} 次" },
  curvatureTab: { en: "Curvature", zh: "曲率" },

  curvesSection: { en: "Curves", zh: "曲线" },
};

/** @typedef {keyof typeof TEXTS} TextKey */

/** A text of the page. */
export const t = translator(/** @type {Record<TextKey, Text>} */ (TEXTS));
