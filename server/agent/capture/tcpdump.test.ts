import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { type CaptureAsk, type CaptureQuestion, parseCaptureQuestion } from '#model/capture/question.ts'
import { decodePacket } from '#model/packets/decode.ts'
import type { PcapRecord } from '#model/packets/pcap.ts'
import type { CaptureOver, DeviceNumber, RunningCapture } from '../kernel.ts'
import { makeRealKernel } from '../real-kernel.ts'
import { bareKernel } from '../testing.ts'
import { readDeviceNumbers } from './devices.ts'
import { captureByTcpdump, tcpdumpArgv } from './tcpdump.ts'
import { pcapOf, tcpRecord } from './testing.ts'

const question = (asked: Partial<CaptureAsk> & { address?: string; port?: number } = {}): CaptureQuestion => {
  const { address = '10.0.0.2', port = 80, ...rest } = asked
  const parsed = parseCaptureQuestion({ filter: { ends: [{ protocol: 'TCP', address, port }] }, ...rest })
  if (!parsed.ok) throw new Error(parsed.why)
  return parsed.value
}

describe('the arguments', () => {
  const users = 'root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/:/bin/false\ntcpdump:x:103:106::/:/bin/false\n'

  test('are fixed, but for limits, user and filter', () => {
    const filter = tcpdumpArgv(question(), users).at(-1)
    expect(tcpdumpArgv(question({ seconds: 7, packets: 20 }), users)).toEqual(
      `timeout --signal=INT --kill-after=1 8 tcpdump -i any -y LINUX_SLL2 -n -p -U --immediate-mode -s 96 -c 200 -w - -Z tcpdump`
        .split(' ')
        .concat(filter!),
    )
    expect(filter).toMatch(/10\.0\.0\.2/)
  })

  test('give privileges up to nobody where there is no such user', () => {
    expect(tcpdumpArgv(question(), 'root:x:0:0::/:/bin/sh\n').at(-2)).toBe('nobody')
  })

  test.for([
    [{ address: '10.0.0.2' }, '96'],
    [{ address: 'fd00:96::100' }, '192'],
    [{ filter: { ends: [{ protocol: 'TCP', address: '10.0.0.2', port: 80 }], tunnels: [{ is: 'ipip' }] } }, '96'],
    [
      {
        filter: { ends: [{ protocol: 'TCP', address: '10.0.0.2', port: 80 }], tunnels: [{ is: 'vxlan', port: 4789 }] },
      },
      '192',
    ],
    [{ filter: { ends: [{ protocol: 'TCP', address: '10.0.0.2', port: 80 }], peers: ['fd00::1'] } }, '192'],
  ] as const)('see the headers of %j', ([asked, snap]) => {
    const argv = tcpdumpArgv(question(asked as Partial<CaptureAsk>), users)
    expect(argv[argv.indexOf('-s') + 1]).toBe(snap)
  })
})

/** A capture by these arguments, and all it said. */
function run(argv: readonly string[], devices: readonly DeviceNumber[] = []) {
  const records: PcapRecord[] = []
  const order: string[] = []
  const started = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<CaptureOver>()
  const running: RunningCapture = captureByTcpdump(argv, () => devices, {
    started(linkType) {
      order.push(`started ${linkType}`)
      started.resolve()
    },
    records(now) {
      order.push('records')
      records.push(...now)
    },
    ended(over) {
      order.push('ended')
      ended.resolve(over)
    },
  })
  return { records, order, started: started.promise, ended: ended.promise, stop: running.stop }
}

/** A program that stands in for tcpdump. */
const script = (lines: string): readonly string[] => ['sh', '-c', lines]
const listening = 'echo "tcpdump: listening on any, link-type LINUX_SLL2 (Linux cooked v2)" >&2'

describe('what it says becomes a sentence', () => {
  test.for([
    ['exit 127', 'There is no program tcpdump here: install it beside the agent.'],
    [
      'echo "tcpdump: any: You don\'t have permission to perform this capture on that device\n(socket: Operation not permitted)" >&2; exit 1',
      'tcpdump may not capture here: give the agent the capability NET_RAW.',
    ],
    [
      "echo \"tcpdump: Couldn't change to 'tcpdump' uid=103 gid=106: Operation not permitted\" >&2; exit 1",
      'tcpdump cannot give up its privileges: give the agent the capabilities SETUID and SETGID.',
    ],
    ['echo "tcpdump: syntax error." >&2; exit 1', 'tcpdump failed: syntax error.'],
    ['exit 3', 'tcpdump ended with 3.'],
  ] as const)('%s', async ([lines, sentence]) => {
    const { ended, order } = run(script(lines))
    expect(await ended).toEqual({ why: 'failed', sentence, dropped: null })
    expect(order).toEqual(['ended'])
  })

  test('without the program that bounds it', async () => {
    expect(await run(['no-such-program']).ended).toEqual({
      why: 'failed',
      sentence: 'There is no program timeout here: install coreutils.',
      dropped: null,
    })
  })

  test('of a stream that is no capture', async () => {
    const { ended } = run(script(`${listening}; echo this is no pcap file at all; exec sleep 120`))
    expect(await ended).toMatchObject({ why: 'failed', sentence: expect.stringMatching(/^The capture is broken/) })
  })

  test('records before the word that it listens wait for it, and what was dropped is told', async () => {
    const octal = [...pcapOf([tcpRecord(2, '')])].map((byte) => `\\0${byte.toString(8)}`).join('')
    const { ended, order } = run(
      script(`printf '%b' '${octal}'; sleep 0.1; ${listening}; echo "12 packets dropped by kernel" >&2`),
    )
    expect(await ended).toEqual({ why: 'packets', sentence: null, dropped: 12 })
    expect(order).toEqual(['started 276', 'records', 'ended'])
  })

  test('one that does not listen to reason is killed', async () => {
    const { ended, started, stop } = run(script(`trap '' INT; ${listening}; exec sleep 120`))
    await started
    const began = performance.now()
    stop()
    expect(await ended).toEqual({ why: 'asked', sentence: null, dropped: null })
    expect(performance.now() - began).toBeLessThan(100_000)
  })
})

