import type { SettingDrift } from '#model/drift.ts'
import type { Words } from '../words.ts'
import { said } from './said.ts'

const n = (count: number): string => count.toLocaleString('en-US')

const settings: Record<SettingDrift['setting'], string> = {
  scheduler: '调度算法',
  flags: '调度标志',
  persistence: '会话保持',
  'one-packet': '单包调度',
}

export const matrix: Words['matrix'] = {
  canvas: {
    name: '矩阵：Service × 节点',
    how: '方向键移动光标，n 跳到下一个有差异的格子，回车打开 Service，Shift 加回车打开节点，加号减号缩放，0 显示全部。表格中有相同的内容。',
  },
  summary: {
    wrong: (cells, services, nodes) => `${n(cells)} 个格子错误：${n(nodes)} 个节点上的 ${n(services)} 个 Service`,
    agree: (services, nodes) => `${n(services)} 个 Service 在 ${n(nodes)} 个节点上一致`,
    settling: (cells) => `${n(cells)} 个正在生效`,
    draining: (cells) => `${n(cells)} 个正在排空`,
    unknown: (nodes) => `${n(nodes)} 个节点不可知`,
    notCompared: '尚无可比较的表',
  },
  controls: {
    by: '着色依据',
    measure: { drift: '差异', rate: '速率', open: '连接' },
    measureWhy: { drift: '每张表与应有内容的差异', rate: '每秒新建连接', open: '当前打开的连接' },
    filter: 'Service 或节点  /',
    namespace: '命名空间',
    allNamespaces: '全部命名空间',
    onlyProblems: '只看差异',
    asTable: '表格',
    asPicture: '图',
    fit: '全部',
    nearer: '放大',
    farther: '缩小',
  },
  state: {
    empty: '此处没有，本应如此',
    agrees: '与应有的一致',
    unknown: '不可知',
    draining: '排空中',
    settling: '生效中',
    missing: '缺失',
    wrong: '错误',
  },
  legend: {
    block: '缩小时，一块取其中最差格子的颜色',
    scaleRate: (least, most) => `每秒新建连接 ${least} 至 ${most}`,
    scaleOpen: (least, most) => `打开的连接 ${least} 至 ${most}`,
    zero: '无',
  },
  cell: {
    on: (service, node) => `${node} 上的 ${service}`,
    row: (wrong, nodes) =>
      wrong === 0 ? `在所有可比较的节点上一致（${n(nodes)} 个）` : `在 ${n(nodes)} 个节点中的 ${n(wrong)} 个上错误`,
    column: (wrong) => (wrong === 0 ? '没有 Service 错误' : `${n(wrong)} 个 Service 错误`),
    columnUnknown: '它的表不可知，或无法比较',
    rate: (rate) => `${rate} 连接/秒`,
    rateUnknown: '速率不可知',
    open: (active, inactive) => `活动 ${active} · 非活动 ${inactive}`,
    past: '最后一次上报的内容',
    missingServer: (key) => `缺少 ${key}`,
    foreignServer: (key) => `多出 ${key}，没有对象要求它`,
    missingRow: (real) => `缺少 real server ${real}`,
    foreignRow: (real) => `多出 real server ${real}，它不是端点`,
    drainingRow: (real) => `real server ${real} 正在排空`,
    weight: (real, have, want) => `real server ${real}：权重 ${n(have)}，应为 ${n(want)}`,
    method: (real, have, want) => `real server ${real}：${have}，应为 ${want}`,
    setting: (setting, have, want) => `${settings[setting]}为 ${have}，应为 ${want}`,
    more: (count) => `另有 ${n(count)} 项`,
    gone: '该格子未显示：它的 Service 或节点不在所选范围内。',
    close: '关闭',
    openService: '打开 Service',
    openNode: '打开节点',
    noService: '不属于任何 Service',
  },
  nothing: {
    none: '集群中没有带 ClusterIP 的 Service，节点上也没有 virtual server。',
    noneInNamespace: (namespace) => `命名空间 ${namespace} 中没有带 virtual server 的 Service。`,
    noNodes: '没有已知的节点：Kubernetes API 和 agent 都没有报告节点。',
    noMatch: '没有符合筛选的 Service 或节点。',
    noProblems: '没有差异：可比较的每张表都与应有的一致。',
    notAllowed: (why) => `Kubernetes API 不允许 Fairlead 查看 Service：${said(why)}`,
    notKnown: '尚无消息：正在等待 agent 与 Kubernetes API 的首次报告。',
    clear: '显示全部',
    tooMany: (cells, most) =>
      `这 ${n(cells)} 个格子都已比较，但一次最多给出 ${n(most)} 个格子的负载。请选择一个命名空间来查看速率与连接。`,
    tooManyHere: (cells, most) =>
      `这 ${n(cells)} 个格子都已比较，但一次最多给出 ${n(most)} 个格子的负载。Service 页面有它在每个节点上的速率。`,
    cannotDraw: '此浏览器无法绘图，表格中有相同的内容。',
  },
  twin: {
    differences: '所有有差异的格子',
    totals: '所有 Service 在应答节点上的负载',
    service: 'Service',
    node: '节点',
    state: '状态',
    what: '差异',
    wrong: '错误的节点',
    rate: '连接/秒',
    active: '活动',
    inactive: '非活动',
  },
}
