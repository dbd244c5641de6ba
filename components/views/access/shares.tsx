'use client'
import { PodLink } from '#components/parts/things.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { AccessResult, Share } from '#model/access/access.ts'
import type { Cluster, Endpoint } from '#model/cluster.ts'
import type { ServicePortId } from '#model/ids.ts'
import { findServicePort } from '#model/service-port.ts'
import { textOf } from './scene.ts'

interface SharesProps {
  readonly result: AccessResult
  readonly port: ServicePortId
  readonly names: Cluster
}

/** Which real servers the kernel chose, beside how often each should have been. */
export function Shares({ result, port, names }: SharesProps) {
  const { access: words } = useWords()
  const say = words.panel
  const { shares, unknownChoices, withoutConnections, tries } = result
  const known = shares.reduce((sum, share) => sum + share.tries, 0)
  if (withoutConnections !== null)
    return <p className="text-13 text-unknown">{say.withoutConnections(withoutConnections)}</p>
  if (shares.length === 0 && unknownChoices === 0) return <p className="text-13 text-ink-quiet">{say.noShares}</p>
  const most = Math.max(
    0.01,
    ...shares.map((share) => Math.max(known === 0 ? 0 : share.tries / known, share.expected ?? 0)),
  )
  return (
    <ul className="space-y-2.5">
      {shares.map((share) => (
        <ShareLine key={share.real} share={share} known={known} most={most} endpoint={endpointOf(names, port, share)} />
      ))}
      {unknownChoices > 0 && (
        <li className="text-13">
          <div className="flex justify-between gap-4 text-unknown">
            <span>{say.unknownChoice}</span>
            <span className="tabular-nums">{unknownChoices}</span>
          </div>
          <div
            className="h-2 rounded-[2px] border border-dashed border-unknown"
            style={{ width: `${(unknownChoices / tries) * 100}%` }}
          />
        </li>
      )}
    </ul>
  )
}

/** Null where it is none of the Service; undefined where the Service is not known. */
function endpointOf(names: Cluster, id: ServicePortId, { real }: Share): Endpoint | null | undefined {
  const endpoints = findServicePort(names, id)?.service.endpoints
  if (endpoints === undefined) return undefined
  return endpoints.find(({ address, ports }) => ports.some(({ port }) => textOf({ address, port }) === real)) ?? null
}

interface LineProps {
  readonly share: Share
  /** Tries whose choice is known. */
  readonly known: number
  /** The largest share that is drawn. */
  readonly most: number
  readonly endpoint: Endpoint | null | undefined
}

function ShareLine({ share, known, most, endpoint }: LineProps) {
  const { access: words } = useWords()
  const say = words.panel
  const part = known === 0 ? 0 : share.tries / known
  return (
    <li className="text-13">
      <div className="flex items-baseline justify-between gap-4">
        <span className="min-w-0">
          <span className="addr">{share.real}</span>
          <span className="ml-2 text-12 text-ink-quiet">{endpoint?.node && say.onNode(endpoint.node)}</span>
        </span>
        <span className="shrink-0 tabular-nums">{say.share(share.tries, part)}</span>
      </div>
      <div className="relative my-0.5 h-2 rounded-[2px] bg-raised">
        <div
          className={`absolute inset-y-0 left-0 rounded-[2px] ${endpoint === null ? 'bg-wrong' : 'bg-flow'}`}
          style={{ width: `${(part / most) * 100}%` }}
        />
        {share.expected !== null && (
          <div
            className="absolute -inset-y-0.5 w-0.5 bg-ink"
            style={{ left: `calc(${(share.expected / most) * 100}% - 1px)` }}
          />
        )}
      </div>
      <div className="flex justify-between gap-4 text-12 text-ink-quiet">
        <span className="min-w-0 truncate">
          {endpoint === null && <span className="text-wrong">{say.noEndpoint}</span>}
          {endpoint?.pod && <PodLink id={endpoint.pod} />}
        </span>
        <span className="shrink-0 tabular-nums">
          {share.expected === null ? say.expectedUnknown : say.expected(share.expected)}
        </span>
      </div>
    </li>
  )
}
