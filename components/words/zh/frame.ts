import type { Refused } from '#components/live/feed.ts'
import type { Words } from '../words.ts'
import { said } from './said.ts'

const refusals: Record<Refused, string> = {
  version: '页面与 hub 的版本不一致，请刷新页面。',
  busy: 'hub 服务的页面数已达上限，稍后会再次尝试。',
  malformed: 'hub 无法理解本页面的请求，请刷新页面。',
  login: '您尚未登录。',
  role: '您无权查看此集群。',
}

export const titles: Words['titles'] = {
  topology: '拓扑',
  matrix: '矩阵',
  services: 'Service 列表',
  service: 'Service',
  nodes: '节点列表',
  node: '节点',
  flows: '连接列表',
  access: '访问测试',
  walk: '数据包追踪',
  compare: '比较',
  embedBuilder: '嵌入视图',
  snapshots: '快照',
}

export const nav: Words['nav'] = {
  topology: '拓扑',
  matrix: '矩阵',
  services: 'Service',
  nodes: '节点',
  flows: '连接',
  access: '访问',
  walk: '追踪',
  compare: '比较',
}

export const frame: Words['frame'] = {
  skip: '跳到正文',
  navigation: '视图',
  home: 'Fairlead，拓扑',
  demo: '演示集群',
  demoWhy: '内核均为模拟，仅供浏览，与您的集群无关。',
  unnamed: '集群',
  language: '语言',
  toDark: '深色主题',
  toLight: '浅色主题',
  agents: (up, all) => `agent ${up}/${all}`,
  agentsWhy: (up, all) => `${all} 个节点中有 ${up} 个的 agent 正常应答。点击查看节点列表。`,
  problems: (count) => `${count} 处差异`,
  noProblems: '各表一致',
  problemsUnknown: '尚未比对',
  problemsWhy: (wrong, settling, draining) =>
    `所有节点上与 kube-proxy 应有结果不同的虚拟服务器：${wrong} 个错误，${settling} 个正在生效，${draining} 个正在排空。`,
  problemsUnknownWhy: '暂无可比对的表：内核表或 Service 尚不可知。',
  settling: (count) => `${count} 处生效中`,
  draining: (count) => `${count} 处排空中`,
  feed: {
    connecting: '连接中',
    waiting: '等待首帧数据',
    live: '实时',
    stale: '无新数据',
    lost: '连接中断',
    refused: '被拒绝',
    past: '过去',
    kept: '快照',
  },
  notice: {
    stale: (age) => `与 hub 的连接仍在，但已 ${age} 没有新数据。以下为最后收到的内容。`,
    lost: (age) => `与 hub 的连接已中断。以下为 ${age} 前的内容。`,
    lostFirst: '尚未连上 hub。请确认它正在运行，且本页面可以访问。',
    retry: (seconds) => (seconds <= 0 ? '正在重试。' : `${seconds} 秒后重试。`),
    refused: (why) => refusals[why],
    api: (kind, why) => `${kind} 不可知：${said(why)}`,
    apiStale: (kind, age, why) => `${kind} 已 ${age} 没有更新：${said(why)}`,
  },
  kinds: { services: 'Service', endpointSlices: 'EndpointSlice', pods: 'Pod', nodes: 'Node' },
  notFound: '没有内容',
  unknownAddress: (path) => `${path} 处没有任何视图。`,
  toTopology: '前往拓扑',
  failed: '此视图因自身故障而停止。',
  tryAgain: '重试',
  loading: '正在加载视图',
}
