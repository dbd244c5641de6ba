/** Every source against what real programs printed (iproute2 6.1, ipset 7.17, kube-proxy 1.32), and without them. */
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { hashFact } from './hash.ts'
import { type FactValue, sources } from './index.ts'
import { parseIpsets } from './ipsets/index.ts'
import { knownSettings } from './settings/known.ts'
import type { Look, Ran } from './source.ts'

const links = `[{"ifindex":1,"ifname":"lo","flags":["LOOPBACK","UP","LOWER_UP"],"mtu":65536,"qdisc":"noqueue","operstate":"UNKNOWN","linkmode":"DEFAULT","group":"default","txqlen":1000,"link_type":"loopback","address":"00:00:00:00:00:00","broadcast":"00:00:00:00:00:00","promiscuity":0},{"ifindex":2,"link":"veth0","ifname":"cali12345678901","flags":["BROADCAST","MULTICAST","UP","LOWER_UP"],"mtu":1500,"operstate":"UP","link_type":"ether","linkinfo":{"info_kind":"veth"},"inet6_addr_gen_mode":"eui64"},{"ifindex":4,"ifname":"vxlan.calico","flags":["BROADCAST","MULTICAST","UP","LOWER_UP"],"mtu":1450,"link_type":"ether","linkinfo":{"info_kind":"vxlan","info_data":{"id":4096,"local":"192.168.138.50","link":"veth0","port_range":{"low":0,"high":0},"port":4789,"learning":true,"ttl":0}}},{"ifindex":5,"ifname":"tunl0","flags":["NOARP","UP","LOWER_UP"],"mtu":1480,"operstate":"UNKNOWN","link_type":"ipip","linkinfo":{"info_kind":"ipip","info_data":{"proto":"ipip","remote":"any","local":"any","ttl":0,"pmtudisc":false}}},{"ifindex":6,"ifname":"kube-ipvs0","flags":["BROADCAST","NOARP"],"mtu":1500,"operstate":"DOWN","link_type":"ether","linkinfo":{"info_kind":"dummy"}}]`
const routes4 = `[{"dst":"default","gateway":"192.168.138.1","dev":"veth0","flags":[]},{"dst":"100.66.209.192/26","gateway":"192.168.138.52","dev":"veth0","protocol":"bird","flags":["onlink"]},{"type":"blackhole","dst":"100.117.189.64/26","protocol":"bird","flags":[]},{"dst":"100.117.189.65","dev":"cali12345678901","scope":"link","flags":[]},{"dst":"192.168.138.0/24","dev":"veth0","protocol":"kernel","scope":"link","prefsrc":"192.168.138.50","flags":[]},{"type":"local","dst":"127.0.0.0/8","dev":"lo","table":"local","protocol":"kernel","scope":"host","prefsrc":"127.0.0.1","flags":[]},{"dst":"10.1.0.0/16","flags":[],"nexthops":[{"gateway":"10.0.0.1","dev":"a","weight":1,"flags":[]},{"gateway":"10.0.0.2","dev":"b","weight":1,"flags":[]}]}]`
const routes6 = `[{"dst":"fd00:1::/64","dev":"veth0","metric":1024,"flags":[],"pref":"medium"},{"dst":"fe80::/64","dev":"veth0","protocol":"kernel","metric":256,"flags":[],"pref":"medium"},{"type":"multicast","dst":"ff00::/8","dev":"veth0","table":"local","protocol":"kernel","metric":256,"flags":[],"pref":"medium"}]`
const ipvs0 = `[{"ifindex":6,"ifname":"kube-ipvs0","flags":["BROADCAST","NOARP"],"mtu":1500,"operstate":"DOWN","group":"default","link_type":"ether","address":"32:41:97:5f:32:c7","addr_info":[{"family":"inet","local":"10.104.197.218","prefixlen":32,"scope":"global","label":"kube-ipvs0","valid_life_time":4294967295},{"family":"inet","local":"10.96.0.1","prefixlen":32,"scope":"global"},{"family":"inet6","local":"fd00:96::10","prefixlen":128,"scope":"global"},{"family":"inet6","local":"fe80::3041:97ff:fe5f:32c7","prefixlen":64,"scope":"link"}]}]`
const saved = `create KUBE-CLUSTER-IP hash:ip,port family inet hashsize 1024 maxelem 65536 bucketsize 12 initval 0xc36193b9
add KUBE-CLUSTER-IP 10.96.0.100,tcp:80
add KUBE-CLUSTER-IP 10.96.0.10,udp:53
create cali40s:x hash:net family inet hashsize 1024 maxelem 1048576
add cali40s:x 10.0.0.0/8
create KUBE-NODE-PORT-TCP bitmap:port range 0-65535
add KUBE-NODE-PORT-TCP 30080
`
const metrics = `# TYPE kubernetes_build_info gauge
kubernetes_build_info{build_date="2026-02-01T00:00:00Z",compiler="gc",git_commit="x",git_tree_state="clean",git_version="v1.32.13",go_version="go1.23",major="1",minor="32",platform="linux/amd64"} 1
`

