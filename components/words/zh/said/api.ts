import type { Sayings } from '../../said.ts'

/** Of the hub, about the Kubernetes API. */
export const api: Sayings = {
  'The Kubernetes API cannot be asked: {why}': '无法访问 Kubernetes API：{why}',
  'No Kubernetes API is configured: set KUBECONFIG to a kubeconfig file, put one at {file}, or run the hub in the cluster.':
    '没有配置 Kubernetes API：请将 KUBECONFIG 设为 kubeconfig 文件，或将其放在 {file}，或在集群内运行 hub。',
  'The kubeconfig has no current context with a cluster: choose one with `kubectl config use-context NAME`.':
    'kubeconfig 没有指向集群的当前上下文：请用 `kubectl config use-context NAME` 选择。',
  '{kind}: {why}.': '{kind}：{why}。',
  'credentials for {host} could not be prepared: {error}': '无法准备访问 {host} 的凭据：{error}',
  'the API server at {host} does not answer: {why}': '{host} 处的 API server 没有应答：{why}',
  'connection refused': '连接被拒绝',
  'nothing heard for {seconds} s': '{seconds} 秒没有任何消息',
  'nothing heard for {seconds} s: the connection is half-open': '{seconds} 秒没有任何消息，连接只剩一半',
  'the API server ends every watch at once': 'API server 会立即结束每个 watch',
  'the API server ended the watch: {error}': 'API server 结束了 watch：{error}',
  'it could not be followed: {why}': '无法持续跟踪：{why}',
  'the connection broke in the middle of the answer': '应答中途连接中断',
  'the API server does not accept the credentials (401); renew them in the kubeconfig':
    'API server 不接受凭据（401），请在 kubeconfig 中更新',
  "the API server forbids reading {kind} (403); grant the hub's account list and watch on {kind}":
    'API server 不允许读取 {kind}（403），请授予 hub 的账号对 {kind} 的 list 和 watch 权限',
  'the API server does not know {kind} (404)': 'API server 没有 {kind}（404）',
  'the API server answered {status}': 'API server 应答 {status}',
  'the API server answered {status}: {error}': 'API server 应答 {status}：{error}',
}
