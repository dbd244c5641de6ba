/** What `ipset save` prints on a simulated node: the sets kube-proxy needs for its virtual servers. */
import { parseIpv4 } from '#model/address.ts'
import type { LocalPod } from '../network.ts'
import type { SimulatedServer } from '../virtual-server.ts'

const header = {
  addresses: 'hashsize 1024 maxelem 65536 bucketsize 12 initval 0x5f3ad1c2',
  ports: 'range 0-65535',
}

/** `isServices` tells an address on kube-ipvs0 from one of the node itself. */
export function printSets(
  servers: readonly SimulatedServer[],
  isServices: (address: string) => boolean,
  pods: readonly LocalPod[],
): string {
  const sets = new Map<string, { readonly head: string; readonly members: Set<string> }>()
  const makeSet = (name: string, family: 4 | 6, type: string) => {
    const whole = family === 4 ? name : name.replace('KUBE-', 'KUBE-6-')
    const rest = type === 'bitmap:port' ? header.ports : `family inet${family === 4 ? '' : '6'} ${header.addresses}`
    const made = sets.get(whole) ?? { head: `create ${whole} ${type} ${rest}`, members: new Set() }
    sets.set(whole, made)
    return made.members
  }
  for (const name of ['KUBE-CLUSTER-IP', 'KUBE-LOAD-BALANCER']) makeSet(name, 4, 'hash:ip,port')
  for (const protocol of ['TCP', 'UDP']) makeSet(`KUBE-NODE-PORT-${protocol}`, 4, 'bitmap:port')
  const local = new Set(pods.map(({ address }) => address))

  for (const { match, family, destinations } of servers) {
    if (match.protocol === 'FWM') continue
    const { address, port } = match
    const protocol = match.protocol.toLowerCase()
    if (isServices(address)) {
      makeSet('KUBE-IPVS-IPS', family, 'hash:ip').add(address)
      const name = isClusterIp(address) ? 'KUBE-CLUSTER-IP' : 'KUBE-LOAD-BALANCER'
      makeSet(name, family, 'hash:ip,port').add(`${address},${protocol}:${port}`)
    } else if (match.protocol !== 'SCTP')
      makeSet(`KUBE-NODE-PORT-${match.protocol}`, family, 'bitmap:port').add(`${port}`)
    for (const real of destinations) {
      if (!local.has(real.address)) continue
      const entry = `${real.address},${protocol}:${real.port},${real.address}`
      makeSet('KUBE-LOOP-BACK', family, 'hash:ip,port,ip').add(entry)
    }
  }
  const names = [...sets.keys()]
  return names
    .flatMap((name) => [sets.get(name)!.head, ...[...sets.get(name)!.members].map((member) => `add ${name} ${member}`)])
    .map((line) => `${line}\n`)
    .join('')
}

/** ClusterIPs of simulated clusters are in 10.96.0.0/12, or IPv6. */
const isClusterIp = (address: string): boolean => {
  const value = parseIpv4(address)
  return value === null || value >>> 20 === 0x0a6
}