const ran = (text: string): Ran => ({ is: 'ran', text })
const missing = async (): Promise<Ran> => ({ is: 'missing', why: 'There is no program “ip” here.' })

const files: Record<string, string> = {
  '/proc/net/if_inet6': 'x',
  '/proc/sys/net/ipv4/vs/conntrack': '1\n',
  '/proc/sys/net/ipv4/ip_forward': '1\n',
  '/proc/net/route':
    'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\ntunl0\tC0D14264\t348AA8C0\t0003\t0\t0\t0\tC0FFFFFF\t0\t0\t0\n',
}

const programs: Record<string, Ran> = {
  'ip -j -d link show': ran(links),
  'ip -j address show dev kube-ipvs0': ran(ipvs0),
  'ip -j route show table all': ran(routes4),
  'ip -6 -j route show table all': ran(routes6),
  'ipset save': ran(saved),
}

const node: Look = {
  file: (path) => files[path] ?? null,
  list: () => null,
  run: async (argv) => programs[argv.join(' ')] ?? { is: 'failed', why: `“${argv.join(' ')}” is not of this test.` },
  ask: async (port, path) =>
    port === 10_249
      ? ran({ '/proxyMode': 'ipvs', '/metrics': metrics }[path] ?? '')
      : { is: 'missing', why: 'Nobody.' },
  timeouts: () => ({ tcp: 900, tcpFin: 120, udp: 300 }),
}
const bare: Look = {
  file: () => null,
  list: () => null,
  run: missing,
  ask: async () => ({ is: 'missing', why: 'Nobody listens on 127.0.0.1:10249.' }),
  timeouts: () => ({ why: 'There is no netlink here.' }),
}

type Name = (typeof sources)[number]['name']
const read = (name: Name, look: Look = node) => sources.find((source) => source.name === name)!.read(look)
const valueOf = async (name: Name, look: Look = node) => {
  const outcome = await read(name, look)
  if (outcome.is !== 'read') throw new Error(outcome.why)
  return outcome.value
}

describe('every source', () => {
  it.each(sources.map((source) => [source.name, source] as const))(
    '%s: what it reads fits its schema, and is the same JSON and hash after travelling',
    async (name, source) => {
      const value = await valueOf(name)
      const travelled = JSON.parse(JSON.stringify(value))
      expect(v.parse(source.schema, travelled)).toEqual(value)
      const fact = (of: unknown) => ({ source: name, value: of }) as FactValue
      expect(hashFact(fact(v.parse(source.schema, travelled)))).toBe(hashFact(fact(value)))
    },
  )

  it.each(['devices', 'serviceAddresses', 'routes', 'ipsets', 'kubeProxy'] as const)(
    '%s: where there is nothing to read it with, it is unsupported, with a sentence',
    async (name) => {
      expect(await read(name, bare)).toMatchObject({ is: 'unsupported', why: expect.stringMatching(/\S.*\.$/) })
    },
  )

  it.each(['devices', 'serviceAddresses', 'routes', 'ipsets'] as const)(
    '%s: a program that fails or babbles is unreadable, never empty',
    async (name) => {
      const refuse: Look = { ...node, run: async () => ({ is: 'failed', why: 'Operation not permitted.' }) }
      expect(await read(name, refuse)).toEqual({ is: 'unreadable', why: 'Operation not permitted.' })
      if (name === 'ipsets') return
      const babble: Look = { ...node, run: async () => ran('usage: ip') }
      expect(await read(name, babble)).toMatchObject({ is: 'unreadable' })
    },
  )
})

