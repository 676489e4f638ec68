// @ts-check
/** Refusals in the language of the page: in Chinese by their code, with the server's own words where they say more. */

import { view } from "./signals.js";

/** @import { Problem } from "./types.js" */

/** What each code of the server means; `whole` where its English adds nothing, neither a name nor a number. */
/** @type {Record<string, { zh: string, whole?: boolean }>} */
export const SENTENCES = {
  // The request
  not_json: { zh: "服务器读不懂这个请求" },
  not_text: { zh: "服务器读不懂这个请求" },
  wrong_type: { zh: "填写的内容类型不对" },
  missing: { zh: "缺少必填的内容" },
  out_of_range: { zh: "数值超出允许的范围" },
  limit: { zh: "超过了服务器允许的上限" },
  unknown_field: { zh: "请求中有无法识别的内容" },
  unknown_kind: { zh: "无法识别这类目标函数" },
  unknown_type: { zh: "服务器读不懂这个请求" },
  unknown_id: { zh: "这项计算已经结束或不存在" },
  unknown_function: { zh: "没有这个函数" },
  unknown_optimizer: { zh: "没有这个优化器" },
  unknown_schedule: { zh: "没有这个学习率调度" },
  unknown_param: { zh: "没有这个超参数" },
  unavailable: { zh: "这里不能使用该方法" },
  implementation_switch: { zh: "这个参数只决定实现方式，不影响路径，不能设置" },
  bad_formula: { zh: "公式有误" },
  not_a_number: { zh: "只有取单个数值的超参数才能这样变化" },
  not_steerable: { zh: "这一项不能在运行途中改变" },
  no_momentum: { zh: "该优化器没有可供调度的动量，请关闭 cycle_momentum" },
  too_deep: { zh: "调度嵌套得太深" },
  no_minima: { zh: "吸引域图需要已知且彼此分开的最小值，而该目标函数没有", whole: true },
  not_batchable: { zh: "该方法不能从许多起点一起出发，因此画不出吸引域图" },

  // Models
  unknown_model: { zh: "没有这个模型" },
  unknown_dataset: { zh: "没有这个数据集" },
  unknown_loss: { zh: "没有这个损失函数" },
  misfit: { zh: "所选的模型、损失函数与数据集不匹配" },
  not_trainable: { zh: "reduction 为 none 时每个样本各有一个损失，无法据此训练，请选择 mean 或 sum", whole: true },
  unknown_checkpoint: { zh: "服务器上没有这个检查点，它可能已被清除，请重新训练或上传" },
  checkpoint_mismatch: { zh: "检查点与模型不匹配，以下各层不同" },
  not_safetensors: { zh: "这不是有效的 safetensors 文件" },
  needs_matrices: { zh: "Muon 只能用于全部参数都是矩阵的模型，请关闭 bias 和批归一化" },
  needs_sparse: { zh: "SparseAdam 需要稀疏梯度，只有词袋模型才有" },
  sparse_unsupported: { zh: "该优化器不能处理稀疏梯度" },
  functions_only: { zh: "这项功能只适用于函数，不适用于模型" },
  models_only: { zh: "这项设置只适用于模型，不适用于函数" },
  unknown_layer: { zh: "模型中没有这一层或这个参数" },
  no_plane: { zh: "该模型的参数不止两个，没有可以直接画出的平面" },
  bad_loss_input: { zh: "损失函数无法接受这样的输出或目标" },
  not_supported: { zh: "服务器暂不支持这项功能" },
  no_hessian: { zh: "该损失函数没有可用的二阶导数，因此没有海森矩阵可看" },
  not_finite: { zh: "海森矩阵在这一步已不是有限的数，请选择更早的一步" },
  diverged: { zh: "该运行在这里已经发散，请选择更早的一步" },
  unknown_weight: { zh: "模型中没有这个权重" },

  // Files, and runs as people type them
  unknown_format: { zh: "没有这种文件格式" },
  not_exportable: { zh: "这个比较不能导出为这种文件" },
  unknown_entry: { zh: "目录中没有这一项" },
  not_a_run: { zh: "无法识别这样写的运行" },
  not_values: { zh: "无法识别这样写的数值" },
  twice: { zh: "同一项写了两次" },
  recorded: { zh: "本页回放保存的内容；要计算新的内容需要服务器", whole: true },

  // The server
  busy: { zh: "服务器正忙，请稍后再试" },
  stopping: { zh: "服务器正在关闭，请稍后再试", whole: true },
  not_ready: { zh: "服务器还没有准备好，请稍后再试", whole: true },
  worker_lost: { zh: "负责这次计算的进程意外退出，请再试一次", whole: true },
  time_limit: { zh: "计算超过了时限，请减少步数、运行数或网格点数" },
  out_of_memory: { zh: "所需内存超过了允许的上限，请减少步数、运行数或网格点数", whole: true },
  internal_error: { zh: "服务器内部出错，原因记录在它的日志中", whole: true },

  // The way to it
  too_long: { zh: "文字太长，二维码放不下", whole: true },
  too_large: { zh: "请求太大" },
  too_slow: { zh: "请求发送得太慢" },
  wrong_host: { zh: "服务器不接受来自这个地址的请求" },
  wrong_origin: { zh: "服务器不接受来自这个地址的请求" },
  not_found: { zh: "服务器上没有这个地址" },
  method_not_allowed: { zh: "服务器不接受这种请求方式" },
  http_error: { zh: "服务器拒绝了请求" },
  http: { zh: "服务器没有给出可读的回答" },
  network: { zh: "无法连接到服务器" },
};

/** A refusal as a sentence for the person. @param {Pick<Problem, "code" | "message">} problem */
export function sayProblem({ code, message }) {
  const known = Object.hasOwn(SENTENCES, code) ? SENTENCES[code] : null;
  if (view.value.language !== "zh" || !known) return message;
  return known.whole ? `${known.zh}。` : `${known.zh}（${message}）`;
}
