/** A try over UDP: one datagram, and whatever comes back to it. */
import { randomInt } from 'node:crypto'
import type { FlowEnd } from '#model/flow.ts'
import type { ProbeMethod } from '#model/probe/question.ts'
import type { ProbeOnce, Tried } from '../kernel.ts'
import { makeDnsQuery, readDnsCode } from './dns.ts'
import { type Ended, ended, endedBy } from './outcome.ts'
import { type Stopwatch, startStopwatch } from './stopwatch.ts'

type UdpMethod = Extract<ProbeMethod, { is: 'dns' | 'udp' }>

export function askUdp({ address, port, timeoutMs, sourcePort }: ProbeOnce, method: UdpMethod): Promise<Tried> {
  const { payload, judge } = askedBy(method)
  const dgram = process.getBuiltinModule('node:dgram')
  const type = address.includes(':') ? 'udp6' : 'udp4'
  return new Promise((resolve) => {
    // Literal addresses only: nothing is looked up.
    const socket = dgram.createSocket({ type, ipv6Only: type === 'udp6', lookup: asWritten })
    let watch: Stopwatch = startStopwatch()
    let local: FlowEnd | null = null
    let hasEnded = false
    const finish = ({ outcome, error, status }: Ended) => {
      if (hasEnded) return
      hasEnded = true
      clearTimeout(timer)
      const firstByteMs = outcome === 'answered' || outcome === 'wrong-status' ? watch.passedMs() : null
      socket.close()
      resolve({ outcome, error, status, connectMs: null, firstByteMs, local, startedAtMs: watch.startedAtMs })
    }
    const timer = setTimeout(() => finish(ended('timeout')), timeoutMs)
    const fail = (error: Error | null | undefined) => {
      if (error) finish(endedBy(error as NodeJS.ErrnoException))
    }
    socket.on('error', fail)
    socket.on('message', (message) => {
      const now = judge(message)
      if (now !== null) finish(now)
    })
    socket.bind({ port: sourcePort ?? 0, exclusive: true }, () => {
      // Connected: only the target is heard, and ICMP errors about this datagram come as errors.
      socket.connect(port, address, ((error?: Error) => {
        if (error) return fail(error)
        local = { address: socket.address().address, port: socket.address().port }
        watch = startStopwatch()
        socket.send(payload, fail)
      }) as () => void)
    })
  })
}

type Lookup = (name: string, family: unknown, done: (error: null, address: string, family: number) => void) => void
const asWritten: Lookup = (name, _, done) => done(null, name, name.includes(':') ? 6 : 4)

interface Asked {
  readonly payload: Uint8Array
  /** Null for what is no answer. */
  judge(message: Uint8Array): Ended | null
}

/** Codes of a server that knows: there is such a name, or there is none. */
const dnsAnswers = [0, 3]

function askedBy(method: UdpMethod): Asked {
  if (method.is === 'udp') return { payload: Buffer.from(method.payload, 'base64'), judge: () => ended('answered') }
  const id = randomInt(0x10000)
  return {
    payload: makeDnsQuery(method.name, id) ?? new Uint8Array(),
    judge(message) {
      const code = readDnsCode(message, id)
      return code === null ? null : ended(dnsAnswers.includes(code) ? 'answered' : 'wrong-status', code)
    },
  }
}
