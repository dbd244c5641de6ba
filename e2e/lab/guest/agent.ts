/** Keeps the real agent running in this kernel, as its DaemonSet would. */
import { spawn } from 'node:child_process'
import { type LabNode, ports } from '../reference-case.ts'

const restartMs = 1_000

export function keepAgent(node: LabNode): void {
  const child = spawn(process.execPath, ['/run/lab/project/server/agent/main.ts'], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      FAIRLEAD_NODE_NAME: node.name,
      FAIRLEAD_AGENT_HOST: node.address,
      FAIRLEAD_AGENT_PORT: String(ports.agent),
      FAIRLEAD_AGENT_TOKEN_FILE: '/run/lab/token',
    },
  })
  child.once('exit', (code, signal) => {
    process.stdout.write(`The agent ended with ${signal ?? code}; it is started again.\n`)
    setTimeout(() => keepAgent(node), restartMs)
  })
}
