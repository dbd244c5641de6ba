/** The simulated cluster: one table on every node, agents that tell it, and the API that wants it. */
import type { Store } from '#server/demo/kube-api/store.ts'
import { makePodBlocks } from './addresses.ts'
import { makeSimulatedAgent, type SimulatedAgent } from './agent.ts'
import { type FactsOfNodes, makeFactsOfNodes } from './facts.ts'
import { makeNodeLoad } from './load.ts'
import { makeKubeWriter } from './objects.ts'
import { makeRandom } from './random.ts'
import type { Size } from './size.ts'
import { type Address, makeStructure, type Structure } from './structure.ts'

export interface SimulatedCluster {
  readonly structure: Structure
  readonly agents: readonly SimulatedAgent[]
  readonly facts: FactsOfNodes
  /** One real server of one Service goes, another comes: in the API and in every node's table at once. */
  change(): void
}

export interface ClusterParts {
  readonly size: Size
  readonly store: Store
  /** Where agents listen. */
  readonly port: number
  readonly monotonicNs: () => bigint
  readonly wallMs: () => number
}

export function makeSimulatedCluster({ size, store, port, ...clock }: ClusterParts): SimulatedCluster {
  const random = makeRandom(1)
  const whole = (below: number) => Math.floor(random() * below)
  const blocks = makePodBlocks(size.nodes, size.services * size.reals)
  const place = (): Address => {
    const node = whole(size.nodes)
    return { node, address: blocks.next(node) }
  }
  const placed = Array.from({ length: size.services }, () => Array.from({ length: size.reals }, place))
  const structure = makeStructure(placed.map((own) => own.map(({ address }) => address)))
  const kube = makeKubeWriter(store, size.services)
  kube.nodes(size.nodes, blocks)
  for (const [service, addresses] of placed.entries()) kube.service(service, addresses)
  kube.agents(size.nodes, port)
  const facts = makeFactsOfNodes(size, blocks)
  return {
    structure,
    facts,
    agents: Array.from({ length: size.nodes }, (_, node) =>
      makeSimulatedAgent({
        ...clock,
        node,
        structure,
        load: makeNodeLoad(structure, size.moving, makeRandom(node + 2)),
        facts: facts.of(node),
      }),
    ),
    change() {
      const [service, slot, address] = [whole(size.services), whole(size.reals), place()]
      structure.replace(service, slot, address.address)
      kube.replace(service, slot, address)
    },
  }
}
