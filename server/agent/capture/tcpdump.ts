/**
 * A capture by the program tcpdump: a fixed list of arguments and a filter of our own words, without a shell. It runs below
 * `timeout`, so that it ends in time even when this process is gone, and writes to a pipe alone.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import type { CaptureFilter, CaptureQuestion } from '#model/capture/question.ts'
import { formatCaptureFilter } from '#model/packets/capture-filter.ts'
import { linkTypes } from '#model/packets/link.ts'
import { makePcapReader, type PcapRecord } from '#model/packets/pcap.ts'
import type { CaptureEvents, CaptureOver, DeviceNumber, RunningCapture } from '../kernel.ts'
import { programEnvironment } from '../run.ts'

/** Until it listens. */
const startMs = 5_000
/** `timeout` kills a second after it was told to end; this is for when it cannot. */
const killMs = 1_500
const mostSaid = 2_000
/** Cooked header 20, two IPv4 headers, TCP with options: enough but behind VXLAN and IPv6. */
const usualSnap = 96
const largeSnap = 192
/** Packets of devices that are not asked for count for tcpdump, not for us. */
const passedOver = 10

/** `users`: the text of `/etc/passwd`. */
export function tcpdumpArgv(question: CaptureQuestion, users: string): readonly string[] {
  return [
    'timeout',
    '--signal=INT',
    '--kill-after=1',
    String(question.seconds + 1),
    'tcpdump',
    ...['-i', 'any', '-y', 'LINUX_SLL2', '-n', '-p', '-U', '--immediate-mode'],
    ...['-s', String(snapOf(question.filter)), '-c', String(question.packets * passedOver), '-w', '-'],
    ...['-Z', /^tcpdump:/m.test(users) ? 'tcpdump' : 'nobody'],
    formatCaptureFilter(question.filter),
  ]
}

const snapOf = ({ ends, peers, tunnels }: CaptureFilter): number =>
  tunnels.some(({ is }) => is === 'vxlan') || [...ends.map(({ address }) => address), ...peers].some(isIpv6)
    ? largeSnap
    : usualSnap
const isIpv6 = (address: string): boolean => address.includes(':')

export function captureByTcpdump(
  [program = '', ...rest]: readonly string[],
  devices: () => readonly DeviceNumber[],
  to: CaptureEvents,
): RunningCapture {
  const env = programEnvironment as unknown as NodeJS.ProcessEnv
  const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'pipe'], shell: false, env })
  const reader = makePcapReader()
  const early: PcapRecord[] = []
  let said = ''
  let wrong: string | null = null
  let isListening = false
  let isStopped = false
  let hasEnded = false
  let killing: NodeJS.Timeout | undefined

  const stop = () => {
    // Its number may be another process's by now.
    if (hasEnded) return
    child.kill('SIGINT')
    killing ??= setTimeout(() => {
      killAll(child)
      // Whatever still lives has nobody to write to.
      child.stdout.destroy()
      child.stderr.destroy()
    }, killMs)
  }
  const fail = (sentence: string) => {
    wrong ??= sentence
    stop()
  }
  const starting = setTimeout(() => fail(`tcpdump did not begin to listen within ${startMs / 1_000} s.`), startMs)
  const end = (over: CaptureOver) => {
    if (hasEnded) return
    hasEnded = true
    clearTimeout(starting)
    clearTimeout(killing)
    to.ended(over)
  }

  child.stderr.on('data', (piece: Buffer) => {
    said = `${said}${piece.toString('utf8')}`.slice(-mostSaid)
    if (isListening || !said.includes('listening on ')) return
    isListening = true
    clearTimeout(starting)
    to.started(linkTypes.cooked2, devices())
    if (early.length > 0) to.records(early)
  })
  child.stdout.on('data', (piece: Buffer) => {
    const records = reader.push(piece)
    if (reader.wrong !== null) fail(reader.wrong)
    if (!isListening) early.push(...records)
    else if (records.length > 0) to.records(records)
  })
  child.on('error', (error: NodeJS.ErrnoException) =>
    end(failed(error.code === 'ENOENT' ? 'There is no program timeout here: install coreutils.' : error.message)),
  )
  child.on('close', (code) => {
    const dropped = droppedOf(said)
    if (wrong !== null) end({ ...failed(wrong), dropped })
    else if (isStopped) end({ why: 'asked', sentence: null, dropped })
    else if (isListening && code === timedOut) end({ why: 'seconds', sentence: null, dropped })
    else if (isListening && code === 0) end({ why: 'packets', sentence: null, dropped })
    else end({ ...failed(whyFailed(said, code)), dropped })
  })
  return {
    stop() {
      isStopped = true
      stop()
    },
  }
}

/** `timeout` leads a group of its own; before it does, killing it alone is enough. */
function killAll(child: ChildProcess): void {
  try {
    process.kill(-child.pid!, 'SIGKILL')
  } catch {
    child.kill('SIGKILL')
  }
}

const failed = (sentence: string): CaptureOver => ({ why: 'failed', sentence, dropped: null })

const droppedOf = (said: string): number | null => {
  const [, count] = /^(\d{1,15}) packets? dropped by kernel/m.exec(said) ?? []
  return count === undefined ? null : Number(count)
}

/** What `timeout` ends with. */
const timedOut = 124
const noProgram = 127

function whyFailed(said: string, code: number | null): string {
  if (code === noProgram) return 'There is no program tcpdump here: install it beside the agent.'
  if (/permission|not permitted/i.test(said)) {
    return /Couldn't change to|droproot/.test(said)
      ? 'tcpdump cannot give up its privileges: give the agent the capabilities SETUID and SETGID.'
      : 'tcpdump may not capture here: give the agent the capability NET_RAW.'
  }
  const [line = ''] = said.trim().split('\n').slice(-1)
  const last = line.replace(/^tcpdump: /, '').replace(/\.$/, '')
  return last === '' ? `tcpdump ended with ${code}.` : `tcpdump failed: ${last}.`
}
