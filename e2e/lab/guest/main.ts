/** What runs in a lab kernel once its file systems are mounted: the node of that name, as its first process. */

import { readyLine } from '../ready-line.ts'
import { nodeNamed, nodes, ports } from '../reference-case.ts'
import { keepAgent } from './agent.ts'
import { buildMasquerade } from './masquerade.ts'
import { buildNetwork } from './network.ts'
import { makeNetwork6 } from './network6.ts'
import { makePods } from './pods.ts'
import { makeTraffic } from './traffic.ts'
import { makeGuestServer } from './web.ts'

const node = nodeNamed(process.argv[2] ?? '')
await buildNetwork(node, nodes)
await buildMasquerade(4)
keepAgent(node)
makeGuestServer({ pods: makePods(), traffic: makeTraffic(), network6: makeNetwork6(node) }).listen(
  ports.guest,
  node.address,
  () => {
    process.stdout.write(`${readyLine}\n`)
  },
)
