import type { Sayings } from '../../said.ts'

/** Of agents, about their node. */
export const kernel: Sayings = {
  'There is no /proc/net/ip_vs on this node: the ip_vs module is not loaded, so kube-proxy does not run in IPVS mode here.':
    '该节点没有 /proc/net/ip_vs：未加载 ip_vs 模块，因此 kube-proxy 在这里不以 IPVS 模式运行。',
  'There is no {file}: the ip_vs module is not loaded.': '没有 {file}：未加载 ip_vs 模块。',
  '{file} cannot be read: {error}.': '无法读取 {file}：{error}。',
  '{file} changed at every look: the table is being rewritten right now.': '每次读取 {file} 都有变化：表正在被改写。',
  '/proc/net/ip_vs does not begin with "IP Virtual Server version …": this is no IPVS table.':
    '/proc/net/ip_vs 不以“IP Virtual Server version …”开头：这不是 IPVS 表。',
  '{program} is not installed here.': '此处未安装 {program}。',
  'Nobody listens on {place}.': '{place} 上没有程序监听。',
  '“{command}” failed: {why}.': '“{command}”执行失败：{why}。',
  'Nothing below /proc/sys could be read.': '/proc/sys 下的内容均无法读取。',
  'What answers on 127.0.0.1:{port} names no proxy mode: is it kube-proxy?':
    '127.0.0.1:{port} 的应答没有说明代理模式：那里是 kube-proxy 吗？',
  'Neither iproute2 nor /proc/net/route is there to tell routes.':
    '既没有 iproute2，也没有 /proc/net/route，路由不可知。',
  'iproute2 is not there to tell rules: only the main table is looked at.':
    '没有 iproute2，路由规则不可知：只查看 main 表。',
  '“{command}” printed no JSON: is it older than iproute2 4.15?':
    '“{command}”输出的不是 JSON：其版本是否早于 iproute2 4.15？',
  'What “{command}” printed is not understood at {where}.': '“{command}”的输出在 {where} 处无法理解。',
  'net.ipv4.vs.conntrack is 0 on this node: its kernel keeps no conntrack entries of IPVS connections.':
    '该节点的 net.ipv4.vs.conntrack 为 0：其内核不为 IPVS 连接保留 conntrack 条目。',
  'Totals need the NET_ADMIN capability in the initial user namespace: the kernel refuses to answer without it.':
    '累计值需要在初始用户命名空间中具有 NET_ADMIN 能力：否则内核拒绝应答。',
  'The table has not been read yet.': '表尚未读取。',
  'Totals are not read on a big-endian machine: this agent knows little-endian netlink only.':
    '大端机器上不读取累计值：该 agent 只支持小端的 netlink。',
  'A netlink socket cannot be opened (error {error}): the container may be forbidden this kind of socket.':
    '无法打开 netlink 套接字（错误 {error}）：容器可能被禁止使用这类套接字。',
  'Totals need the koffi package, which cannot be loaded here: {error}.':
    '累计值需要 koffi 包，而此处无法加载：{error}。',
  'There is no program tcpdump here: install it beside the agent.': '此处没有 tcpdump 程序：请与 agent 一同安装。',
  'tcpdump may not capture here: give the agent the capability NET_RAW.':
    'tcpdump 在此处没有抓包权限：请为 agent 授予 NET_RAW 能力。',
  'tcpdump cannot give up its privileges: give the agent the capabilities SETUID and SETGID.':
    'tcpdump 无法放弃特权：请为 agent 授予 SETUID 和 SETGID 能力。',
  'tcpdump did not begin to listen within {seconds} s.': 'tcpdump 在 {seconds} 秒内没有开始监听。',
  'tcpdump failed: {error}.': 'tcpdump 失败：{error}。',
  'This node has no device {device}.': '该节点没有设备 {device}。',
  'A capture runs on this node already: end that one, or ask when it is over.':
    '该节点上已有抓包在运行：请先结束它，或等它结束后再试。',
  'This agent makes {count} tries a minute at most: ask again in {seconds} s.':
    '该 agent 每分钟至多尝试 {count} 次：请在 {seconds} 秒后再试。',
}
