import type { Sayings } from '../../said.ts'

/** Of the hub, about what it was asked to do. */
export const refusals: Sayings = {
  '{count} walks are running already; cancel one, or wait until it has ended.':
    '已有 {count} 个追踪在运行：请取消一个，或等它结束。',
  '{count} captures are running already; stop one, or wait until it has ended.':
    '已有 {count} 个抓包在运行：请停止一个，或等它结束。',
  'There are {count} captures already; stop one first.': '已有 {count} 个抓包：请先停止一个。',
  'The capture on node “{node}” is not possible: {why}.': '无法在节点“{node}”上抓包：{why}。',
  'No agent answers that could capture.': '没有能够抓包的 agent 应答。',
  'The port {port} has no address and no endpoint to capture at.': '端口 {port} 没有可供抓包的地址和端点。',
  'Name up to {most} nodes: there are {count}.': '至多指定 {most} 个节点：现有 {count} 个。',
  'A walk captures on {count} nodes at most.': '一次追踪至多在 {count} 个节点上抓包。',
  'It had not begun when the request was sent.': '请求发出时抓包尚未开始。',
  'There is no port “{port}”; write it as NAMESPACE/NAME:PORT/PROTOCOL, such as default/web:80/TCP.':
    '没有端口“{port}”：请写成“命名空间/名称:端口/协议”，例如 default/web:80/TCP。',
  'There is no Service port “{port}”; write it as NAMESPACE/NAME:PORT/PROTOCOL, as default/web:80/TCP.':
    '没有 Service 端口“{port}”：请写成“命名空间/名称:端口/协议”，例如 default/web:80/TCP。',
  'The port {port} stands on an address of another namespace.': '端口 {port} 使用的是其他命名空间的地址。',
  'What the request would begin at is not there.': '请求的起点不存在。',
  'There is no node “{node}”.': '没有节点“{node}”。',
  'There is no Pod “{pod}”.': '没有 Pod“{pod}”。',
  'SCTP ports cannot be walked: no probe speaks SCTP.': '无法追踪 SCTP 端口：没有支持 SCTP 的探测。',
  'A {protocol} port cannot be asked by {method}; take another method, or none.':
    '{protocol} 端口无法用 {method} 询问：请换一种方式，或不指定。',
  'A {protocol} port cannot be asked by {method}.': '{protocol} 端口无法用 {method} 询问。',
  'No probe of {protocol}.': '没有支持 {protocol} 的探测。',
  'The port {port} has no address of this kind here.': '端口 {port} 在此处没有这类地址。',
  'Node “{node}” could not be made to ask: {why}': '无法让节点“{node}”发起请求：{why}',
  'You can start {most} tests a minute at most; ask again in {seconds} s.':
    '您每分钟至多开始 {most} 次测试：请在 {seconds} 秒后再试。',
  'All together can start {most} tests a minute at most; ask again in {seconds} s.':
    '所有人合计每分钟至多开始 {most} 次测试：请在 {seconds} 秒后再试。',
  'Too many tests are running; wait until one has ended, or cancel one.':
    '正在运行的测试过多：请等一个结束，或取消一个。',
  'A test is of {most} ports at most.': '一次测试至多 {most} 个端口。',
  '{nodes} nodes and {ports} ports are more than {most} questions; name fewer of either.':
    '{nodes} 个节点与 {ports} 个端口超过了 {most} 次询问：请减少节点或端口。',
  'There are {count} schedules already; delete one first.': '已有 {count} 个定时测试：请先删除一个。',
  'No node is known yet; ask again in a few seconds.': '尚无已知节点：请几秒后再试。',
  'Access test “{id}” has ended already.': '访问测试“{id}”已经结束。',
  'There is no access test “{id}”; /api/v1/access-tests lists them.': '没有访问测试“{id}”。',
  'There is no schedule “{id}”; /api/v1/access-schedules lists them.': '没有定时测试“{id}”。',
  'There is no capture “{id}”; /api/v1/captures lists them.': '没有抓包“{id}”。',
  'There is no walk “{id}”; /api/v1/walks lists them.': '没有追踪“{id}”。',
  'This needs the role {role}, which you do not have.': '此操作需要角色 {role}，您没有该角色。',
  'This hub does not know you: log in on its page, or send “authorization: Bearer TOKEN”.':
    '本 hub 不认识您：请在其页面上登录，或发送“authorization: Bearer TOKEN”。',
  'This file has packets of all namespaces in it; you see some namespaces only.':
    '该文件含有所有命名空间的报文，而您只能看到部分命名空间。',
  'There is no such snapshot, or it has expired or been revoked.': '没有该快照，或它已过期或被撤销。',
  'The store does not answer now; try again in a moment.': '存储暂时没有应答：请稍后再试。',
  'There is no room to keep it: {why} Delete snapshots, or let it be larger.':
    '没有空间保存：{why}请删除一些快照，或调大存储。',
  'The store has reached the size it may have (FAIRLEAD_STORE_BYTES).':
    '存储已达到允许的大小（FAIRLEAD_STORE_BYTES）。',
  'Nothing is remembered of {at} or before.': '没有 {at} 及更早的记录。',
  'This cluster is larger than a snapshot may be: leave flows or proofs out.':
    '该集群超过了快照允许的大小：请不要包含连接或检验结果。',
  'A snapshot is kept for {days} days at most here (FAIRLEAD_SNAPSHOT_MOST_DAYS).':
    '此处快照至多保留 {days} 天（FAIRLEAD_SNAPSHOT_MOST_DAYS）。',
  'You keep {count} snapshots already: delete some of them.': '您已保留 {count} 个快照：请删除一些。',
  'Visitors keep {count} snapshots already: delete some of them.': '访客已保留 {count} 个快照：请删除一些。',
  'Too many links were opened from your address: try again in {seconds} s.':
    '您的地址打开的链接过多：请在 {seconds} 秒后再试。',
}
