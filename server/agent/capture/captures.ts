/** Answers `POST /v1/captures`: one capture at a time on a node, told line by line as its packets come, and ended by its name. */
import { randomUUID } from 'node:crypto'
import {
  type CaptureEnd,
  type CaptureLine,
  type CaptureQuestion,
  parseCaptureEnd,
  parseCaptureQuestion,
} from '#model/capture/question.ts'
import type { CaptureOver, Kernel, RunningCapture } from '../kernel.ts'
import { type Keeper, makeKeeper, whyNoDevice } from './keeper.ts'

/** Where the answer goes: one of both, and `end` after the last line. */
export interface CaptureAnswer {
  refuse(status: 400 | 409, error: string): void
  line(line: CaptureLine): void
  end(): void
}

/** Kept packets wait so long for company. */
const flushMs = 50

export interface Captures {
  /** Gives the way to end it: whoever asked has gone. */
  begin(asked: unknown, from: string, answer: CaptureAnswer): () => void
  /** Ends the one of this name; what it says last goes where its packets went. */
  end(asked: unknown): { readonly status: 200 | 400 | 404; readonly body: object }
}

interface Busy {
  readonly name: string
  /** Told to end, it takes a moment for it. */
  isEnding: boolean
  readonly over: PromiseWithResolvers<void>
  stop(): void
}

export function makeCaptures(
  kernel: Pick<Kernel, 'capture'>,
  log: (line: string) => void,
  makeName: () => string = randomUUID,
): Captures {
  let busy: Busy | null = null

  function end(asked: unknown): ReturnType<Captures['end']> {
    const parsed = parseCaptureEnd(asked)
    if (!parsed.ok) return { status: 400, body: { error: `The question is not understood: ${parsed.why}.` } }
    if (busy?.name !== parsed.value.name) return { status: 404, body: { error: 'No capture of this name runs here.' } }
    busy.isEnding = true
    busy.stop()
    return { status: 200, body: {} }
  }

  function beginOne(asked: unknown, from: string, answer: CaptureAnswer): () => void {
    const parsed = parseCaptureQuestion(asked)
    const named = parsed.ok ? `capture ${nameOf(parsed.value)} from ${from}` : `capture from ${from} not understood`
    const refuse = (status: 400 | 409, why: string) => {
      log(parsed.ok ? `${named} refused: ${why}` : named)
      answer.refuse(status, why)
      return () => {}
    }
    if (!parsed.ok) return refuse(400, `The question is not understood: ${parsed.why}.`)
    if (busy?.isEnding) return afterwards(busy.over.promise, begin)
    return begin()

    function begin(): () => void {
      if (!parsed.ok || busy !== null)
        return refuse(409, 'A capture runs on this node already: end that one, or ask when it is over.')
      const mine: Busy = { name: makeName(), isEnding: false, over: Promise.withResolvers<void>(), stop: () => {} }
      busy = mine
      const free = () => {
        busy = null
        mine.over.resolve()
      }
      const running = runCapture(kernel, parsed.value, mine.name, {
        ...answer,
        refuse,
        end(over, kept) {
          free()
          if (kept !== null) log(`${named} ended (${over.why}): ${kept.packets} packets, ${kept.bytes} bytes`)
          answer.end()
        },
      })
      if ('stop' in running) {
        log(named)
        mine.stop = running.stop
        return () => {
          mine.isEnding = true
          running.stop()
        }
      }
      free()
      return refuse(409, running.why)
    }
  }
  return { begin: beginOne, end }
}

/** Begins when another is over; whoever has gone by then begins nothing. */
function afterwards(over: Promise<void>, begin: () => () => void): () => void {
  let hasGone = false
  let stop: (() => void) | null = null
  void over.then(() => {
    if (!hasGone) stop = begin()
  })
  return () => {
    hasGone = true
    stop?.()
  }
}

interface RunAnswer extends Pick<CaptureAnswer, 'refuse' | 'line'> {
  /** Last, when nothing runs any more; null where nothing ever did. */
  end(over: CaptureOver, kept: Keeper | null): void
}

function runCapture(
  kernel: Pick<Kernel, 'capture'>,
  question: CaptureQuestion,
  name: string,
  answer: RunAnswer,
): RunningCapture | { readonly why: string } {
  let keeper: Keeper | null = null
  /** Why we ended it; null while it runs, or where it ended by itself. */
  let why: CaptureEnd | null = null
  let noDevice: string | null = null
  let flushing: NodeJS.Timeout | undefined
  let timeout: NodeJS.Timeout | undefined
  let running: RunningCapture | null = null

  const stop = (now: CaptureEnd) => {
    if (why !== null) return
    why = now
    clearTimeout(timeout)
    running?.stop()
  }
  const flush = () => {
    flushing = undefined
    const packets = keeper?.take() ?? []
    if (packets.length > 0) answer.line({ is: 'packets', packets })
  }
  const begun = kernel.capture(question, {
    started(linkType, devices) {
      noDevice = whyNoDevice(question, devices)
      if (noDevice !== null) return stop('failed')
      if (why !== null) return
      keeper = makeKeeper(question, linkType, devices)
      timeout = setTimeout(() => stop('seconds'), question.seconds * 1_000)
      answer.line({ is: 'started', name, linkType, devices: devices.map(([index, name]) => [index, name]) })
    },
    records(records) {
      if (keeper === null) return
      for (const record of records) {
        if (why !== null) break
        const full = keeper.keep(record)
        if (full !== null) stop(full)
      }
      flushing ??= setTimeout(flush, flushMs)
    },
    ended(over) {
      running = null
      clearTimeout(timeout)
      clearTimeout(flushing)
      const own: CaptureOver = why === null ? over : { ...over, why, sentence: noDevice }
      if (keeper === null) answer.refuse(409, own.sentence ?? 'The capture was ended before it began.')
      else {
        flush()
        answer.line({ is: 'ended', ...own })
      }
      answer.end(own, keeper)
    },
  })
  if ('why' in begun) return begun
  running = begun
  // It may have reached a ceiling already.
  if (why !== null) begun.stop()
  return { stop: () => stop('asked') }
}

function nameOf({ filter, seconds, packets }: CaptureQuestion): string {
  const [{ protocol, address, port }] = filter.ends as [CaptureQuestion['filter']['ends'][number]]
  const place = `${address.includes(':') ? `[${address}]` : address}:${port ?? '*'}`
  const more = filter.ends.length > 1 ? ` and ${filter.ends.length - 1} more` : ''
  return `${protocol} ${place}${more} for ${seconds} s, ${packets} packets`
}
