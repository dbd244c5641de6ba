/** What runs in a lab kernel once its file systems are mounted: the node of that name, as its first process. */

import { readyLine } from '../ready-line.ts'
import { nodeNamed, nodes, ports } from '../reference-case.ts'
import { keepAgent } from './agent.ts'
import { buildMasquerade } from './masquerade.ts'
import { buildNetwork } from './network.ts'
import { makePods } from './pods.ts'
import { makeTraffic } from './traffic.ts'
import { makeGuestServer } from './web.ts'

const node = nodeNamed(process.argv[2] ?? '')
await buildNetwork(node, nodes)
await buildMasquerade()
keepAgent(node)
makeGuestServer({ pods: makePods(), traffic: makeTraffic() }).listen(ports.guest, node.address, () => {
  process.stdout.write(`${readyLine}\n`)
})
