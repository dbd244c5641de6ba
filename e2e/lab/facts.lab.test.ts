import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { knownSettings } from '#model/sources/settings/known.ts'
import { type AgentFacts, readAgentFacts } from './agent-facts.ts'
import { until } from './lab.ts'
import { labStartMs, labTitle, whyNoLabTests } from './lab-tests.ts'
import { type StartedLab, startLab } from './start.ts'

const node = 'znode1'
const anHour = 3_600_000

describe.skipIf(whyNoLabTests() !== null)(labTitle('an agent tells what the node’s own programs tell'), () => {
  let lab: StartedLab
  let facts: AgentFacts

  const exec = async (...command: string[]): Promise<string> => {
    const { code, out, err } = await lab.exec(node, command)
    if (code !== 0) throw new Error(`'${command.join(' ')}' ended with ${code}: ${err}`)
    return out
  }
  const lines = async (...command: string[]): Promise<string[]> => (await exec(...command)).split('\n').filter(Boolean)

  beforeAll(async () => {
    // Left alone for an hour, kube-proxy does not tidy up what is put beside its own.
    lab = await startLab({ hubPort: null, syncPeriodMs: anHour })
    await exec('ip', 'address', 'add', '10.96.0.10/32', 'dev', 'kube-ipvs0')
    await exec('ip', 'route', 'add', '10.8.0.0/16', 'via', '192.168.138.1', 'table', '77', 'metric', '50')
    await exec('ip', '-6', 'route', 'add', 'unreachable', 'fd00:3::/64')
    await exec('sysctl', '-q', '-w', 'net.ipv4.vs.drop_entry=1', 'net.ipv4.conf.tunl0.rp_filter=2')
    await exec('ipvsadm', '--set', '901', '121', '301')
    await exec('ipset', 'add', 'KUBE-CLUSTER-IP', '10.96.0.10,udp:53')
    facts = await readAgentFacts(lab.state, node)
  }, labStartMs)
  afterAll(() => lab?.close())

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

  test('settings, those this kernel has and no others', async () => {
    const told = new Map(facts.value('settings').values)
    for (const { name, path } of knownSettings) {
      if (path === null) continue
      const { code, out } = await lab.exec(node, ['sysctl', '-n', path])
      expect([name, told.get(name)]).toEqual([name, code === 0 ? out.trim() : undefined])
    }
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
    await until('the agent tells one Service address', 25_000, async () => {
      const { total } = (await readAgentFacts(lab.state, node)).value('serviceAddresses')
      return total === 1
    })
  }, 40_000)
})
