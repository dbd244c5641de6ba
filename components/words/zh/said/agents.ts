import type { Sayings } from '../../said.ts'

/** Of the hub, about agents it asks. */
export const agents: Sayings = {
  'The agent at {url} did not answer: {why}.': '{url} 处的 agent 没有应答：{why}。',
  'The agent at {url} did not answer to the end: {why}.': '{url} 处的 agent 没有应答完：{why}。',
  'The answer of the agent at {url} cannot be used: {why}.': '{url} 处的 agent 的应答无法使用：{why}。',
  'What answers at {url} sent no JSON: is it an agent?': '{url} 处应答的内容不是 JSON：那里是 agent 吗？',
  'The agent at {url} refused ({status}): {why}': '{url} 处的 agent 拒绝了请求（{status}）：{why}',
  "The agent at {url} does not accept this hub's token ({status}): give both the same FAIRLEAD_AGENT_TOKEN.":
    '{url} 处的 agent 不接受本 hub 的令牌（{status}）：请为两者设置相同的 FAIRLEAD_AGENT_TOKEN。',
  'The agent at {url} answered with status {status}; see its log.':
    '{url} 处的 agent 以状态码 {status} 应答，请查看其日志。',
  'The agent at {url} also says it is node “{name}”; refused, since the agent at {owner} speaks for it. Give every agent its own FAIRLEAD_NODE_NAME.':
    '{url} 处的 agent 也自称是节点“{name}”，已拒绝，因为该节点由 {owner} 处的 agent 代表。请为每个 agent 设置各自的 FAIRLEAD_NODE_NAME。',
  'The agent at {url} says it is node “{name}”, but is configured as node “{node}”; correct FAIRLEAD_AGENTS or its FAIRLEAD_NODE_NAME.':
    '{url} 处的 agent 自称是节点“{name}”，配置中却是节点“{node}”。请更正 FAIRLEAD_AGENTS 或该 agent 的 FAIRLEAD_NODE_NAME。',
  "The agent's answer cannot be used: {why}.": 'agent 的应答无法使用：{why}。',
  "The agent's answer could not be worked on: {why}.": 'agent 的应答无法处理：{why}。',
  'No agent is known for node “{node}”.': '没有节点“{node}”的 agent。',
  'No agent answers for node “{node}”.': '节点“{node}”没有 agent 应答。',
  'Its agent does not answer.': '其 agent 没有应答。',
  'Its agent ended the capture without a word.': '其 agent 未作说明便结束了抓包。',
  'It could not be asked: {why}.': '无法询问：{why}。',
  'connection refused: nothing listens there': '连接被拒绝，那里没有程序监听',
  'it closed the connection': '对方关闭了连接',
  'it closed the connection in the middle of its answer': '应答中途连接被关闭',
  'no route to it': '没有到达它的路由',
  'its host name is not known': '主机名不存在',
  'its host name could not be looked up': '主机名无法解析',
  'it could not be reached in time': '未能在限时内连上',
  'no full answer within {ms} ms': '{ms} 毫秒内没有完整的应答',
  'it was not done within {ms} ms': '{ms} 毫秒内没有完成',
  'its answer is larger than {bytes} bytes': '应答超过 {bytes} 字节',
  'a line of its answer is no JSON': '应答中有一行不是 JSON',
}
