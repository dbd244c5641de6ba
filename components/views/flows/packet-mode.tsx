'use client'
import { useEffect, useRef, useState } from 'react'
import { useCluster, useNow, useTopologyCluster } from '#components/live/hooks.ts'
import { ActionButton, Actions } from '#components/parts/actions.tsx'
import { Empty } from '#components/parts/empty.tsx'
import { InPresent } from '#components/parts/in-present.tsx'
import { Mark } from '#components/parts/mark.tsx'
import { useRequest } from '#components/parts/use-request.ts'
import { to } from '#components/url/address.ts'
import { apiAddress, curlOf, deleteJson } from '#components/url/api.ts'
import { Link } from '#components/url/link.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { Capture } from '#model/capture/capture.ts'
import type { Cluster } from '#model/cluster.ts'
import { makeServiceId } from '#model/ids.ts'
import { findServicePort } from '#model/service-port.ts'
import { serviceThing } from '#model/thing.ts'
import { CaptureForm } from './capture-form.tsx'
import { CaptureList } from './capture-list.tsx'
import { PacketLines } from './packet-lines.tsx'
import { makePacketLines, sayLeftOut, secondsLeft } from './packet-scene.ts'
import { PauseButton } from './pause.tsx'
import type { Hold } from './use-flows.ts'

/** Packets of one Service port as they pass, for as long as a capture runs. */
export function PacketMode({ capture: id, port }: { capture: string; port: string }) {
  const { packets: say } = useWords()
  const cluster = useCluster({ is: 'capture', capture: id })
  const names = useTopologyCluster()
  const capture = cluster.captures.get(id)
  return (
    <>
      <InPresent>
        <CaptureForm names={names} port={port === '' ? (capture?.port ?? '') : port} />
      </InPresent>
      {id === '' && <p className="mb-6 max-w-prose text-13 text-ink-quiet">{say.about}</p>}
      {id !== '' && cluster.at > 0 && capture === undefined && (
        <div className="mb-6">
          <Empty nothing="none">{say.noMore(id)}</Empty>
        </div>
      )}
      {capture && <Captured key={id} cluster={cluster} names={names} capture={capture} />}
      <CaptureList captures={[...cluster.captures.values()]} current={id} />
    </>
  )
}

function Captured({ cluster, names, capture }: { cluster: Cluster; names: Cluster; capture: Capture }) {
  const words = useWords()
  const { packets: say } = words
  const { shown, hold, fresh, setHold } = useHeld(cluster)
  const lines = makePacketLines(shown.packets.values(), capture, names)
  const left = sayLeftOut(capture, shown.packets.size, words)
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2 text-13">
        <CaptureState capture={capture} />
        <PauseButton hold={hold} fresh={fresh} setHold={setHold} goOnWith={say.goOnWith} />
        <CaptureWays capture={capture} names={names} />
      </div>
      {left.length > 0 && (
        <ul aria-label={say.notThere} className="mb-4 grid gap-y-0.5 text-13 text-ink-quiet">
          {left.map((text) => (
            <li key={text} className="tabular-nums">
              <Mark state="unknown" /> {text}
            </li>
          ))}
        </ul>
      )}
      {lines.length > 0 ? (
        <PacketLines lines={lines} hold={hold} setHold={setHold} />
      ) : (
        <Empty nothing={capture.endedAt === null ? 'not-known' : 'none'}>
          {capture.endedAt === null ? say.none : say.noneEnded}
        </Empty>
      )}
    </>
  )
}

/** What is on screen: the newest, or what was when it began to be kept. */
function useHeld(cluster: Cluster) {
  const [held, setHeld] = useState<{ readonly by: Hold; readonly cluster: Cluster } | null>(null)
  const newest = useRef(cluster)
  useEffect(() => {
    newest.current = cluster
  }, [cluster])
  return {
    shown: held?.cluster ?? cluster,
    hold: held?.by ?? null,
    fresh: held === null ? 0 : [...cluster.packets.keys()].filter((id) => !held.cluster.packets.has(id)).length,
    setHold: (by: Hold | null) =>
      setHeld((before) => (by === null ? null : { by, cluster: before?.cluster ?? newest.current })),
  }
}

function CaptureState({ capture }: { capture: Capture }) {
  const { packets: say } = useWords()
  const left = secondsLeft(capture, useNow())
  const isStarting = capture.nodes.every(({ feed }) => feed.is === 'starting')
  return (
    <span className="flex items-center gap-2 tabular-nums" aria-live="polite">
      {left !== null && <span aria-hidden="true" className="size-2 rounded-full bg-accent" />}
      <span className="addr">{capture.port}</span>
      <span className="text-ink-quiet">
        {say.count(capture.packets)}
        {left !== null && ` · ${isStarting ? say.starting : say.running(left)}`}
      </span>
    </span>
  )
}

function CaptureWays({ capture, names }: { capture: Capture; names: Cluster }) {
  const { packets: say } = useWords()
  const request = useRequest()
  const service = findServicePort(names, capture.port)?.service
  const select = service ? serviceThing(makeServiceId(service.namespace, service.name)) : ''
  return (
    <>
      {capture.endedAt === null && (
        <Actions command={curlOf('DELETE', ['captures', capture.id])} needs={['capture']}>
          <ActionButton
            onClick={() => request.send(() => deleteJson(['captures', capture.id]))}
            isDisabled={request.isOut}
          >
            {say.stop}
          </ActionButton>
        </Actions>
      )}
      <InPresent>
        <a
          title={say.saves}
          href={apiAddress(['captures', `${capture.id}.pcapng`])}
          download={`capture-${capture.id}.pcapng`}
          className="text-accent underline underline-offset-3"
        >
          {say.file}
        </a>
      </InPresent>
      {select !== '' && (
        <Link
          to={to('topology', {}, { select, capture: capture.id })}
          className="text-accent underline underline-offset-3"
        >
          {say.toTopology}
        </Link>
      )}
      {request.trouble !== null && <span role="alert">{request.trouble}</span>}
    </>
  )
}
