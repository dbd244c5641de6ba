import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type CaptureAsk, type CaptureLine, captureLimits, parseCaptureLine } from '#model/capture/question.ts'
import type { PcapRecord } from '#model/packets/pcap.ts'
import type { CaptureEvents, DeviceNumber } from '../kernel.ts'
import { makeCaptures } from './captures.ts'
import { headBytes, tcpRecord } from './testing.ts'

const ask: CaptureAsk = { filter: { ends: [{ protocol: 'TCP', address: '10.0.0.2', port: 80 }] } }
const devices: readonly DeviceNumber[] = [
  [1, 'lo'],
  [2, 'enp4s4'],
  [7, 'cali0123456789a'],
]

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A node whose captures the test feeds. Stopping one ends it at once, with three packets dropped. */
function makeNode({ endsAtOnce = true } = {}) {
  const log: string[] = []
  let to: CaptureEvents | null = null
  let begun = 0
  let stopped = 0
  const captures = makeCaptures(
    {
      capture(_question, events) {
        begun++
        to = events
        return {
          stop() {
            stopped++
            if (endsAtOnce) events.ended({ why: 'asked', sentence: null, dropped: 3 })
          },
        }
      },
    },
    (line) => log.push(line),
    () => `capture-${begun + 1}`,
  )
  const begin = (asked: unknown) => {
    const lines: CaptureLine[] = []
    let refused: unknown = null
    let ends = 0
    let endedAt = Number.NaN
    const stop = captures.begin(asked, '192.168.138.1', {
      refuse: (status, error) => {
        refused = { status, error }
      },
      line(line) {
        const parsed = parseCaptureLine(JSON.parse(JSON.stringify(line)))
        expect(parsed).toEqual({ ok: true, value: line })
        lines.push(line)
      },
      end() {
        ends++
        endedAt = Date.now()
      },
    })
    const packets = () => lines.flatMap((line) => (line.is === 'packets' ? line.packets : []))
    return { lines, packets, stop, refused: () => refused, ends: () => ends, endedAt: () => endedAt }
  }
  const listen = () => to!.started(276, devices)
  return { log, begin, end: captures.end, listen, events: () => to!, begun: () => begun, stopped: () => stopped }
}

const textOf = (packets: readonly (readonly [number, number, string])[]): string =>
  packets.map(([, , kept]) => Buffer.from(kept, 'base64').toString('latin1')).join('')

describe('a capture', () => {
  test('tells when it listens, its packets soon after, and its end', () => {
    const node = makeNode()
    const capture = node.begin(ask)
    expect(capture.lines).toEqual([])
    node.listen()
    expect(capture.lines).toEqual([{ is: 'started', name: 'capture-1', linkType: 276, devices }])
    node.events().records([tcpRecord(2, 'hello', 5_000_001)])
    vi.advanceTimersByTime(99)
    expect(capture.packets()).toEqual([[5_000_001, headBytes + 5, expect.any(String)]])
    capture.stop()
    expect(capture.lines.at(-1)).toEqual({ is: 'ended', why: 'asked', sentence: null, dropped: 3 })
    expect([capture.ends(), node.stopped()]).toEqual([1, 1])
    expect(node.log).toEqual([
      'capture TCP 10.0.0.2:80 for 10 s, 1000 packets from 192.168.138.1',
      `capture TCP 10.0.0.2:80 for 10 s, 1000 packets from 192.168.138.1 ended (asked): 1 packets, ${headBytes} bytes`,
    ])
  })

  test('lets nothing of what was said leave the node', () => {
    const node = makeNode()
    const capture = node.begin(ask)
    node.listen()
    const secret = 'password=hunter2'
    node.events().records(Array.from({ length: 50 }, (_, at) => tcpRecord(2, `${'x'.repeat(at)}${secret}`)))
    vi.advanceTimersByTime(100)
    expect(capture.packets()).toHaveLength(50)
    expect(textOf(capture.packets())).not.toMatch(/hunter|password|x/)
  })

  test.for([
    [[], [2, 7, 99]],
    [['lo'], [1]],
    [['enp4s4', 'gone'], [2]],
  ] as const)('of devices %j keeps those of numbers %j', ([asked, kept]) => {
    const node = makeNode()
    const capture = node.begin({ ...ask, devices: [...asked] })
    node.listen()
    node.events().records([1, 2, 7, 99].map((device) => tcpRecord(device, '', device)))
    vi.advanceTimersByTime(100)
    expect(capture.packets().map(([atUs]) => atUs)).toEqual(kept)
  })

  test('ends when its seconds are over', () => {
    const node = makeNode()
    const capture = node.begin({ ...ask, seconds: 3 })
    node.listen()
    vi.advanceTimersByTime(2_999)
    expect(node.stopped()).toBe(0)
    vi.advanceTimersByTime(1)
    expect(capture.lines.at(-1)).toMatchObject({ is: 'ended', why: 'seconds', dropped: 3 })
  })

  test('ends with the last packet it may keep, which is told', () => {
    const node = makeNode()
    const capture = node.begin({ ...ask, packets: 2 })
    node.listen()
    node.events().records([tcpRecord(1, ''), tcpRecord(2, '')])
    expect(capture.ends()).toBe(0)
    node.events().records([tcpRecord(2, '')])
    expect(capture.packets()).toHaveLength(2)
    expect(capture.lines.at(-1)).toMatchObject({ is: 'ended', why: 'packets' })
  })

  test('that fails later says so', () => {
    const node = makeNode()
    const capture = node.begin(ask)
    node.listen()
    node.events().records([tcpRecord(2, '')])
    node.events().ended({ why: 'failed', sentence: 'tcpdump failed: the network is down.', dropped: null })
    expect(capture.packets()).toHaveLength(1)
    expect(capture.lines.at(-1)).toEqual({
      is: 'ended',
      why: 'failed',
      sentence: 'tcpdump failed: the network is down.',
      dropped: null,
    })
    capture.stop()
    expect([capture.ends(), node.stopped()]).toEqual([1, 0])
  })
})

