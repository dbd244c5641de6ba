import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { makeTestTimer } from '#components/live/testing.ts'
import { parseEmbedMessage } from '#model/embed/messages.ts'
import { makeHeights } from './heights.ts'
import { type Heard, makeLine } from './line.ts'
import { makeSession } from './session.ts'

const portal = 'https://portal.example'
const token = `fl1.abc.${'m'.repeat(43)}`
const ask = 'a'.repeat(32)

function openLine(parents = [portal, 'https://hub.example']) {
  let heard: (event: Heard) => void = () => {}
  const parent = { postMessage: vi.fn() }
  const onToken = vi.fn()
  let asks = 0
  const line = makeLine({
    parents,
    parent,
    listen(next) {
      heard = next
      return () => {
        heard = () => {}
      }
    },
    random: () => (asks++ === 0 ? ask : 'b'.repeat(32)),
    onToken,
  })
  const hear = (data: unknown, over: Partial<Heard> = {}) => heard({ source: parent, origin: portal, data, ...over })
  return { line, parent, onToken, hear }
}
const answer = { type: 'fairlead:token', ask, token }

describe('the line to the page around', () => {
  it('asks the allowed origins alone, and takes one answer of the very window and an allowed origin', () => {
    const { line, parent, onToken, hear } = openLine()
    line.ask()
    expect(parent.postMessage.mock.calls.map(([, origin]) => origin)).toEqual([portal, 'https://hub.example'])
    expect(parent.postMessage.mock.calls.flat()).not.toContain('*')
    hear(answer, { source: {} })
    for (const origin of ['https://evil.example', 'null', '', 'http://portal.example', `${portal}.evil.example`])
      hear(answer, { origin })
    expect(onToken).not.toHaveBeenCalled()
    hear(answer)
    hear(answer)
    expect(onToken.mock.calls).toEqual([[token]])
  })

  it('takes nothing it did not ask for', () => {
    const { line, onToken, hear } = openLine()
    hear(answer)
    line.ask()
    hear({ ...answer, ask: 'c'.repeat(32) })
    line.ask()
    hear(answer)
    expect(onToken).not.toHaveBeenCalled()
  })

  it('speaks and listens to nobody else once somebody answered', () => {
    const { line, parent, onToken, hear } = openLine()
    line.ask()
    hear(answer)
    parent.postMessage.mockClear()
    line.tell({ type: 'fairlead:height', height: 5 })
    line.ask()
    expect(parent.postMessage.mock.calls.map(([, origin]) => origin)).toEqual([portal, portal])
    hear({ ...answer, ask: 'b'.repeat(32) }, { origin: 'https://hub.example' })
    expect(onToken).toHaveBeenCalledTimes(1)
  })

  it('is moved by no message but the one', () => {
    const { line, onToken, hear } = openLine()
    line.ask()
    const near = fc.record(
      {
        type: fc.oneof(
          fc.constantFrom('fairlead:token', 'fairlead:ready', 'fairlead:height', 'fairlead:state'),
          fc.string(),
        ),
        ask: fc.oneof(fc.constant(ask), fc.string(), fc.anything()),
        token: fc.oneof(fc.string(), fc.anything()),
        height: fc.anything(),
        extra: fc.anything(),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(
        fc.oneof(near, fc.anything({ withNullPrototype: true, withMap: true, withTypedArray: true })),
        (data) => {
          expect(() => hear(data)).not.toThrow()
          expect(onToken).not.toHaveBeenCalled()
        },
      ),
      { numRuns: 20_000 },
    )
    hear({
      get type() {
        throw new Error('a trap')
      },
    })
    hear(answer)
    expect(onToken).toHaveBeenCalledTimes(1)
  })
})

describe('a message', () => {
  it.each([
    [answer, true],
    [{ ...answer, more: 1 }, false],
    [{ ...answer, token: 'fl1.x' }, false],
    [{ type: 'fairlead:height', height: 10 }, true],
    [{ type: 'fairlead:height', height: -1 }, false],
    [{ type: 'fairlead:height', height: Infinity }, false],
    [{ type: 'fairlead:state', state: 'live', why: '' }, true],
    [{ type: 'fairlead:state', state: 'admin', why: '' }, false],
    [{ type: 'fairlead:run' }, false],
  ])('%j is one: %s', (data, isOne) => {
    expect(parseEmbedMessage(data) !== null).toBe(isOne)
  })
})

describe('a session', () => {
  const grant = { bearer: 'fle_x', seconds: 600, views: ['services'], namespaces: null }
  function begin(answers: unknown[]) {
    const { timer, pass } = makeTestTimer()
    const told = { ask: vi.fn(), exchange: vi.fn(async () => answers.shift()), onGrant: vi.fn(), onState: vi.fn() }
    const session = makeSession({ ...told, refused: 'No.', timer })
    return { ...told, session, pass }
  }
  const settled = () => new Promise((resolve) => setTimeout(resolve))

  it('asks until it is answered, then again before what it was given is over', async () => {
    const { session, ask, exchange, onGrant, onState, pass } = begin([grant, grant])
    expect(onState).toHaveBeenCalledWith('waiting', '')
    pass(2_000)
    expect(ask).toHaveBeenCalledTimes(2)
    session.take(token)
    await settled()
    expect(onGrant).toHaveBeenCalledWith(grant)
    pass(479_000)
    expect(ask).toHaveBeenCalledTimes(2)
    pass(1_000)
    expect(ask).toHaveBeenCalledTimes(3)
    session.take(token)
    await settled()
    expect(exchange).toHaveBeenLastCalledWith(token, 'fle_x')
  })

  it('that is refused says so, and goes on as it was if it was going', async () => {
    const first = begin([null])
    first.session.take(token)
    await settled()
    expect(first.onState).toHaveBeenLastCalledWith('refused', 'No.')
    const later = begin([grant, null])
    later.session.take(token)
    await settled()
    later.session.take(token)
    await settled()
    expect(later.onState.mock.calls).toEqual([['waiting', '']])
  })

  it('that is closed asks no more', () => {
    const { session, ask, pass } = begin([])
    session.close()
    pass(600_000)
    expect(ask).toHaveBeenCalledTimes(1)
  })
})

describe('heights', () => {
  /** A frame that follows, and a view that is laid out for it; heights are asked for on every change of either. */
  function follow(contentOf: (frame: number, width: number) => number) {
    const tell = vi.fn()
    const heights = makeHeights(tell)
    let [frame, width] = [480, 800]
    const settle = (rounds = 100) => {
      for (let round = 0; round < rounds; round++) {
        const before = tell.mock.calls.length
        heights(contentOf(frame, width), frame, width)
        if (tell.mock.calls.length === before) return
        frame = tell.mock.calls.at(-1)![0]
      }
    }
    const resize = (to: number) => {
      width = to
    }
    return { tell, settle, resize, frame: () => frame }
  }
  const times = (tell: ReturnType<typeof vi.fn>) => tell.mock.calls.length

  it('are told when they are others, in whole pixels', () => {
    const { tell, settle } = follow(() => 100.2)
    settle()
    settle()
    expect(tell.mock.calls).toEqual([[101]])
  })

  it('are told however often a view grows of itself', () => {
    let content = 100
    const { tell, settle, frame } = follow(() => content)
    for (let step = 0; step < 50; step++) {
      content += 20
      settle()
    }
    expect([times(tell), frame()]).toEqual([50, 1_100])
  })

  it('come to rest for any view whatever its height answers, at every width', () => {
    const answers = fc.oneof(
      fc.record({ is: fc.constant('follows'), by: fc.integer({ min: -40, max: 40 }) }),
      fc.record({ is: fc.constant('flips'), by: fc.integer({ min: 1, max: 300 }) }),
      fc.record({ is: fc.constant('scrollbar'), by: fc.integer({ min: 300, max: 700 }) }),
      fc.record({ is: fc.constant('own'), by: fc.integer({ min: 120, max: 2_000 }) }),
    )
    const contentOf = ({ is, by }: { is: string; by: number }, frame: number, width: number): number => {
      if (is === 'follows') return Math.max(0, frame + by)
      if (is === 'flips') return frame % 2 === 0 ? 301 : 300 + 2 * by
      // Too low a frame shows a scrollbar, which makes the view narrower and so another height.
      if (is === 'scrollbar') return frame < by ? by - 7 : by + (width % 2)
      return Math.round((by * 800) / width)
    }
    fc.assert(
      fc.property(answers, fc.array(fc.integer({ min: 280, max: 1_600 }), { maxLength: 12 }), (kind, widths) => {
        const { tell, settle, resize, frame } = follow((at, width) => contentOf(kind, at, width))
        settle()
        for (const width of widths) {
          const before = times(tell)
          resize(width)
          settle()
          expect(times(tell) - before).toBeLessThan(12)
          if (kind.is === 'own') expect(frame()).toBe(Math.round((kind.by * 800) / width))
        }
      }),
    )
  })
})
