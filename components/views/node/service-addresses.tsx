'use client'
import { Empty } from '#components/parts/empty.tsx'
import { formatNumber } from '#components/parts/format.ts'
import { Badge } from '#components/parts/mark.tsx'
import { Panel } from '#components/parts/panel.tsx'
import { ScrollList } from '#components/parts/scroll-list.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { Cluster, Node } from '#model/cluster.ts'
import { factOf } from '#model/sources/facts-of.ts'
import type { ServiceAddresses as Value } from '#model/sources/service-addresses/index.ts'
import { LeftOut, Told } from './told.tsx'

/** The addresses on kube-ipvs0, and whether the device is as it must be. */
export function ServiceAddresses({ cluster, node }: { cluster: Cluster; node: Node }) {
  const { facts } = useWords()
  const fact = factOf(cluster, node, 'serviceAddresses')
  const count = fact?.is === 'read' && fact.value.exists ? formatNumber(fact.value.total) : null
  return (
    <Panel title={facts.serviceAddresses} aside={count}>
      <Told fact={fact}>{(value) => <OnDevice value={value} />}</Told>
    </Panel>
  )
}

function OnDevice({ value: { exists, up, noArp, total, addresses } }: { value: Value }) {
  const { facts } = useWords()
  if (!exists) return <Empty nothing="none">{facts.noServiceDevice}</Empty>
  return (
    <>
      <p className="max-w-prose text-13 text-ink-quiet">{facts.serviceAddressesWhy}</p>
      <div className="mt-2 space-y-1 text-13 empty:hidden">
        {up && <Fault>{facts.serviceDeviceUp}</Fault>}
        {!noArp && <Fault>{facts.serviceDeviceArp}</Fault>}
      </div>
      <div className="mt-3">
        <ScrollList label={facts.serviceAddresses} columnRem={9.5} texts={addresses.slice(0, mostShown)} />
      </div>
      <LeftOut shown={Math.min(addresses.length, mostShown)} total={total} />
    </>
  )
}

/** More are told than anybody reads. */
const mostShown = 1_000

const Fault = ({ children }: { children: string }) => (
  <p>
    <Badge state="wrong">{children}</Badge>
  </p>
)
