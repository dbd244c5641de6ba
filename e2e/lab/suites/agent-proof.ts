import { describe, expect, test } from 'vitest'
import type { CaptureAsk } from '#model/capture/question.ts'
import { decodePacket } from '#model/packets/decode.ts'
import type { Packet } from '#model/packets/packet.ts'
import { makePcapReader } from '#model/packets/pcap.ts'
import { type ProbeAnswer, type ProbeAsk, parseProbeAnswer } from '#model/probe/question.ts'
import { agentPaths } from '#model/report.ts'
import { agentOf } from '../agent-ask.ts'
import { captureAt } from '../agent-capture.ts'
import { deviceName } from '../device-name.ts'
import { until } from '../lab.ts'
import { patienceMs, settles } from '../lab-tests.ts'
import { nodeNamed, podsOfWeb, web } from '../reference-case.ts'
import type { StartedLab } from '../start.ts'

export function testAgentProof(lab: () => StartedLab): void {
  describe('probes and captures of an agent on real kernels', () => {
    const probe = (node: string, ask: Partial<ProbeAsk> = {}): Promise<ProbeAnswer> =>
      agentOf(lab().state, node)('answer to a probe', agentPaths.probes, parseProbeAnswer, {
        address: web.clusterIp,
        port: web.port,
        method: { is: 'http' },
        timeoutMs: slowMs,
        ...ask,
      })
    const run = async (node: string, command: string): Promise<string> => {
      const { code, out, err } = await lab().exec(node, command.split(' '))
      if (code !== 0) throw new Error(`${command} on ${node}: ${err}`)
      return out
    }
    const tunnelOf = (node: string) => nodeNamed(node).tunnelAddress

    test('a probe tells status, the real server the kernel chose, and how that sees the node', async () => {
      const { tries, ...without } = await probe('zmaster0', { tries: 12 })
      expect(without).toEqual({ withoutConnections: null, withoutConntrack: null })
      const counts = new Map<string, number>()
      for (const each of tries) {
        expect(each).toMatchObject({
          outcome: 'answered',
          status: 200,
          error: null,
          local: { address: web.clusterIp },
          chosen: { port: web.targetPort },
          source: { address: tunnelOf('zmaster0') },
        })
        expect(each.firstByteMs).toBeGreaterThanOrEqual(each.connectMs!)
        counts.set(each.chosen!.address, (counts.get(each.chosen!.address) ?? 0) + 1)
      }
      expect(Object.fromEntries(counts)).toEqual(Object.fromEntries(podsOfWeb(3).map(({ address }) => [address, 4])))
      expect(new Set(tries.map(({ local }) => local!.port)).size).toBe(12)
    })

    // A port the kernel gives to nobody by itself.
    test('a probe keeps the source port it is given', async () => {
      const { tries } = await probe('znode4', { sourcePort: 21_234 })
      expect(tries[0]).toMatchObject({
        outcome: 'answered',
        local: { port: 21_234 },
        source: { address: tunnelOf('znode4') },
      })
    })

    test('failures are told by kind', async () => {
      const kinds = async (ask: Partial<ProbeAsk> = {}) => {
        const { tries } = await probe('znode0', { tries: 3, timeoutMs: 3_000, ...ask })
        return tries.map(({ outcome, error, chosen }) => `${outcome} ${error} ${chosen?.address ?? 'nobody'}`).sort()
      }
      const [hurt, ...others] = podsOfWeb(3)
      for (const [target, kind] of [
        ['DROP', 'timeout null'],
        ['REJECT --reject-with tcp-reset', 'refused ECONNREFUSED'],
        ['REJECT --reject-with icmp-port-unreachable', 'refused ECONNREFUSED'],
        ['REJECT --reject-with icmp-host-unreachable', 'unreachable EHOSTUNREACH'],
      ] as const) {
        const rule = `FORWARD -d ${hurt!.address} -p tcp -j ${target}`
        await run(hurt!.node, `iptables-legacy -I ${rule}`)
        const answered = others.map(({ address }) => `answered null ${address}`)
        expect(await kinds()).toEqual([...answered, `${kind} ${hurt!.address}`].sort())
        await run(hurt!.node, `iptables-legacy -D ${rule}`)
      }
      expect(await kinds({ port: 81, tries: 1 })).toEqual(['refused ECONNREFUSED nobody'])
      await expect(probe('znode0', { address: nodeNamed('znode0').address, port: 10_250 })).rejects.toThrow(/403/)
      await expect(probe('znode0', { address: '169.254.169.254' })).rejects.toThrow(/403/)
    })

    test('over UDP, to a Pod that does not listen', async () => {
      const [pod] = podsOfWeb(3).slice(1)
      await run('znode4', 'ipvsadm -A -u 10.96.0.93:5353 -s rr')
      await run('znode4', `ipvsadm -a -u 10.96.0.93:5353 -r ${pod!.address}:5353 -m`)
      await run('znode4', 'ip addr add 10.96.0.93/32 dev kube-ipvs0')
      await run('znode4', 'ipset add KUBE-CLUSTER-IP 10.96.0.93,udp:5353')
      const { tries } = await probe('znode4', {
        address: '10.96.0.93',
        port: 5_353,
        method: { is: 'dns', name: 'web.default.svc.cluster.local' },
      })
      expect(tries[0]).toMatchObject({
        outcome: 'refused',
        error: 'ECONNREFUSED',
        local: { address: '10.96.0.93' },
        chosen: { address: pod!.address, port: 5_353 },
        state: 'UDP',
        source: { address: tunnelOf('znode4') },
      })
    })

    test('a capture at the Pod sees what a tcpdump beside it sees, packet by packet, and no payload', async () => {
      const [pod] = await lab().scale(1)
      await until(
        'zmaster0 has one real server',
        patienceMs,
        async () =>
          /-> 100\.108\.11\.194:80 +Masq +1 /.test(
            await run('zmaster0', `ipvsadm -Ln -t ${web.clusterIp}:${web.port}`),
          ) && (await lab().ask('zmaster0')).body === `${pod!.name} on znode2\n`,
      )
      const device = deviceName(pod!.namespace, pod!.name)
      const ask: CaptureAsk = {
        filter: { ends: [{ protocol: 'TCP', address: pod!.address, port: web.targetPort }], tunnels: [{ is: 'ipip' }] },
        devices: [device],
        seconds: 60,
      }
      const beside = await tcpdumpBeside(lab(), device)
      const capture = await captureAt(lab().state, 'znode2', ask)
      await expect(captureAt(lab().state, 'znode2', ask)).rejects.toThrow(/A capture runs on this node already/)

      const { tries } = await probe('zmaster0')
      expect(tries[0]).toMatchObject({ outcome: 'answered', status: 200, chosen: { address: pod!.address } })
      await settles(async () => {
        const told = capture.packets.map(whatPassed)
        expect(told).toEqual(beside.packets().map(whatPassed))
        expect(told.filter(isLast).length).toBeGreaterThanOrEqual(2)
        // What answers the last of them.
        expect(isLast(told.at(-1)!)).toBe(false)
      })
      expect(capture.packets.length).toBeGreaterThanOrEqual(7)
      const addresses = new Set(capture.packets.flatMap(({ ip }) => [ip.source, ip.destination]))
      expect([...addresses].sort()).toEqual([pod!.address, tunnelOf('zmaster0')])
      expect(capture.started.devices.find(([index]) => index === capture.packets[0]!.deviceIndex)?.[1]).toBe(device)
      expect(capture.kept().toString('latin1')).not.toMatch(/GET|HTTP|znode2/)

      beside.stop()
      capture.stop()
      await until(
        'no tcpdump is left',
        5_000,
        async () => (await lab().exec('znode2', ['pgrep', 'tcpdump'])).out === '',
      )
      const next = await captureAt(lab().state, 'znode2', { ...ask, seconds: 1 })
      expect(await next.ended).toEqual({ is: 'ended', why: 'seconds', sentence: null, dropped: 0 })
    })
  })
}

/** Within it a request is answered on a slow machine too. */
const slowMs = 20_000

/** A person's own tcpdump at one device of znode2, listening. */
async function tcpdumpBeside(lab: StartedLab, device: string) {
  const stop = new AbortController()
  const reader = makePcapReader()
  const packets: Packet[] = []
  let isListening = false
  const command = ['tcpdump', '-i', device, '-n', '-U', '--immediate-mode', '-w', '-', 'tcp']
  lab
    .exec('znode2', command, {
      onOut(chunk) {
        for (const record of reader.push(chunk)) packets.push(decodePacket(record, reader.linkType!)!)
      },
      onErr: (chunk) => {
        isListening ||= chunk.includes('listening on')
      },
      signal: stop.signal,
    })
    .catch(() => undefined)
  await until('tcpdump listens', patienceMs, async () => isListening)
  return { packets: () => packets, stop: () => stop.abort() }
}

const isLast = ({ transport }: Pick<Packet, 'transport'>): boolean => transport.is === 'tcp' && transport.flags.fin

/** All of a packet but what its capture adds. */
const whatPassed = ({ ip, transport }: Packet) => ({ ip, transport })
