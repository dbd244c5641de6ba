import { expect, test } from 'vitest'
import { formatSighting, parseSeen, sightingsOf } from './watch.ts'

const said = `1764104102.371000 tunl0 Out IP 100.117.189.64.31076 > 100.108.11.194.80: Flags [S], seq 1, length 0
1764104102.371100 enp4s4 Out IP 192.168.138.50 > 192.168.138.53: IP 100.117.189.64.31076 > 100.108.11.194.80: Flags [S], seq 1, length 0
1764104102.373000 enp4s4 In  IP 192.168.138.53 > 192.168.138.50: IP 100.108.11.194.80 > 100.117.189.64.31076: Flags [S.], seq 7, ack 2, length 0
1764104102.374000 lo    In  IP 10.104.197.218.80 > 10.104.197.218.41000: Flags [.], length 0
1764104102.374500 enp4s4 In  IP 192.168.138.51.9797 > 192.168.138.1.40000: Flags [.], length 0
1764104102.375000 enp4s4 In  IP6 fd00:244::53:15.80 > fd00:138::50.4567: Flags [.], ack 2, length 1428
1764104102.376000 tunl0 In  IP 192.168.138.53 > 100.117.189.64: ICMP host 100.108.11.194 unreachable, length 68
1764104102.377000 tunl0 In  IP 100.108.11.210.53 > 100.117.189.64.5000: 4660* 1/0/0 A 10.104.197.218 (40)
not a packet
`

test('a line of tcpdump is a packet at a device, what a tunnel carries counts', () => {
  const seen = parseSeen('zmaster0', said, [80, 53])
  expect(seen.map(formatSighting)).toEqual([
    'request zmaster0 tunl0 out',
    'request zmaster0 enp4s4 out',
    'reply zmaster0 enp4s4 in',
    'reply zmaster0 enp4s4 in',
    'icmp zmaster0 tunl0 in',
    'reply zmaster0 tunl0 in',
  ])
  expect(seen[1]).toMatchObject({ at: 1_764_104_102.3711, client: '100.117.189.64.31076', bytes: 0 })
  expect(seen[3]).toMatchObject({ client: 'fd00:138::50.4567', bytes: 1_428 })
  expect(seen[4]).toMatchObject({ client: null })
})

test('each kind of sighting is told once', () => {
  expect(sightingsOf(parseSeen('znode2', said + said, [80]))).toHaveLength(4)
})
