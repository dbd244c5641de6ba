/** Answers `POST /v1/probes`: asks a Service port from this node, and tells whom the kernel chose for each try. */

import { makeBucket } from '#model/bucket.ts'
import type { FlowEnd } from '#model/flow.ts'
import {
  type ProbeAnswer,
  type ProbeQuestion,
  type ProbeTry,
  parseProbeQuestion,
  probeLimits,
} from '#model/probe/question.ts'
import type { Kernel, Tried } from '../kernel.ts'
import { makeDnsQuery } from './dns.ts'
import { makeTracer } from './trace.ts'
import { runTries } from './tries.ts'

export type ProbesReply =
  | { readonly status: 200; readonly body: ProbeAnswer }
  | { readonly status: 400 | 403 | 409 | 429; readonly body: { readonly error: string } }

export interface Probes {
  readonly kernel: Pick<Kernel, 'probe' | 'read' | 'stream' | 'runStream'>
  /** One sentence; null when it may be asked. */
  readonly whyForbidden: (address: string, port: number) => string | null
  readonly log: (line: string) => void
  readonly nowMs?: () => number
}

/** At once and a minute: several Services tested with twenty tries each, and again when the minute is over. */
const mostTries = 120

/** `from`: who asks. No further try begins when its answer is no longer wanted. */
export function makeProbes({ kernel, whyForbidden, log, nowMs = () => performance.now() }: Probes) {
  const bucket = makeBucket(mostTries, mostTries, nowMs)
  const trace = makeTracer(kernel)

  return async (asked: unknown, from: string, isWanted: () => boolean): Promise<ProbesReply> => {
    const parsed = parseProbeQuestion(asked)
    if (!parsed.ok) {
      log(`probe from ${from} not understood`)
      return refuse(400, `The question is not understood: ${parsed.why}.`)
    }
    const question = parsed.value
    const { address, port, method, tries, timeoutMs, sourcePort } = question
    const named = `probe ${method.is} ${address.includes(':') ? `[${address}]` : address}:${port} x${tries} from ${from}`
    const no = (status: 400 | 403 | 429, error: string) => {
      log(`${named} refused: ${error}`)
      return refuse(status, error)
    }
    const why = whyNot(question)
    if (why !== null) return no(400, why)
    const forbidden = whyForbidden(address, port)
    if (forbidden !== null) return no(403, forbidden)
    const waitSeconds = bucket.take(tries)
    if (waitSeconds > 0) {
      return no(429, `This agent makes ${mostTries} tries a minute at most: ask again in ${waitSeconds} s.`)
    }
    log(named)
    const once = () => kernel.probe({ address, port, method, timeoutMs, sourcePort })
    const tried = await runTries(tries, once, isWanted)
    const unable = tried.find((each) => 'why' in each)
    if (unable !== undefined) return refuse(409, unable.why)
    return { status: 200, body: await answer(question, tried as Tried[]) }
  }

  async function answer({ address, port, method }: ProbeQuestion, tried: readonly Tried[]): Promise<ProbeAnswer> {
    const protocol = method.is === 'dns' || method.is === 'udp' ? 'UDP' : 'TCP'
    const virtual: FlowEnd = { address, port }
    const sent = tried.filter(({ local }) => local !== null)
    const traced = await trace(sent.map(({ local }) => ({ protocol, client: local!, virtual })))
    const tries = tried.map((each): ProbeTry => {
      const found = traced.connections[sent.indexOf(each)] ?? null
      return { ...each, chosen: found?.real ?? null, state: found?.state ?? null, source: found?.source ?? null }
    })
    return { tries, withoutConnections: traced.withoutConnections, withoutConntrack: traced.withoutConntrack }
  }
}

const refuse = (status: 400 | 403 | 409 | 429, error: string): ProbesReply => ({ status, body: { error } })

/** What no schema can say. */
function whyNot({ method, tries, sourcePort }: ProbeQuestion): string | null {
  if (sourcePort !== null && tries > 1) return `A source port is for one try: ${tries} cannot share ${sourcePort}.`
  if (method.is === 'dns' && makeDnsQuery(method.name, 0) === null) return `${method.name} is no name DNS can carry.`
  if (method.is === 'udp' && Buffer.byteLength(method.payload, 'base64') > probeLimits.payloadBytes)
    return `The payload is longer than ${probeLimits.payloadBytes} bytes.`
  return null
}
