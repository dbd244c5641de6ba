/** The stand-in as a process of its own: `node server/demo/kube-api/main.ts [--host ADDRESS] [--port N] [--bookmark-ms N]`. */
import { parseArgs } from 'node:util'
import { startKubeApi } from './web.ts'

const { values } = parseArgs({
  options: {
    host: { type: 'string', default: '127.0.0.1' },
    port: { type: 'string', default: '0' },
    'bookmark-ms': { type: 'string', default: '60000' },
  },
})
const api = await startKubeApi({
  host: values.host,
  port: Number(values.port),
  bookmarkMs: Number(values['bookmark-ms']),
})
process.stdout.write(`Kubernetes API stand-in listens on ${api.url}\n`)

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void api.close().then(() => process.exit(0)))
}
