/** The lab's end of the gate: starts it in namespaces of its own, hears of its kernels, lets go of it. */
import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import type { FromGate, GateSettings, ToGate } from '../gate/messages.ts'
import { listenOnLoopback } from '../gate/pass.ts'
import { nodes } from '../reference-case.ts'

export interface Gate {
  /** Makes each node's agent answer on a free port of the host's loopback; returns their URLs by node. */
  offerAgents(): Promise<ReadonlyMap<string, string>>
  /** Resolves when every kernel can be asked to run commands; rejects when one ends or `deadlineMs` pass. */
  ready(deadlineMs: number): Promise<void>
  signal(node: string, signal: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL'): void
  /** Ends every kernel and returns when they are gone. */
  close(): Promise<void>
}

const program = new URL('../gate/main.ts', import.meta.url).pathname
const patienceMs = 5_000
/** Killing the outer process kills the first inner one, and with it all others: none can be left behind. */
const namespaces = ['--net', '--pid', '--fork', '--kill-child=KILL']

/** Returns at once, so that whoever started it can end it at any moment. */
export function startGate(settings: GateSettings): Gate {
  const log = openSync(`${settings.folder}/gate.log`, 'w')
  const child = spawn('unshare', [...namespaces, process.execPath, program, JSON.stringify(settings)], {
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  })
  closeSync(log)
  const isGone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  const waiting = new Set(nodes.map((node) => node.name))
  const started = Promise.withResolvers<void>()
  started.promise.catch(() => undefined)
  child.on('message', (message: FromGate) => {
    if (message.is === 'failed') started.reject(new Error(`The lab's network could not be built: ${message.why}`))
    else if (message.is === 'ended') {
      started.reject(new Error(`The kernel of ${message.node} did not start: ${message.how}; see ${message.node}.log.`))
    } else if (waiting.delete(message.node) && waiting.size === 0) started.resolve()
  })
  void isGone.then(() => started.reject(new Error('The lab ended before all its kernels were ready.')))

  return {
    async offerAgents() {
      const agents = new Map<string, string>()
      for (const node of nodes) {
        const { server, port } = await listenOnLoopback()
        agents.set(node.name, `http://127.0.0.1:${port}`)
        const message: ToGate = { is: 'offer-agent', node: node.name }
        // The gate takes the connections; closing ours only lets go of our copy. A gate that ends before it has it says nothing.
        const letGo = () => server.close()
        void isGone.then(letGo)
        child.send(message, server, letGo)
      }
      return agents
    },
    async ready(deadlineMs) {
      const late = setTimeout(() => {
        const names = [...waiting].join(', ')
        started.reject(new Error(`Kernels not ready after ${deadlineMs / 1_000} s: ${names}.`))
      }, deadlineMs)
      await started.promise.finally(() => clearTimeout(late))
    },
    signal(node, signal) {
      child.send({ is: 'signal', node, signal } satisfies ToGate)
    },
    async close() {
      // Let go, the gate ends, and as the first process of its namespace only after all others there.
      if (child.connected) child.disconnect()
      const late = setTimeout(() => child.kill('SIGKILL'), patienceMs)
      await isGone
      clearTimeout(late)
    },
  }
}
