import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { familyOf } from '#model/address.ts'
import { routesOf } from '#model/sources/routes/index.ts'
import { rulesOf } from '#model/sources/rules/index.ts'
import { knownSettings } from '#model/sources/settings/known.ts'
import { chooseRoute, type Sent } from '#model/walk/choose-route.ts'
import { type AgentFacts, readAgentFacts } from '../agent-facts.ts'
import { deviceName } from '../device-name.ts'
import { until } from '../lab.ts'
import { patienceMs } from '../lab-tests.ts'
import { podsOfWeb } from '../reference-case.ts'
import type { StartedLab } from '../start.ts'

const node = 'znode1'
const pod = podsOfWeb(3).find((each) => each.node === node)!

export function testFacts(lab: () => StartedLab): void {
  describe('an agent tells what the node’s own programs tell', () => {
    let facts: AgentFacts

    const exec = async (...command: string[]): Promise<string> => {
      const { code, out, err } = await lab().exec(node, command)
      if (code !== 0) throw new Error(`'${command.join(' ')}' ended with ${code}: ${err}`)
      return out
    }
    const lines = async (...command: string[]): Promise<string[]> =>
      (await exec(...command)).split('\n').filter(Boolean)

    beforeAll(async () => {
      await exec('ip', 'address', 'add', '10.96.0.10/32', 'dev', 'kube-ipvs0')
      await exec('ip', 'route', 'add', '10.8.0.0/16', 'via', '192.168.138.1', 'table', '77', 'metric', '50')
      await exec('ip', '-6', 'route', 'add', 'unreachable', 'fd00:3::/64')
      const rule = (...words: string[]) => exec('ip', 'rule', 'add', ...words)
      await exec('ip', 'route', 'add', '10.66.0.0/16', 'via', '192.168.138.7', 'table', '77')
      await exec('ip', 'route', 'add', 'default', 'via', '192.168.138.8', 'table', '78')
      await exec('ip', '-6', 'address', 'add', 'fd00:66::1/64', 'dev', 'enp4s4', 'nodad')
      await exec('ip', '-6', 'route', 'add', 'fd00:67::/64', 'via', 'fd00:66::7', 'table', '77')
      await rule('to', '10.66.0.0/17', 'lookup', '77', 'pref', '100')
      await rule('iif', 'lo', 'to', '10.66.192.0/18', 'lookup', '77', 'pref', '110')
      await rule('to', '10.67.0.0/16', 'unreachable', 'pref', '120')
      await rule('from', pod.address, 'lookup', '78', 'pref', '130')
      await rule('fwmark', '0x10/0xff', 'lookup', '78', 'pref', '140')
      await rule('not', 'to', '10.0.0.0/8', 'lookup', '78', 'suppress_prefixlength', '0', 'pref', '150')
      await exec('ip', '-6', 'rule', 'add', 'to', 'fd00:67::/64', 'lookup', '77', 'pref', '100')
      await exec('sysctl', '-q', '-w', 'net.ipv4.vs.drop_entry=1', 'net.ipv4.conf.tunl0.rp_filter=2')
      await exec('ipvsadm', '--set', '901', '121', '301')
      await exec('ipset', 'add', 'KUBE-CLUSTER-IP', '10.96.0.10,udp:53')
      facts = await readAgentFacts(lab().state, node)
    }, patienceMs)
    // One of them takes the Pod's answers elsewhere.
    afterAll(async () => {
      for (const priority of [100, 110, 120, 130, 140, 150]) await exec('ip', 'rule', 'del', 'pref', String(priority))
      await exec('ip', '-6', 'rule', 'del', 'pref', '100')
    }, patienceMs)

    test('devices', async () => {
      const told = facts
        .value('devices')
        .entries.map(({ index, name, mtu, up, noArp }) => ({ index, name, mtu, up, noArp }))
      // 4: kube-ipvs0: <BROADCAST,NOARP> mtu 1500 qdisc noop …
      const printed = (await lines('ip', '-o', 'link', 'show')).map((line) => {
        const [, index, name, flags, mtu] = /^(\d+): ([^:@]+)[^<]*<([^>]*)> mtu (\d+)/.exec(line)!
        const has = (flag: string) => flags!.split(',').includes(flag)
        return { index: Number(index), name, mtu: Number(mtu), up: has('UP'), noArp: has('NOARP') }
      })
      expect(told).toEqual(printed)
      const kinds = facts.value('devices').entries.map(({ name, kind }) => `${name.replace(/^cali.*/, 'cali')} ${kind}`)
      expect(kinds).toEqual(expect.arrayContaining(['tunl0 ipip', 'kube-ipvs0 dummy', 'cali veth', 'enp4s4 ether']))
    })

    test('Service addresses', async () => {
      const printed = (await exec('ip', '-o', 'address', 'show', 'dev', 'kube-ipvs0')).matchAll(/inet (\S+)\/32/g)
      const told = facts.value('serviceAddresses')
      expect(told).toMatchObject({ exists: true, up: false, noArp: true, total: 2 })
      expect(new Set(told.addresses)).toEqual(new Set([...printed].map(([, address]) => address)))
    })

    test('routes', async () => {
      const { by, lines: told } = facts.value('routes')
      expect(by).toBe('ip')
      // 100.74.135.0/26 via 192.168.138.54 dev tunl0 proto bird onlink
      const printed = (await lines('ip', 'route', 'show', 'table', 'main')).map((line) => line.trim())
      const asPrinted = (line: string) => line.replace('0.0.0.0/0', 'default').replace('/32', '')
      expect(told.slice(0, printed.length).map(asPrinted)).toEqual(printed)
      expect(told).toContain('10.8.0.0/16 via 192.168.138.1 dev enp4s4 table 77 metric 50')
      expect(told).toContain('unreachable fd00:3::/64 metric 1024')
    })

    test('rules', async () => {
      const withLengths = (line: string) => line.replaceAll(/(from|to) ([\d.]+)(?= )/g, '$1 $2/32')
      const printed = (await lines('ip', 'rule')).map((line) => withLengths(line.trim().replace('\t', ' ')))
      expect(facts.value('rules').ipv4).toEqual({ total: printed.length, lines: printed })
      expect(facts.value('rules').ipv6.lines).toContain('100: from all to fd00:67::/64 lookup 77')
    })

    test('the route the kernel takes is the one that rules and routes say', async () => {
      const device = deviceName(pod.namespace, pod.name)
      const sent: Sent[] = [
        ...[
          '10.66.1.1',
          '10.66.130.1',
          '10.66.200.1',
          '10.67.0.1',
          '192.0.2.1',
          '100.74.135.1',
          'fd00:67::1',
          'fd00:66::9',
        ].map((to) => ({ to, from: null, device: null })),
        ...['10.66.1.1', '10.66.200.1', '10.67.0.1', '192.0.2.1', '100.74.135.1'].map((to) => ({
          to,
          from: pod.address,
          device,
        })),
      ]
      const routes = routesOf(facts.value('routes'))
      const ours = sent.map((packet) => {
        const { route } = chooseRoute(routes, rulesOf(facts.value('rules'), familyOf(packet.to)), packet)
        return route?.device == null ? 'nowhere' : `${route.via ?? 'direct'} ${route.device}`
      })
      const theirs = await Promise.all(
        sent.map(async (packet) => {
          const from = packet.from === null ? [] : ['from', packet.from, 'iif', packet.device!]
          const { code, out } = await lab().exec(node, ['ip', '-j', 'route', 'get', packet.to, ...from])
          if (code !== 0) return 'nowhere'
          const [{ gateway, dev }] = JSON.parse(out) as [{ gateway?: string; dev: string }]
          return `${gateway ?? 'direct'} ${dev}`
        }),
      )
      expect(ours).toEqual(theirs)
      expect(new Set(theirs)).toEqual(
        new Set([
          '192.168.138.7 enp4s4',
          '192.168.138.8 enp4s4',
          '192.168.138.1 enp4s4',
          '192.168.138.54 tunl0',
          'nowhere',
          'fd00:66::7 enp4s4',
          'direct enp4s4',
        ]),
      )
    })

    test('settings, those this kernel has and no others', async () => {
      const told = new Map(facts.value('settings').values)
      const paths = knownSettings.flatMap(({ path }) => path ?? [])
      // `net.ipv4.vs.conntrack = 1`; nothing of those it does not know.
      const printed = new Map(
        (await lines('sysctl', '-e', ...paths)).map((line) => line.split(' = ') as [string, string]),
      )
      const known = knownSettings.flatMap(({ name, path }) => (path === null ? [] : [[name, printed.get(path)]]))
      expect(known.map(([name]) => [name, told.get(name!)])).toEqual(known)
      expect(told.get('vs.drop_entry')).toBe('1')
      expect(told.get('ipv4.conf.tunl0.rp_filter')).toBe('2')
      expect(told.has('vs.est_nice')).toBe(false)
    })

    test('IPVS timeouts', async () => {
      const { values, withoutTimeouts } = facts.value('settings')
      const told = new Map(values)
      const seconds = ['tcp', 'tcpfin', 'udp'].map((name) => told.get(`timeout.${name}`))
      expect(withoutTimeouts).toBeNull()
      expect(await exec('ipvsadm', '-L', '--timeout')).toBe(`Timeout (tcp tcpfin udp): ${seconds.join(' ')}\n`)
      expect(seconds).toEqual(['901', '121', '301'])
    })

    test('ipsets', async () => {
      const { sets } = facts.value('ipsets')
      expect(sets.map(({ name }) => name)).toEqual((await lines('ipset', 'list', '-n')).sort())
      for (const { name, type, total, members } of sets) {
        const listed = await exec('ipset', 'list', name)
        expect(listed).toContain(`Type: ${type}\n`)
        expect(listed).toContain(`Number of entries: ${total}\n`)
        expect(new Set(members)).toEqual(new Set(listed.split('Members:\n')[1]!.split('\n').filter(Boolean)))
      }
      expect(sets.find(({ name }) => name === 'KUBE-CLUSTER-IP')!.members).toContain('10.96.0.10,udp:53')
    })

    test('a proxy that does not listen is unsupported, with a sentence', () => {
      expect(facts.sources.kubeProxy).toEqual({ is: 'unsupported', why: 'Nobody listens on 127.0.0.1:10249.' })
    })

    test('and what changes is told within two readings', async () => {
      await exec('ip', 'address', 'del', '10.96.0.10/32', 'dev', 'kube-ipvs0')
      await until('the agent tells one Service address', patienceMs, async () => {
        const { total } = (await readAgentFacts(lab().state, node)).value('serviceAddresses')
        return total === 1
      })
    })
  })
}
