'use client'
import { Panel } from '#components/parts/panel.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { Cluster, Node } from '#model/cluster.ts'
import { DeviceTable } from './devices.tsx'
import { RouteTable } from './route-table.tsx'
import { Rules } from './rules.tsx'
import { ServiceAddresses } from './service-addresses.tsx'

/** How the node's kernel finds its way: its devices with their addresses, the Services' addresses, its routes and rules. */
export function NodeNetwork({ cluster, node }: { cluster: Cluster; node: Node }) {
  const { facts } = useWords()
  return (
    <>
      <Panel title={facts.network}>
        <DeviceTable cluster={cluster} node={node} />
      </Panel>
      <ServiceAddresses cluster={cluster} node={node} />
      <Panel title={facts.routes}>
        <RouteTable cluster={cluster} node={node} />
      </Panel>
      <Rules cluster={cluster} node={node} />
    </>
  )
}
