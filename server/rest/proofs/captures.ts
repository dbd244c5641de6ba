/** `/api/v1/captures`. */

import { type PortCaptureAsk, parseCapture } from '#model/asks.ts'
import type { Capture, CaptureFeed, PacketRow } from '#model/capture/capture.ts'
import { filterOfPort } from '#model/capture/of-port.ts'
import type { CaptureAsk } from '#model/capture/question.ts'
import type { Cluster, Node } from '#model/cluster.ts'
import { makeNodeName, type NodeName } from '#model/ids.ts'
import { formatPacketLine } from '#model/packets/line.ts'
import { findServicePort } from '#model/service-port.ts'
import { isHeard } from '#model/table-index.ts'
import { badRequest, begun, conflict, done, notFound, type RestAnswer, send, value } from '../answer.ts'
import { formatTime } from '../feeds.ts'
import { sendFile } from './file.ts'
import type { ProofRequest, ProofSources } from './sources.ts'

/** Nodes one capture may run on. */
const mostNodes = 16

const noCapture = (id: string) => send(notFound(`There is no capture “${id}”; /api/v1/captures lists them.`))

export const listCaptures = ({ proofs }: ProofSources): RestAnswer =>
  send(value({ captures: [...proofs().captures.values()].reverse().map(showCapture) }))

export function showOneCapture({ proofs }: ProofSources, id: string): RestAnswer {
  const { captures, packets } = proofs()
  const capture = captures.get(id)
  if (capture === undefined) return noCapture(id)
  const shown = [...packets.values()].filter((row) => row.capture === id)
  return send(
    value({
      ...showCapture(capture),
      /** The rest is in the file. */
      leftOut: capture.packets - shown.length,
      rows: shown.map(showPacket),
    }),
  )
}

export const sendCaptureFile = ({ captures }: ProofSources, id: string): RestAnswer =>
  sendFile(captures.file(id), `fairlead-capture-${id}.pcapng`) ?? noCapture(id)

export function startCapture(sources: ProofSources, { body: sent, by }: ProofRequest): RestAnswer {
  const body = parseCapture(sent)
  if (!body.ok) return send(badRequest(`The capture is not understood: ${body.why}.`))
  const planned = plan(sources.cluster(), body.value)
  if (typeof planned === 'string') return send(badRequest(planned))
  const started = sources.captures.start({ ...planned, by })
  if (!started.ok) return send(conflict(started.why))
  return begun(started.id, `${sources.basePath}/api/v1/captures/${started.id}`)
}

/** One that runs is stopped, and keeps its packets; one that has ended is forgotten. */
export function deleteCapture({ captures }: ProofSources, id: string): RestAnswer {
  return captures.stop(id) || captures.forget(id) ? done : noCapture(id)
}

/** What each node is asked, or a sentence why not. */
function plan(cluster: Cluster, { port, nodes: names, seconds, packets, bytes }: PortCaptureAsk) {
  const named = findServicePort(cluster, port)
  if (named === null)
    return `There is no port “${port}”; write it as NAMESPACE/NAME:PORT/PROTOCOL, such as default/web:80/TCP.`
  const nodes = nodesOf(cluster, names)
  if (typeof nodes === 'string') return nodes
  const limits = {
    ...(seconds === null ? {} : { seconds }),
    ...(packets === null ? {} : { packets }),
    ...(bytes === null ? {} : { bytes }),
  }
  const asks = new Map<NodeName, CaptureAsk>()
  for (const node of nodes) {
    const made = filterOfPort(cluster, named, node)
    if (made === null) return `The port ${port} has no address and no endpoint to capture at.`
    asks.set(node.name, { filter: made.filter, ...limits })
  }
  return { port: named.id, nodes: asks }
}

function nodesOf({ nodes, feeds }: Cluster, names: readonly string[] | null): readonly Node[] | string {
  if (names === null) {
    const heard = [...nodes.values()].filter(({ name }) => isHeard(feeds.get(name)))
    if (heard.length > mostNodes) return `Name up to ${mostNodes} nodes: there are ${heard.length}.`
    return heard.length > 0 ? heard : 'No agent answers that could capture.'
  }
  const wanted = [...new Set(names)]
  if (wanted.length === 0 || wanted.length > mostNodes) return `Name one to ${mostNodes} nodes.`
  const found: Node[] = []
  for (const name of wanted) {
    const node = nodes.get(makeNodeName(name))
    if (node === undefined) return `There is no node “${name}”; /api/v1/nodes lists them.`
    found.push(node)
  }
  return found
}

const showCapture = ({ id, port, startedAt, endedAt, keptUntil, nodes, packets }: Capture) => ({
  id,
  port,
  startedAt: formatTime(startedAt),
  endedAt: formatTime(endedAt),
  keptUntil: formatTime(keptUntil),
  packets,
  nodes: nodes.map(({ node, feed, packets: own, bytes }) => ({ node, packets: own, bytes, ...showFeed(feed) })),
})

const showFeed = (feed: CaptureFeed) => ({
  state: feed.is,
  end: feed.is === 'ended' ? feed.why : null,
  why: feed.is === 'refused' ? feed.why : feed.is === 'ended' ? feed.sentence : null,
  dropped: feed.is === 'ended' ? feed.dropped : null,
})

/** Decoded, and in tcpdump's words. */
const showPacket = (row: PacketRow) => {
  const { capture: _capture, atUs, ...rest } = row
  return { at: new Date(atUs / 1_000).toISOString(), atUs, line: formatPacketLine(row), ...rest }
}