test('ten times every ceiling, in 200 ways: nothing is over it', () => {
  const limit = (most: number) => fc.integer({ min: 1, max: most })
  const { most } = captureLimits
  fc.assert(
    fc.property(
      fc.record({ seconds: limit(60), packets: limit(60), bytes: limit(5_000) }),
      fc.array(fc.tuple(fc.integer({ min: 1, max: 400 }), fc.nat(200), fc.nat(9_000)), {
        minLength: 20,
        maxLength: 60,
      }),
      (limits, bursts) => {
        const node = makeNode()
        const capture = node.begin({ ...ask, ...limits })
        node.listen()
        const began = Date.now()
        for (const [count, size, ms] of bursts) {
          node.events().records(Array<PcapRecord>(count).fill(tcpRecord(2, 'x'.repeat(size))))
          vi.advanceTimersByTime(ms)
        }
        vi.advanceTimersByTime(60_000)
        const kept = capture.packets()
        expect(kept.length).toBeLessThanOrEqual(limits.packets)
        expect(textOf(kept).length).toBeLessThanOrEqual(limits.bytes)
        expect(capture.endedAt() - began).toBeLessThanOrEqual(limits.seconds * 1_000)
        expect([capture.ends(), node.stopped()]).toEqual([1, 1])
        expect(capture.lines.filter(({ is }) => is === 'ended')).toHaveLength(1)
        expect(capture.lines.at(-1)?.is).toBe('ended')
        vi.clearAllTimers()
      },
    ),
    { numRuns: 200 },
  )
  for (const over of [
    { seconds: most.seconds * 10 },
    { packets: most.packets * 10 },
    { bytes: most.bytes * 10 },
    { seconds: Number.POSITIVE_INFINITY },
    { packets: -1 },
    { bytes: 0 },
    { limit: 10 },
  ]) {
    const node = makeNode()
    expect(node.begin({ ...ask, ...over }).refused()).toMatchObject({ status: 400 })
    expect(node.begun()).toBe(0)
  }
})

describe('is refused', () => {
  test('while another runs, and not after it', () => {
    const node = makeNode()
    const first = node.begin(ask)
    const second = node.begin(ask)
    expect(second.refused()).toEqual({
      status: 409,
      error: 'A capture runs on this node already: end that one, or ask when it is over.',
    })
    second.stop()
    expect([node.begun(), node.stopped()]).toEqual([1, 0])
    node.listen()
    first.stop()
    node.begin(ask)
    expect(node.begun()).toBe(2)
  })

  test('but waits for one that was told to end', async () => {
    const node = makeNode({ endsAtOnce: false })
    const first = node.begin(ask)
    node.listen()
    first.stop()
    const [second, third] = [node.begin(ask), node.begin(ask)]
    third.stop()
    expect([node.begun(), second.refused()]).toEqual([1, null])
    node.events().ended({ why: 'asked', sentence: null, dropped: 0 })
    await Promise.resolve()
    expect([node.begun(), second.refused(), third.refused()]).toEqual([2, null, null])
    second.stop()
    expect(node.stopped()).toBe(2)
  })

  test('when it does not come to listen', () => {
    const node = makeNode()
    const capture = node.begin(ask)
    const sentence = 'There is no program tcpdump here: install it beside the agent.'
    node.events().ended({ why: 'failed', sentence, dropped: null })
    expect(capture.refused()).toEqual({ status: 409, error: sentence })
    expect(capture.lines).toEqual([])
    node.begin(ask)
    expect(node.begun()).toBe(2)
  })

  test('of devices that are not here', () => {
    const node = makeNode()
    const capture = node.begin({ ...ask, devices: ['eth7', 'eth8'] })
    node.listen()
    expect(capture.refused()).toEqual({ status: 409, error: 'This node has no device eth7, eth8.' })
    expect(node.stopped()).toBe(1)
  })

  test('where this kernel has none', () => {
    const log: string[] = []
    const captures = makeCaptures({ capture: () => ({ why: 'There are no packets here.' }) }, (line) => log.push(line))
    let refused: unknown = null
    const answer = { refuse: (...said: unknown[]) => (refused = said), line: () => {}, end: () => {} }
    captures.begin(ask, 'test', answer)
    captures.begin(ask, 'test', answer)
    expect(refused).toEqual([409, 'There are no packets here.'])
    expect(log).toHaveLength(2)
  })

  test('one is ended by its name alone, and says last what was dropped', () => {
    const node = makeNode()
    const capture = node.begin(ask)
    node.listen()
    expect(node.end({}).status).toBe(400)
    expect(node.end({ name: 'capture-2' }).status).toBe(404)
    expect(capture.ends()).toBe(0)
    expect(node.end({ name: 'capture-1' }).status).toBe(200)
    expect(capture.lines.at(-1)).toEqual({ is: 'ended', why: 'asked', sentence: null, dropped: 3 })
    expect([node.stopped(), capture.ends()]).toEqual([1, 1])
    expect(node.end({ name: 'capture-1' }).status).toBe(404)
  })

  test('for one who went before it listened, without a line', () => {
    const node = makeNode()
    const capture = node.begin(ask)
    capture.stop()
    expect([capture.lines.length, node.stopped(), capture.ends()]).toEqual([0, 1, 1])
  })
})
