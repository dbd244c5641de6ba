/** The process of the simulated agents and their Kubernetes API: steered by messages of the bench. */
import { parseArgs } from 'node:util'
import { startKubeApi } from '#server/demo/kube-api/web.ts'
import { freePort } from '../../shared/free-port.ts'
import { agentAddress } from './addresses.ts'
import { makeSimulatedCluster } from './cluster.ts'
import { serviceName } from './objects.ts'
import type { Size } from './size.ts'
import { type Answered, listenAsAgents } from './web.ts'
import { makeWholeText, procBytes } from './whole.ts'

export type AgentsCommand =
  /** So many endpoints change a second from now on. */
  | { readonly do: 'change'; readonly perSecond: number }
  | { readonly do: 'count' }
  /** Tells `active` with the next report, in a row of the watched Service. */
  | { readonly do: 'mark'; readonly active: number }

export type AgentsMessage =
  | {
      readonly is: 'ready'
      readonly kubeUrl: string
      /** Name of the Service marks are made in. */
      readonly watched: string
      /** What one whole table is, as text of the kernel and as JSON; the latter is served at `wholeUrl`. */
      readonly procBytes: number
      readonly wholeBytes: number
      readonly wholeUrl: string
    }
  | { readonly is: 'counted'; readonly answered: Answered }
  | { readonly is: 'marked'; readonly active: number; readonly atMs: number }

const { values } = parseArgs({
  options: { size: { type: 'string' }, token: { type: 'string' } },
})
const size = JSON.parse(values.size ?? '') as Size
const port = await freePort(agentAddress(0))
const tell = (message: AgentsMessage) => void process.send?.(message)

const api = await startKubeApi({ historyLength: 20_000 })
const cluster = makeSimulatedCluster({
  size,
  store: api.store,
  port,
  monotonicNs: () => process.hrtime.bigint(),
  wallMs: Date.now,
})
const whole = makeWholeText(cluster.structure)
const web = await listenAsAgents({ cluster, port, token: values.token ?? '', whole })
const watched = Math.floor(size.services / 2)
let changes: ReturnType<typeof setInterval> | undefined

process.on('message', (command: AgentsCommand) => {
  switch (command.do) {
    case 'change':
      clearInterval(changes)
      if (command.perSecond > 0) changes = setInterval(cluster.change, 1_000 / command.perSecond)
      break
    case 'count':
      tell({ is: 'counted', answered: web.answered })
      break
    case 'mark':
      web.mark(watched, 0, command.active, (atMs) => tell({ is: 'marked', active: command.active, atMs }))
  }
})
// Whoever started it is gone.
process.on('disconnect', () => process.exit(0))
tell({
  is: 'ready',
  kubeUrl: api.url,
  watched: serviceName(watched),
  procBytes: procBytes(cluster.structure),
  wholeBytes: Buffer.byteLength(whole),
  wholeUrl: web.wholeUrl,
})
