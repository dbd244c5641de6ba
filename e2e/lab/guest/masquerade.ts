/**
 * The part of kube-proxy's iptables rules that decides which Service traffic gets another source: a real kube-proxy 1.32
 * wrote the same chains with --detect-local-mode=ClusterCIDR. The members of the sets are the lab's kube-proxy's.
 */
import { clusterCidr6 } from '../ipv6.ts'
import { masqueradeRule } from '../masquerade-rule.ts'
import { clusterCidr } from '../reference-case.ts'
import { run } from './run.ts'

interface Family {
  /** As in kube-proxy's names of sets. */
  readonly infix: '' | '6-'
  readonly cidr: string
  /** Of `ipset create`. */
  readonly hash: string
  readonly restore: string
  /** Rules before all others. */
  readonly first: string
}

const families: Readonly<Record<4 | 6, Family>> = {
  4: {
    infix: '',
    cidr: clusterCidr,
    hash: '',
    restore: 'iptables-legacy-restore',
    first: '-A KUBE-SERVICES -s 127.0.0.0/8 -j RETURN\n',
  },
  6: { infix: '6-', cidr: clusterCidr6, hash: ' family inet6', restore: 'ip6tables-legacy-restore', first: '' },
}

const sets = ({ infix, hash }: Family): string => `create KUBE-${infix}CLUSTER-IP hash:ip,port${hash}
create KUBE-${infix}LOOP-BACK hash:ip,port,ip${hash}
create KUBE-${infix}NODE-PORT-TCP bitmap:port range 0-65535
create KUBE-${infix}NODE-PORT-LOCAL-TCP bitmap:port range 0-65535
`

const rules = ({ infix, cidr, first }: Family): string => `*nat
:KUBE-SERVICES - [0:0]
:KUBE-NODE-PORT - [0:0]
:KUBE-MARK-MASQ - [0:0]
:KUBE-POSTROUTING - [0:0]
-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A OUTPUT -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A POSTROUTING -m comment --comment "kubernetes postrouting rules" -j KUBE-POSTROUTING
-A KUBE-NODE-PORT -p tcp -m comment --comment "Kubernetes nodeport TCP port with externalTrafficPolicy=local" -m set --match-set KUBE-${infix}NODE-PORT-LOCAL-TCP dst -j RETURN
-A KUBE-NODE-PORT -p tcp -m comment --comment "Kubernetes nodeport TCP port for masquerade purpose" -m set --match-set KUBE-${infix}NODE-PORT-TCP dst -j KUBE-MARK-MASQ
${first}-A KUBE-SERVICES ! -s ${cidr} -m comment --comment "Kubernetes service cluster ip + port for masquerade purpose" -m set --match-set KUBE-${infix}CLUSTER-IP dst,dst -j KUBE-MARK-MASQ
-A KUBE-SERVICES -m addrtype --dst-type LOCAL -j KUBE-NODE-PORT
-A KUBE-SERVICES -m set --match-set KUBE-${infix}CLUSTER-IP dst,dst -j ACCEPT
-A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000
-A KUBE-POSTROUTING -m comment --comment "Kubernetes endpoints dst ip:port, source ip for solving hairpin purpose" -m set --match-set KUBE-${infix}LOOP-BACK dst,dst,src -j MASQUERADE
-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN
-A KUBE-POSTROUTING -j MARK --set-xmark 0x4000/0x0
-A ${masqueradeRule.map((word) => (word.includes(' ') ? `"${word}"` : word)).join(' ')}
COMMIT
`

export async function buildMasquerade(family: 4 | 6): Promise<void> {
  await run(['ipset', 'restore'], sets(families[family]))
  await run([families[family].restore], rules(families[family]))
}
