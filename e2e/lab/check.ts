/** The reference case, points 1 to 3, as assertions over a real lab. */
import { makeKey, makeRealKey, type VirtualServer } from '#model/topology.ts'
import { readAgentTable } from './agent-table.ts'
import type { LabState } from './host/state.ts'
import { attachLab, type Lab } from './lab.ts'
import { nodes, podsOfWeb, web } from './reference-case.ts'
import { startLab } from './start.ts'

export interface Finding {
  readonly what: string
  readonly where: string
  /** Null when it is as it should be, else what was seen. */
  readonly wrong: string | null
}

/** What `ipvsadm -Ln -t` says of `web` on every node, without the counts. */
const expectedRule = [
  `TCP ${web.clusterIp}:${web.port} rr`,
  ...podsOfWeb(3)
    .map((pod) => `-> ${pod.address}:${web.targetPort} Masq 1`)
    .sort(),
].join('\n')

/** Points 1-3 of the reference case. Throws only when the lab does not answer at all. */
export async function checkReferenceCase(lab: Lab): Promise<Finding[]> {
  const perNode = await Promise.all(
    nodes.map(async ({ name }) => [
      await checkKernel(lab, name),
      await checkReport(lab, name),
      await checkAnswer(lab, name),
    ]),
  )
  return [...(await checkObjects(lab)), ...perNode.flat()]
}

async function checkObjects(lab: Lab): Promise<Finding[]> {
  const names = async (path: string): Promise<string> => {
    const { items } = (await (await fetch(`${lab.state.kubeUrl}${path}`)).json()) as {
      items: { metadata: { name: string } }[]
    }
    return items
      .map((item) => item.metadata.name)
      .sort()
      .join(', ')
  }
  const compare = async (what: string, path: string, expected: readonly string[]): Promise<Finding> => {
    const seen = await names(path)
    return { what, where: 'API', wrong: seen === [...expected].sort().join(', ') ? null : `has ${seen || 'none'}` }
  }
  const pods = podsOfWeb(3).map((pod) => pod.name)
  return [
    await compare(
      '1 six nodes',
      '/api/v1/nodes',
      nodes.map((node) => node.name),
    ),
    await compare('1 Service web', `/api/v1/namespaces/${web.namespace}/services`, [web.name]),
    await compare('1 three Pods', `/api/v1/namespaces/${web.namespace}/pods`, pods),
  ]
}

async function checkKernel(lab: Lab, node: string): Promise<Finding> {
  const { out, err } = await lab.exec(node, ['ipvsadm', '-Ln', '-t', `${web.clusterIp}:${web.port}`])
  const [head = '', ...rows] = out.split('\n').filter((line) => /^(TCP| {2}-> \d)/.test(line))
  const words = (line: string) => line.trim().split(/\s+/).slice(0, 4).join(' ')
  const seen = [words(head), ...rows.map(words).sort()].join('\n')
  return { what: '2 rule by ipvsadm', where: node, wrong: seen === expectedRule ? null : `${seen}${err}` }
}

async function checkReport(lab: Lab, node: string): Promise<Finding> {
  const seen = await readAgentTable(lab.state, node).then(
    ({ servers }) => servers.map(describe).join('\n'),
    (error: Error) => error.message,
  )
  return { what: '2 rule by the agent', where: node, wrong: seen === expectedRule ? null : seen }
}

const describe = (server: VirtualServer): string =>
  [
    `${makeKey(server.match)} ${server.scheduler}`,
    ...server.realServers.map((real) => `-> ${makeRealKey(real)} ${real.forward} ${real.weight}`).sort(),
  ].join('\n')

async function checkAnswer(lab: Lab, node: string): Promise<Finding> {
  const { status, body, problem } = await lab.ask(node)
  const isFromWeb = podsOfWeb(3).some((pod) => body.startsWith(pod.name))
  const wrong = status === 200 && isFromWeb ? null : `${status} ${problem}${body}`
  return { what: '3 HTTP 200', where: node, wrong }
}

/** Prints a table; 0 when all is right, else 1. Starts a lab of its own when none runs. */
export async function runCheck(running: LabState | null, say: (line: string) => void): Promise<number> {
  const own = running === null ? await startLab({ hubPort: null, say }) : null
  try {
    const findings = await checkReferenceCase(own ?? attachLab(running!))
    for (const { what, where, wrong } of findings) {
      say(
        `${wrong === null ? 'ok    ' : 'WRONG '} ${what.padEnd(20)} ${where.padEnd(9)} ${(wrong ?? '').replaceAll('\n', '; ')}`.trimEnd(),
      )
    }
    const wrong = findings.filter((finding) => finding.wrong !== null).length
    say(
      wrong === 0
        ? `The reference case holds: ${findings.length} of ${findings.length}.`
        : `${wrong} of ${findings.length} are wrong.`,
    )
    return wrong === 0 ? 0 : 1
  } finally {
    await own?.close()
  }
}
