/** A capture at a node's agent, asked and read the way the hub does. */
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { type CaptureAsk, type CaptureLine, parseCaptureLine } from '#model/capture/question.ts'
import { decodePacket } from '#model/packets/decode.ts'
import type { Packet } from '#model/packets/packet.ts'
import { agentPaths } from '#model/report.ts'
import type { LabState } from './host/state.ts'

type Line<Is extends CaptureLine['is']> = Extract<CaptureLine, { is: Is }>

export interface AgentCapture {
  readonly started: Line<'started'>
  /** So far. */
  readonly packets: readonly Packet[]
  /** Bytes of them that left the node, one after the other. */
  kept(): Buffer
  /** Resolves when it is over; rejects with a sentence when a line is not understood or the last is missing. */
  readonly ended: Promise<Line<'ended'>>
  stop(): void
}

/** Resolves when packets are seen. Rejects with the agent's sentence when it refuses. */
export async function captureAt(state: LabState, node: string, ask: CaptureAsk): Promise<AgentCapture> {
  const stopping = new AbortController()
  const response = await fetch(`${state.agents[node]}${agentPaths.captures}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${state.token}` },
    body: JSON.stringify(ask),
    signal: stopping.signal,
  })
  if (!response.ok || response.body === null) throw new Error(await response.text())
  const lines = createInterface({ input: Readable.fromWeb(response.body as ReadableStream) })[Symbol.asyncIterator]()
  const next = async (): Promise<CaptureLine> => {
    const { value, done } = await lines.next()
    if (done) throw new Error(`The capture at ${node} was cut off.`)
    const parsed = parseCaptureLine(JSON.parse(value))
    if (!parsed.ok) throw new Error(`The agent of ${node} sent no line of a capture: ${parsed.why}.`)
    return parsed.value
  }
  const started = await next()
  if (started.is !== 'started') throw new Error(`The capture at ${node} began with ${started.is}.`)
  const packets: Packet[] = []
  const kept: Buffer[] = []
  const read = async (): Promise<Line<'ended'>> => {
    for (;;) {
      const line = await next()
      if (line.is === 'ended') return line
      if (line.is !== 'packets') throw new Error(`The capture at ${node} began twice.`)
      for (const [atUs, length, text] of line.packets) {
        const bytes = Buffer.from(text, 'base64')
        const packet = decodePacket({ atUs, length, bytes }, started.linkType)
        if (packet === null) throw new Error(`The capture at ${node} has a packet that cannot be read.`)
        kept.push(bytes)
        packets.push(packet)
      }
    }
  }
  const ended = read()
  // Whoever stops it need not wait for its end.
  ended.catch(() => undefined)
  return { started, packets, kept: () => Buffer.concat(kept), ended, stop: () => stopping.abort() }
}
