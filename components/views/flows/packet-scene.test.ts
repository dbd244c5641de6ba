import { describe, expect, it } from 'vitest'
import { en } from '#components/words/en.ts'
import { captureId, packetRow, withPackets } from '#model/fixtures/captures.ts'
import { everyServiceKind } from '#model/fixtures/clusters.ts'
import { makeNodeName } from '#model/ids.ts'
import { makePacketLines, sayLeftOut, secondsLeft } from './packet-scene.ts'

const cluster = withPackets(everyServiceKind())
const capture = cluster.captures.get(captureId)!

describe('packets as lines', () => {
  it('are the newest first, one for each device', () => {
    const lines = makePacketLines(cluster.packets.values(), capture, cluster)
    expect(lines).toHaveLength(105)
    const times = lines.map(({ row }) => row.atUs)
    expect(times).toEqual([...times].sort((a, b) => b - a))
  })

  it('say whose addresses they carry, before translation and after it', () => {
    const before = packetRow(1, {
      from: { address: '100.66.209.194', port: 41_436 },
      to: { address: '10.104.197.218', port: 80 },
    })
    const after = packetRow(2, { isRequest: false, flags: 'S.' })
    const [newest, oldest] = makePacketLines([before, after], capture, cluster)
    expect([oldest!.fromOwner, oldest!.toOwner]).toEqual([
      { is: 'pod', pod: 'default/web-96d5df5c8-qcbvc' },
      { is: 'service', service: 'default/web' },
    ])
    expect(newest!.fromOwner).toEqual({ is: 'pod', pod: 'default/web-96d5df5c8-c2cp4' })
    expect(newest!.words).toBe('Flags [S.], seq 1, ack 9001, win 502, length 0')
  })

  it('tell what is not here', () => {
    const failed = { is: 'ended', why: 'failed', sentence: 'tcpdump died.', dropped: 4 } as const
    expect(sayLeftOut(capture, 105, en)).toEqual([
      'znode0 does not capture: FAIRLEAD_CAPTURES is 0.',
      'Of 805 packets the newest 105 are here; the file has all.',
    ])
    const other = { ...capture, packets: 0, nodes: [{ node: makeNodeName('a'), feed: failed, packets: 0, bytes: 0 }] }
    expect(sayLeftOut(other, 0, en)).toEqual([
      'The capture on a failed: tcpdump died.',
      'The kernel of a dropped 4 packets it could not hand over.',
    ])
  })

  it('know when the capture ends, and that it has', () => {
    expect(secondsLeft(capture, capture.startedAt + 4_200)).toBe(26)
    expect(secondsLeft(capture, capture.startedAt + 90_000)).toBe(0)
    expect(secondsLeft({ ...capture, endedAt: capture.startedAt }, 0)).toBeNull()
  })
})