describe('devices', () => {
  it('know what each is and where a tunnel leads', async () => {
    expect(await valueOf('devices')).toMatchObject({
      total: 5,
      entries: [
        { name: 'lo', kind: 'loopback', tunnel: null },
        { name: 'cali12345678901', kind: 'veth', up: true, carrier: true },
        { name: 'vxlan.calico', tunnel: { id: 4096, port: 4789, local: '192.168.138.50', remote: null } },
        { name: 'tunl0', kind: 'ipip', mtu: 1480, noArp: true, tunnel: { local: null, remote: null } },
        { name: 'kube-ipvs0', kind: 'dummy', up: false, carrier: false, noArp: true },
      ],
    })
  })
})

describe('service addresses', () => {
  it('are in order, without what every device has', async () => {
    expect(await valueOf('serviceAddresses')).toEqual({
      exists: true,
      up: false,
      noArp: true,
      total: 3,
      addresses: ['10.96.0.1', '10.104.197.218', 'fd00:96::10'],
    })
  })

  it('a node without the device says so', async () => {
    const look: Look = { ...node, run: async () => ({ is: 'failed', why: 'Device "kube-ipvs0" does not exist.' }) }
    expect(await valueOf('serviceAddresses', look)).toMatchObject({ exists: false, total: 0 })
  })
})

describe('routes', () => {
  it('are those a packet may take, each next hop on its own', async () => {
    const value = (await valueOf('routes')) as { entries: { to: string; via: string; device: string; type: string }[] }
    expect(value.entries.map(({ to, via, device, type }) => `${type} ${to} ${via} ${device}`)).toEqual([
      'unicast 0.0.0.0/0 192.168.138.1 veth0',
      'unicast 100.66.209.192/26 192.168.138.52 veth0',
      'blackhole 100.117.189.64/26  ',
      'unicast 100.117.189.65/32  cali12345678901',
      'unicast 192.168.138.0/24  veth0',
      'unicast 10.1.0.0/16 10.0.0.1 a',
      'unicast 10.1.0.0/16 10.0.0.2 b',
      'unicast fd00:1::/64  veth0',
    ])
  })

  it('without iproute2 come from /proc', async () => {
    expect(await valueOf('routes', { ...node, run: missing })).toMatchObject({
      by: 'proc',
      entries: [{ to: '100.66.209.192/26', via: '192.168.138.52', device: 'tunl0' }],
    })
  })
})

describe('ipsets', () => {
  it('are kube-proxy’s, in order, with their limits', async () => {
    expect(await valueOf('ipsets')).toEqual({
      sets: [
        {
          name: 'KUBE-CLUSTER-IP',
          type: 'hash:ip,port',
          total: 2,
          limit: 65_536,
          members: ['10.96.0.10,udp:53', '10.96.0.100,tcp:80'],
        },
        { name: 'KUBE-NODE-PORT-TCP', type: 'bitmap:port', total: 1, limit: null, members: ['30080'] },
      ],
    })
  })

  it('tell how many members a large one has, though not all', () => {
    const large = `create KUBE-X hash:ip family inet\n${Array.from({ length: 3_000 }, (_, at) => `add KUBE-X 10.0.${at >> 8}.${at & 255}\n`).join('')}`
    const [set] = parseIpsets(large).sets
    expect([set!.total, set!.members.length]).toEqual([3_000, 1_000])
  })
})

describe('kube-proxy', () => {
  it('tells its mode and version', async () => {
    expect(await valueOf('kubeProxy')).toEqual({ mode: 'ipvs', version: 'v1.32.13' })
  })

  it('anything else on its port is not taken for it', async () => {
    const look: Look = { ...node, ask: async () => ran('<html>hello</html>') }
    expect(await read('kubeProxy', look)).toMatchObject({ is: 'unreadable' })
  })
})

describe('settings', () => {
  it('are those this kernel has, with the timeouts', async () => {
    expect(await valueOf('settings')).toEqual({
      values: [
        ['vs.conntrack', '1'],
        ['timeout.tcp', '900'],
        ['timeout.tcpfin', '120'],
        ['timeout.udp', '300'],
        ['ipv4.ip_forward', '1'],
      ],
      withoutTimeouts: null,
    })
  })

  it('without netlink say why there are no timeouts', async () => {
    const look: Look = { ...node, timeouts: bare.timeouts }
    expect(await valueOf('settings', look)).toMatchObject({ withoutTimeouts: 'There is no netlink here.' })
  })

  it('are named once each', () => {
    expect(new Set(knownSettings.map(({ name }) => name)).size).toBe(knownSettings.length)
  })
})