test('devices are known by number', () => {
  const files: Readonly<Record<string, string>> = {
    '/sys/class/net/lo/ifindex': '1\n',
    '/sys/class/net/cali0123456789a/ifindex': '12\n',
    '/sys/class/net/bonding_masters/ifindex': 'bond0\n',
  }
  const kernel = {
    ...bareKernel,
    list: () => ['bonding_masters', 'cali0123456789a', 'gone', 'lo'],
    read: (path: string) => (files[path] === undefined ? null : new TextEncoder().encode(files[path])),
  }
  expect(readDeviceNumbers(kernel)).toEqual([
    [12, 'cali0123456789a'],
    [1, 'lo'],
  ])
  expect(readDeviceNumbers(bareKernel)).toEqual([])
})

const mayCapture =
  process.getuid?.() === 0 &&
  existsSync('/usr/bin/tcpdump') &&
  spawnSync('timeout', ['2', 'tcpdump', '-i', 'lo', '-y', 'EN10MB', '-c', '1', '-w', '/dev/null', 'ip[0] = 0'])
    .status === 124

describe.skipIf(!mayCapture)('on this machine, by root and with tcpdump', () => {
  const host = '127.0.0.1'
  const serve = async () => {
    const server = createServer((_, response) => response.end('the secret is hunter2')).listen(0, host)
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    return { server, port, ask: () => fetch(`http://${host}:${port}/hunter2`).then((answer) => answer.text()) }
  }
  const argvFor = (port: number, seconds: number) =>
    tcpdumpArgv(question({ address: host, port, seconds }), readFileSync('/etc/passwd', 'utf8'))
  /** Processes that capture at this port. */
  const alive = (port: number) =>
    spawnSync('pgrep', ['-f', `^(timeout.* )?tcpdump .*port ${port}`])
      .stdout.toString()
      .trim()
      .split('\n')
      .filter(Boolean)

  test('sees what passes from when it listens, by a process without privileges, until it is stopped', async () => {
    const { server, port, ask } = await serve()
    const capture = run(argvFor(port, 10))
    await capture.started
    const users = alive(port).map((pid) => /^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
    expect(users).toHaveLength(2)
    expect(users.filter((uid) => uid !== '0')).toHaveLength(1)
    await ask()
    await expect.poll(() => capture.records.length, { timeout: 60_000 }).toBeGreaterThan(5)
    const [first] = capture.records.map((record) => decodePacket(record, 276)!)
    expect(first).toMatchObject({
      ip: { destination: host },
      transport: { destinationPort: port, flags: { syn: true } },
    })
    capture.stop()
    expect(await capture.ended).toEqual({ why: 'asked', sentence: null, dropped: 0 })
    expect(alive(port)).toEqual([])
    server.close()
    server.closeAllConnections()
  })

  test('ends by itself in its time', async () => {
    const { port, server } = await serve()
    server.close()
    expect(await run(argvFor(port, 1)).ended).toMatchObject({ why: 'seconds', sentence: null })
    expect(alive(port)).toEqual([])
  })

  test('an agent that is killed leaves no tcpdump behind, whether packets pass or not', async () => {
    const { server, port, ask } = await serve()
    const agent = (seconds: number) => {
      const code = `
        import { makeRealKernel } from '${new URL('../real-kernel.ts', import.meta.url)}'
        const question = ${JSON.stringify(question({ address: host, port, seconds }))}
        makeRealKernel('/').capture(question, { started: () => console.log('started'), records() {}, ended() {} })
        setInterval(() => {}, 1000)`
      return spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] })
    }
    // It ends with the pipe, long before its time.
    const busy = agent(60)
    await once(busy.stdout, 'data')
    expect(alive(port)).toHaveLength(2)
    busy.kill('SIGKILL')
    await once(busy, 'close')
    await ask()
    await expect.poll(() => alive(port), { timeout: 50_000 }).toEqual([])
    const idle = agent(2)
    await once(idle.stdout, 'data')
    idle.kill('SIGKILL')
    await expect.poll(() => alive(port), { timeout: 60_000 }).toEqual([])
    server.close()
    server.closeAllConnections()
  })
})

test('a captured tree has neither probes nor captures', async () => {
  const kernel = makeRealKernel('/nonexistent')
  const one = { address: '10.0.0.2', port: 80, method: { is: 'tcp' }, timeoutMs: 50, sourcePort: null } as const
  const none = { why: 'This is a captured tree of files.' }
  expect(await kernel.probe(one)).toEqual(none)
  expect(kernel.capture(question(), { started() {}, records() {}, ended() {} })).toEqual(none)
})
