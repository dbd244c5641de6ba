/** Captures and their packets. */
import * as v from 'valibot'
import type { Capture, CaptureFeed, CaptureOnNode, PacketRow } from '../../capture/capture.ts'
import type { Dns, IpHeader, Quoted, Tcp, Transport, Tunnel } from '../../packets/packet.ts'
import { captureEnd, end } from './asked.ts'
import { flag, leaves as is, list, number, one, oneOf, orNull, record, whole } from './leaves.ts'

export const capture = record<Capture>({
  id: is.plain,
  port: is.servicePortId,
  startedAt: number,
  endedAt: orNull(number),
  seconds: number,
  keptUntil: number,
  nodes: list(
    record<CaptureOnNode>({
      node: is.nodeName,
      feed: oneOf<CaptureFeed>({
        starting: {},
        running: { since: number },
        ended: { why: captureEnd, sentence: orNull(is.words), dropped: orNull(number) },
        refused: { why: is.words },
      }),
      packets: whole,
      bytes: number,
    }),
  ),
  packets: whole,
})

const ip = record<IpHeader>({
  version: v.picklist([4, 6]) as v.GenericSchema<unknown, 4 | 6>,
  source: is.address,
  destination: is.address,
  protocol: whole,
  id: orNull(whole),
  ttl: whole,
  length: orNull(whole),
  fragment: orNull(record({ offset: whole, isLast: flag })),
  mayNotFragment: flag,
})
const tunnel = oneOf<Tunnel>({ ipip: {}, vxlan: { id: whole, port: whole } })
const ports = { sourcePort: whole, destinationPort: whole }
const dns = record<Dns>({ id: whole, isResponse: flag, name: orNull(is.foreign), type: orNull(is.plain), code: whole })

const transport = oneOf<Transport>({
  tcp: {
    ...ports,
    sequence: number,
    acknowledgement: number,
    flags: record<Tcp['flags']>({ syn: flag, ack: flag, fin: flag, rst: flag, psh: flag, urg: flag }),
    window: number,
    payload: number,
    timestamps: orNull(record({ value: number, echo: number })),
    mss: orNull(number),
  },
  udp: { ...ports, payload: number, dns: orNull(dns) },
  icmp: {
    version: v.picklist([4, 6]) as v.GenericSchema<unknown, 4 | 6>,
    type: whole,
    code: whole,
    kind: one(
      'echo-request',
      'echo-reply',
      'network-unreachable',
      'host-unreachable',
      'port-unreachable',
      'prohibited',
      'too-big',
      'time-exceeded',
      'neighbour',
      'other',
    ),
    mtu: orNull(number),
    echo: orNull(record({ id: whole, sequence: whole })),
    about: orNull(record<Quoted>({ protocol: whole, source: end, destination: end })),
  },
  sctp: { ...ports, tag: number, chunks: list(is.plain), sequence: orNull(number) },
  other: { why: one('protocol', 'cut', 'fragment') },
})

export const packet = record<PacketRow>({
  atUs: number,
  length: whole,
  captured: whole,
  deviceIndex: orNull(whole),
  direction: orNull(one('in', 'out', 'other')),
  outer: orNull(record({ ip, tunnel })),
  ip,
  transport,
  headerBytes: whole,
  capture: is.plain,
  number: whole,
  node: is.nodeName,
  device: orNull(is.plain),
})
