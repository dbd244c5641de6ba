/**
 * First process of the lab's own network and process namespaces. It ends when the lab on the host
 * lets go of it, however that ended: every kernel, tap and route ends with it, and the folder goes.
 */
import type { ChildProcess } from 'node:child_process'
import { rmSync } from 'node:fs'
import type { Server } from 'node:net'
import { askRoute, serveRoutes } from '../guest/routes.ts'
import { nodeNamed, nodes, outside, ports } from '../reference-case.ts'
import { startKernel } from './kernel.ts'
import { buildLan } from './lan.ts'
import type { FromGate, GateSettings, ToGate } from './messages.ts'
import { offer, passTo } from './pass.ts'

const settings = JSON.parse(process.argv[2] ?? '{}') as GateSettings
const kernels = new Map<string, ChildProcess>()
const tell = (message: FromGate) => process.send?.(message)

process.on('disconnect', () => {
  rmSync(settings.folder, { recursive: true, force: true })
  process.exit(0)
})

process.on('message', (message: ToGate, handle: Server | undefined) => {
  const node = nodeNamed(message.node)
  if (message.is === 'signal') kernels.get(node.name)?.kill(message.signal)
  else handle?.on('connection', passTo({ host: node.address, port: ports.agent }))
})

try {
  buildLan(nodes)
  serveRoutes({ 'GET /ask': askRoute }).listen(`${settings.folder}/${outside}.guest`)
  for (const node of nodes) {
    offer(`${settings.folder}/${node.name}.guest`, { host: node.address, port: ports.guest })
    const events = {
      ready: () => tell({ is: 'ready', node: node.name }),
      ended: (how: string) => tell({ is: 'ended', node: node.name, how }),
    }
    kernels.set(node.name, startKernel(node, settings, events))
  }
} catch (error) {
  tell({ is: 'failed', why: error instanceof Error ? error.message : String(error) })
}
