// @ts-check
/** What is said about basin maps, in the page's languages. */

import { translator } from "../strings.js";

const WORDS = {
  lead: {
    en: "Each point is a start; its colour is the minimum that the run reaches from there, darker where it arrives sooner. Point at a map to see the path; click to start there.",
    zh: "图上每一点都是一个起点：颜色表示运行从那里到达的极小点，颜色越深到达越快。指向图上任意一点可看到路径，单击则把起点设在那里。",
  },
  leadDark: {
    en: "Each point is a start; its colour is the minimum that the run reaches from there, brighter where it arrives sooner. Point at a map to see the path; click to start there.",
    zh: "图上每一点都是一个起点：颜色表示运行从那里到达的极小点，颜色越亮到达越快。指向图上任意一点可看到路径，单击则把起点设在那里。",
  },
  minima: { en: "Minima", zh: "极小点" },
  value: { en: "f = {value}", zh: "f = {value}" },
  global: { en: "global", zh: "全局" },
  local: { en: "local", zh: "局部" },
  diverged: { en: "diverged", zh: "发散" },
  nowhere: { en: "arrived nowhere", zh: "未到达" },
  starts: { en: "{count} starts, ", zh: "共 {count} 个起点，" },
  shares: { en: "Shares of starts, {run}", zh: "{run} 的起点占比" },
  median: { en: "median {steps} steps to arrive", zh: "到达步数的中位数 {steps}" },
  noArrival: { en: "no start arrives within {steps} steps", zh: "{steps} 步之内没有起点到达" },
  map: {
    en: "Basin map of {run}. Arrow keys move the point, with Shift further; Enter starts there.",
    zh: "{run} 的吸引域图。方向键移动所指的点，按住 Shift 移动更远；按回车键从该点开始。",
  },
  reaches: { en: "{where}, {steps} steps", zh: "{where}，{steps} 步" },
  goesNowhere: { en: "nowhere in {steps} steps", zh: "{steps} 步内未到达" },
  diverges: { en: "diverges at step {steps}", zh: "第 {steps} 步发散" },
  computing: { en: "Computing…", zh: "正在计算…" },
  refining: { en: "Refining…", zh: "正在细化…" },
  notAlone: {
    en: "{run} looks at all coordinates together, so that its starts cannot be computed side by side as one run. Optimizers that step each coordinate alone, such as Adam, have a map.",
    zh: "{run} 同时考虑所有坐标，无法把许多起点合并为一次运行来计算。逐坐标更新的优化器（如 Adam）才有吸引域图。",
  },
  noRuns: { en: "No run is visible: show or add one on the left.", zh: "没有可见的运行：请在运行列表中显示或添加一个。" },
  ofModel: {
    en: "A basin map asks which minimum each start on a plane reaches. A model's minima are not known beforehand, so it has none; the maps belong to functions such as Himmelblau's.",
    zh: "吸引域图回答平面上每个起点会到达哪个极小点。模型的极小点事先未知，因此没有吸引域图；请选择 Himmelblau 这类函数。",
  },
  ofFormula: {
    en: "The minima of a typed formula are not known, so that nothing tells where a start has arrived. Choose a function of the catalog, such as Himmelblau's.",
    zh: "自定义公式的极小点未知，无法判断起点到达了哪里。请选择目录中的函数，例如 Himmelblau。",
  },
  ofContinuum: {
    en: "The minima of this function are not separate points, so that there are no basins to tell apart. Himmelblau's function has four.",
    zh: "此函数的极小点不是彼此孤立的点，无从区分吸引域。Himmelblau 函数有四个孤立的极小点。",
  },
};

/** A text in the language of the page, `{name}` filled in. */
export const basinWord = translator(WORDS);
