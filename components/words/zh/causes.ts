import { addressOf, type Evidence, grouped, secondsOf, told } from '../evidence.ts'
import type { Words } from '../words.ts'
import { said } from './said.ts'

const node = (evidence: Evidence) => told(evidence, 'node', (name) => `节点 ${name} `, '该节点')
const real = (evidence: Evidence) => told(evidence, 'real', (key) => ` ${key} `, '真实服务器')
const virtual = (evidence: Evidence) => told(evidence, 'virtual', (key) => ` ${key}`)
/** A Pod by its name where it is known, else by its address. */
const pod = (evidence: Evidence) => told(evidence, 'pod', (name) => ` Pod ${name} `, real(evidence))
const trim = (sentence: string) =>
  sentence
    .replace(/^ | (?=[，。；：（]|$)|(?<=[，。；：）]) |(?<=\p{Script=Han}) (?=\p{Script=Han})/gu, '')
    .replace(/ {2,}/g, ' ')

const firewall = '请查看丢包规则的计数（iptables-save -c、nft list ruleset），以及选中该客户端或该 Pod 的网络策略。'

const words: Words['causes'] = {
  'agent-silent': {
    title: '其 agent 无应答',
    says: (e) =>
      `${node(e)}上的 agent 没有应答${told(e, 'why', (why) => `（${said(why).replace(/[.。]$/, '')}）`)}。无法在那里发起询问，目前对该节点一无所知；这并不说明其流量有问题。`,
    todo: () => '请查看该节点上 agent 的 Pod，以及 hub 能否访问 agent 的端口。',
  },
  'no-probe': {
    title: '此端口没有探测方法',
    says: (e) =>
      `无法探测${told(e, 'protocol', (name) => ` ${name} `, '该协议的')}端口：这里没有能询问它的方法，因此对它一无所知。`,
    todo: () => '请在流量页抓取该端口的报文，观察其自身客户端的通信。',
  },
  'internal-policy-local': {
    title: '因 internalTrafficPolicy 为 Local 而丢弃',
    says: (e) =>
      `${told(e, 'service', (name) => `${name} 的 `)}internalTrafficPolicy 为 Local，而${node(e)}上没有其就绪的 Pod：在该节点发出的请求按策略丢弃，与网络无关。`,
    todo: () => '请在有客户端的每个节点上运行 Pod，或将策略改为 Cluster。',
  },
  'no-ready-endpoints': {
    title: '没有就绪的端点',
    says: (e) =>
      `${told(
        e,
        'service',
        (id) => `Service ${id} `,
        told(e, 'virtual', (key) => `位于 ${key} 的 Service `, '该 Service '),
      )}没有任何就绪的端点，因此虚拟服务器没有真实服务器，所有节点都会立即拒绝。`,
    todo: () => '请检查 Pod 是否就绪、选择器是否正确，以及 Service 与 EndpointSlice 的端口名称是否一致。',
  },
  'virtual-server-missing': {
    title: '缺少虚拟服务器',
    says: (e) => `${node(e)}没有虚拟服务器${virtual(e)}：发往它的请求在该节点上不做转换，只会按路由走。`,
    todo: () =>
      '请查看该节点上 kube-proxy 的日志；重启它会重新写表。如果之后再次消失，则有其他工具在清空 IPVS 表，或 excludeCIDRs 包含了该地址。',
  },
  'no-real-servers': {
    title: '虚拟服务器没有真实服务器',
    says: (e) =>
      `${node(e)}有虚拟服务器${virtual(e)}，但其中没有可接受新连接的真实服务器：内核会立即以 ICMP 端口不可达拒绝。`,
    todo: () => '如果有就绪的端点，说明该节点的 kube-proxy 落后了：查看其日志并重启。如果没有，请检查 Pod。',
  },
  'real-server-missing': {
    title: '缺少一个真实服务器',
    says: (e) => `${node(e)}缺少${real(e)}，而它是就绪的端点：其份额由其他真实服务器承担。`,
    todo: () => '请查看该节点上 kube-proxy 的日志；重启它会重新写表。',
  },
  'real-server-foreign': {
    title: '真实服务器不是端点',
    says: (e) => `${node(e)}转发到${real(e)}，而它并不是该 Service 的端点：那里无人应答，或由别的程序应答。`,
    todo: () =>
      '请查看该节点上 kube-proxy 的日志：它没有删除这一行，重启即可。应急时可用 ipvsadm -d 指定虚拟服务器和这个真实服务器删除。',
  },
  'address-not-local': {
    title: 'Service 地址不在节点上',
    says: (e) =>
      `${told(e, 'address', String, told(e, 'virtual', addressOf, 'Service 的地址'))} 不在${node(e)}的 kube-ipvs0 上：Pod 发往它的请求会被路由走，到不了 IPVS；节点自身的请求仍然正常。`,
    todo: () =>
      '请找出是谁删除了该地址（NetworkManager、systemd-networkd 或云厂商的 agent），并将 kube-ipvs0 设为不受其管理。kube-proxy 会在下次同步时重新添加。',
  },
  'ipvs-without-conntrack': {
    title: 'IPVS 未启用连接跟踪',
    says: (e) =>
      `${node(e)}的 net.ipv4.vs.conntrack 为 0：IPVS 发出的报文不会改写源地址，其他节点上 Pod 的应答无法返回。`,
    todo: () => '请设置 net.ipv4.vs.conntrack=1（kube-proxy 启动时也会这样设置），并找出是谁改回了它。',
  },
  'forwarding-off': {
    title: '转发已关闭',
    says: (e) => `${node(e)}的 net.ipv4.ip_forward 为 0：内核不会把报文从一个设备转发到另一个设备。`,
    todo: () => '请永久设置 net.ipv4.ip_forward=1，并找出是谁改回了它。',
  },
  'conntrack-full': {
    title: '连接跟踪表已满',
    says: (e) =>
      `${node(e)}的连接跟踪表已满${told(e, 'count', (count) => `（${grouped(count)}${told(e, 'limit', (limit) => ` / ${grouped(limit)}`)} 条）`)}：新连接的报文会被随机丢弃。`,
    todo: () =>
      '请调大 nf_conntrack_max（kube-proxy 的 conntrack.maxPerCore 和 conntrack.min），并找出占用这些条目的来源。',
  },
  'not-masqueraded': {
    title: '源地址未转换',
    says: (e) =>
      `请求离开${node(e)}时源地址为 ${told(e, 'source', String, '其原有地址')}，${real(e)}的应答无法回到该地址。`,
    todo: () =>
      'nat 表中 KUBE-POSTROUTING 必须排在最前，且不能有其他规则清除标记 0x4000；net.ipv4.vs.conntrack 必须为 1，clusterCIDR 必须正确。',
  },
  'local-without-endpoint': {
    title: '策略为 Local，但本节点没有 Pod',
    says: (e) =>
      `externalTrafficPolicy 为 Local，而${node(e)}上没有该 Service 的就绪 Pod：它会带着客户端原地址把请求转给其他节点，应答则绕过它返回。`,
    todo: () => '请在客户端会访问的每个节点上运行 Pod，让负载均衡器检查 healthCheckNodePort，或将策略改为 Cluster。',
  },
  'route-missing': {
    title: '没有到真实服务器的路由',
    says: (e) => `${node(e)}没有到${real(e)}的路由${told(e, 'type', (type) => `（${type}）`)}：请求到此为止。`,
    todo: (e) =>
      `请在该节点上执行 ip route get ${told(e, 'real', addressOf, '地址')}，并检查网络插件是否已通告 Pod 所在节点的地址段。`,
  },
  'route-elsewhere': {
    title: '路由指向别处',
    says: (e) =>
      `${node(e)}经 ${told(e, 'via', String, '另一个地址')}${told(e, 'device', (device) => `（${device}）`)} 发送去往${real(e)}的报文，而那并不是 Pod 所在的节点${told(e, 'host', (name) => ` ${name}`)}${told(e, 'right', (address) => `，该节点的地址是 ${address}`)}。`,
    todo: () =>
      '请将该节点的 ip route 与网络插件分配给 Pod 所在节点的地址段对照。使用 Calico 时请检查 BGP 会话和手工添加的路由。',
  },
  'dropped-on-node': {
    title: '在发送节点上被丢弃',
    says: (e) =>
      `${node(e)}${told(e, 'real', (key) => `选择了 ${key}，但报文从未${told(e, 'device', (device) => `发往 ${device}`, '发出')}`, `没有让${told(e, 'virtual', (key) => `发往 ${key} 的`)}请求到达任何真实服务器`)}：被其防火墙规则或网络策略丢弃。`,
    todo: () => `${firewall}发往 Service 的请求也会经过 INPUT：它必须放行 Service 地址。`,
  },
  'not-on-wire': {
    title: '进入隧道但未上线路',
    says: (e) =>
      `${node(e)}把报文交给了隧道，但${told(e, 'device', (device) => `没有从 ${device} `, '从未')}发出：下一跳没有邻居表项，或节点过滤了外层协议。`,
    todo: (e) =>
      `请用 ip neigh 查看${told(e, 'via', (address) => ` ${address}`, '下一跳')}，并检查节点是否放行 IP-in-IP（协议 4）或 VXLAN（UDP 4789）出站。`,
  },
  'lost-between-nodes': {
    title: '在两个节点之间丢失',
    says: (e) =>
      `报文已${told(e, 'from', (name) => `由 ${name} `)}在线路上发出，但在${told(e, 'node', (name) => ` ${name} 上`, '下一个节点上')}没有看到：中间的网络过滤了它，或它超过了网络允许的大小${told(e, 'bytes', (bytes) => `（${grouped(bytes)} 字节）`)}。`,
    todo: () => '请在节点之间放行 IP-in-IP（协议 4）或 VXLAN（UDP 4789）：安全组、交换机。并对照隧道与网络的 MTU。',
  },
  'dropped-before-pod': {
    title: '在 Pod 所在节点上被丢弃',
    says: (e) =>
      `报文到达了${node(e)}，但没有到达 Pod 的设备${told(e, 'device', (device) => ` ${device}`)}${told(e, 'last', (device) => `，最后在 ${device} 上看到`)}：被该节点的网络策略、防火墙或反向路径过滤丢弃。`,
    todo: () => `${firewall}然后检查 FORWARD 的默认策略，以及入口设备的 rp_filter。`,
  },
  'pod-not-there': {
    title: 'Pod 所在节点没有对应设备',
    says: (e) => `${node(e)}没有通往${real(e)}的设备：Pod 已经消失，或其网络从未建立。`,
    todo: () => '请检查 Pod 是否在运行并拥有该地址，以及该节点上网络插件的日志。',
  },
  'pod-refuses': {
    title: 'Pod 拒绝连接',
    says: (e) => `${pod(e)}以 RST 应答：${told(e, 'real', (key) => `${key} `, '那里')}没有程序监听。`,
    todo: () => '请对照 targetPort 与容器监听的端口，以及监听地址：监听在 127.0.0.1 上无法从 Pod 外访问。',
  },
  'pod-silent': {
    title: 'Pod 没有应答',
    says: (e) => `请求已送达${pod(e)}，但没有任何返回。`,
    todo: () =>
      '请检查 Pod 内的进程（是否卡住、连接队列是否已满）、Pod 内的策略，以及其节点是否 Ready：API 可能尚未将其摘除。',
  },
  'answer-too-large': {
    title: '应答报文过大',
    says: (e) =>
      `${told(e, 'bytes', (bytes) => `${grouped(bytes)} 字节的应答`, '应答')}无法通过${told(e, 'device', (device) => ` ${device} `, '下一个设备')}${told(e, 'mtu', (mtu) => `（MTU ${mtu}）`)}，而发送方没有得到通知：小的应答正常，大的应答挂起。`,
    todo: () =>
      '请将网络插件的 MTU 设为网络 MTU 减去隧道头（IP-in-IP 20 字节，VXLAN 50 字节），并放行 ICMP“需要分片”。',
  },
  'answer-astray': {
    title: '应答绕过了做转换的节点',
    says: (e) =>
      `${real(e)}的应答${told(e, 'node', (name) => `在 ${name} 上`)}被发往${told(e, 'to', (address) => ` ${address}`, '客户端自身的地址')}，绕过了转换请求的节点，因此地址没有被改回。`,
    todo: () => '请求的源地址必须被转换：请检查 KUBE-POSTROUTING 和 KUBE-LOOP-BACK；使用网桥时检查 hairpin 模式。',
  },
  'answer-lost': {
    title: '应答在返回途中丢失',
    says: (e) =>
      `应答离开了${pod(e)}${told(
        e,
        'device',
        (device) => `，最后在${told(e, 'node', (name) => ` ${name} 的`)} ${device} 上看到`,
        told(e, 'node', (name) => `，最后在 ${name} 上看到`),
      )}，之后不再出现。`,
    todo: () => '请检查该处 FORWARD 的默认策略与 KUBE-FORWARD、rp_filter，以及网络在返回方向上放行的内容。',
  },
  'first-packet-lost': {
    title: '首个报文被重发',
    says: (e) =>
      `首次连接耗时${told(e, 'step', (step) => `约 ${secondsOf(step)} 秒`, '约 1 秒或 3 秒')}：首个报文丢失后重发。这类连接只是慢，并未中断。`,
    todo: () =>
      '在 5.9 之前的内核上，客户端端口复用时 net.ipv4.vs.conn_reuse_mode=1 会丢弃首个报文。否则请查找丢包，以及 conntrack -S 中的 insert_failed。',
  },
  'checksum-offload': {
    title: 'VXLAN 校验和卸载',
    says: (e) =>
      `连接${told(e, 'device', (device) => `经 ${device} `)}耗时约 63 秒：转换后的报文外层校验和错误，直到内核不再交给网卡计算。`,
    todo: (e) =>
      `可尝试 ethtool -K ${told(e, 'device', String, '设备')} tx-checksum-ip-generic off；较新的内核和网络插件已修正。`,
  },
  'application-status': {
    title: '应用返回了错误',
    says: (e) =>
      `${pod(e)}应答了${told(e, 'status', (status) => `状态码 ${status}`, '与要求不同的状态码')}。往返路径没有问题。`,
    todo: () => '请查看应用的日志，或改用它提供服务的路径与主机名。',
  },
}

/** A blank between Chinese and Latin letters, none beside punctuation. */
export const causes = Object.fromEntries(
  Object.entries(words).map(([id, { title, says, todo }]) => [
    id,
    { title, says: (e: Evidence) => trim(says(e)), todo: (e: Evidence) => trim(todo(e)) },
  ]),
) as Words['causes']
