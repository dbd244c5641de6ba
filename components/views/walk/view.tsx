'use client'
import { useCluster, useTopologyCluster } from '#components/live/hooks.ts'
import { Empty } from '#components/parts/empty.tsx'
import { InPresent } from '#components/parts/in-present.tsx'
import { PageBody } from '#components/parts/page.tsx'
import { withOptions } from '#components/url/address.ts'
import { currentAddress, navigate, useAddress } from '#components/url/browser.ts'
import { useWords } from '#components/words/use-words.ts'
import type { Cluster } from '#model/cluster.ts'
import type { WalkResult } from '#model/walk/walk.ts'
import { Card } from './card.tsx'
import { WalkForm } from './form.tsx'
import { Instances } from './instances.tsx'
import { Footnotes, Reasons } from './notes.tsx'
import { parseWalkOptions, type WalkOptions, wantedOf } from './options.ts'
import { PacketList } from './packet-list.tsx'
import { Progress } from './progress.tsx'
import { WalkList } from './walk-list.tsx'

/** One request, followed from where it begins to the Pod and back by its packets. */
export default function WalkView() {
  const words = useWords()
  const address = useAddress()
  const options = parseWalkOptions(address.options)
  const cluster = useCluster({ is: 'walk', walk: options.walk })
  const names = useTopologyCluster()
  const walks = [...cluster.walks.values()].sort((a, b) => b.startedAt - a.startedAt)
  const shown = cluster.walks.get(options.walk)
  const isUnsaid = options.wanted.source === '' && options.wanted.port === '' && address.options['by'] === undefined
  const wanted = isUnsaid && shown ? wantedOf(shown.asked) : options.wanted
  return (
    <PageBody title={words.titles.walk}>
      <InPresent>
        <WalkForm cluster={names} wanted={wanted} />
      </InPresent>
      <Chosen cluster={cluster} names={names} options={options} />
      <WalkList walks={walks} current={options.walk} />
    </PageBody>
  )
}

interface ChosenProps {
  readonly cluster: Cluster
  /** Of everything: Services and Pods by name. */
  readonly names: Cluster
  readonly options: WalkOptions
}

function Chosen({ cluster, names, options: { walk: id, stop, packet, wanted } }: ChosenProps) {
  const { walk: say } = useWords()
  const walk = cluster.walks.get(id)
  const result = cluster.walkResults.get(id)
  if (id === '')
    return (
      <div className="mb-6">
        <p className="max-w-prose text-13 text-ink-quiet">{say.about}</p>
        {wanted.kind === 'node' && wanted.port === '' && (
          <InPresent>
            <Instances cluster={names} />
          </InPresent>
        )}
      </div>
    )
  if (cluster.at === 0) return null
  if (walk === undefined)
    return (
      <div className="mb-6">
        <Empty nothing="none">{say.noMore(id)}</Empty>
      </div>
    )
  if (result === undefined)
    return (
      <div className="mb-6">
        <Progress names={names} walk={walk} />
      </div>
    )
  const choose = (options: Record<string, string>) =>
    navigate(withOptions(currentAddress(), options), { replace: true })
  const selectStop = (chosen: number | null) => choose({ stop: chosen === null ? '' : String(chosen) })
  return (
    <>
      <Card walk={walk} result={result} stop={stop} packet={packet} selectStop={selectStop} />
      <Reasons result={result} />
      {hasPackets(result) && (
        <PacketList
          result={result}
          stop={stop}
          packet={packet}
          selectPacket={(number) => choose({ packet: number === null ? '' : String(number) })}
          clearStop={() => selectStop(null)}
        />
      )}
      <Footnotes result={result} />
    </>
  )
}

/** Where nothing was looked for, there is no list of nothing either. */
const hasPackets = ({ packets, verdict }: WalkResult): boolean => packets.length > 0 || verdict.is !== 'unseen'
