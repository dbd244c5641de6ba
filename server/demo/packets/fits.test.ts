import { expect, test } from 'vitest'
import type { CaptureFilter } from '#model/capture/question.ts'
import { fits, type Seen } from './fits.ts'

const filter: CaptureFilter = {
  ends: [
    { protocol: 'TCP', address: '100.66.209.194', port: 80 },
    { protocol: 'UDP', address: '10.96.0.10', port: null },
  ],
  peers: ['100.117.189.64'],
  tunnels: [],
  errors: false,
}
const pod = { address: '100.66.209.194', port: 80 }
const peer = { address: '100.117.189.64', port: 31_076 }
const seen: Seen = { protocol: 'TCP', from: peer, to: pod, isInTunnel: false }

test.each<[string, boolean, Seen, Partial<CaptureFilter>]>([
  ['to an end, from a peer', true, seen, {}],
  ['from an end, to a peer', true, { ...seen, from: pod, to: peer }, {}],
  ['from somebody else', false, { ...seen, from: { ...peer, address: '100.117.189.65' } }, {}],
  ['from somebody else, when nobody is named', true, { ...seen, from: { ...peer, address: '9.9.9.9' } }, { peers: [] }],
  ['to another port', false, { ...seen, to: { ...pod, port: 81 } }, {}],
  ['over another protocol', false, { ...seen, protocol: 'UDP' }, {}],
  ['to any port of an end', true, { ...seen, protocol: 'UDP', to: { address: '10.96.0.10', port: 9 } }, {}],
  ['in a tunnel', false, { ...seen, isInTunnel: true }, {}],
  ['in a tunnel that is looked into', true, { ...seen, isInTunnel: true }, { tunnels: [{ is: 'ipip' }] }],
  ['in a tunnel of another kind', false, { ...seen, isInTunnel: true }, { tunnels: [{ is: 'vxlan', port: 4_789 }] }],
  ['an ICMP error', false, { ...seen, protocol: 'ICMP' }, {}],
  ['an ICMP error, when they are asked for', true, { ...seen, protocol: 'ICMP', from: pod, to: pod }, { errors: true }],
])('%s: %s', (_, isWanted, packet, changes) => {
  expect(fits({ ...filter, ...changes }, packet)).toBe(isWanted)
})
