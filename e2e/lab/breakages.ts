/**
 * Ways to break one request, each a few commands on real kernels, and where its packets are truly last seen. The request
 * goes from a node to Service `web`, whose only Pod is on another node:
 *
 *     sender: process ─ IPVS, masquerade ─ tunl0 ─ enp4s4 ══ LAN ══ enp4s4 ─ tunl0 ─ cali… ─ Pod
 *
 * `walk-proof.ts` holds this table against tcpdump in the kernels, and what walks find against it.
 */
import type { Hook, Way } from '#model/walk/walk.ts'
import { deviceName } from './device-name.ts'
import { defaultRoutes } from './guest/pods.ts'
import type { Lab } from './lab.ts'
import { masqueradeRule } from './masquerade-rule.ts'
import { type LabPod, lanDevice, nodeNamed, podsOfWeb, web } from './reference-case.ts'

export interface Scene {
  readonly sender: string
  /** The only real server of `web`, not on the sender. */
  readonly pod: LabPod
}

/** `web` scaled to one Pod, asked from the control plane: section 4 of the article. */
export const scene: Scene = { sender: 'zmaster0', pod: podsOfWeb(1)[0]! }

/** Devices on the way, from the sender to the Pod. */
const hops = ['sender-tunnel', 'sender-lan', 'pod-lan', 'pod-tunnel', 'pod-link'] as const
type Hop = (typeof hops)[number]

/** A device a packet passes, as a capture there names it. */
export interface Spot {
  readonly node: string
  readonly device: string
  readonly direction: 'in' | 'out'
  readonly way: Way
}

export type Truth =
  /** A packet was seen there and at no device after it. */
  | { readonly is: 'lost'; readonly last: Spot }
  /** No device ever shows it: it ends inside the node's kernel, at the hook. */
  | { readonly is: 'lost-in-kernel'; readonly node: string; readonly hook: Hook; readonly way: Way }
  /** Somebody said no; `last` is how far the request came, null when no device but loopback shows it. */
  | { readonly is: 'refused'; readonly by: 'pod' | 'node'; readonly node: string; readonly last: Spot | null }

type Undo = () => Promise<void>

export interface Breakage {
  readonly name: string
  readonly what: string
  /** Of the request that fails; all others may pass. */
  readonly path: '/' | '/large'
  /** Breaks it. What is returned mends it. */
  readonly make: (lab: Pick<Lab, 'exec' | 'halt'>, scene: Scene) => Promise<Undo>
  readonly truth: (scene: Scene) => Truth
  /** Where captures show packets of the request, and of the lost answer, in the order of the way. */
  readonly seen: (scene: Scene) => readonly Spot[]
}

/** Every device a request and its answer pass when nothing is broken. */
export function wholeWay(scene: Scene): Spot[] {
  const request = hops.map((hop) => spotOf(scene, 'request', hop))
  return [...request, ...hops.toReversed().map((hop) => spotOf(scene, 'reply', hop))]
}

function spotOf({ sender, pod }: Scene, way: Way, hop: Hop): Spot {
  const device = { tunnel: 'tunl0', lan: lanDevice, link: deviceName(pod.namespace, pod.name) }
  const leavesByRequest = hop.startsWith('sender-') || hop === 'pod-link'
  return {
    node: hop.startsWith('sender-') ? sender : pod.node,
    device: device[hop.slice(hop.indexOf('-') + 1) as keyof typeof device],
    direction: leavesByRequest === (way === 'request') ? 'out' : 'in',
    way,
  }
}

const lostBehind = (way: Way, hop: Hop): Pick<Breakage, 'truth' | 'seen'> => ({
  truth: (scene) => ({ is: 'lost', last: spotOf(scene, way, hop) }),
  seen: (scene) => {
    const at = way === 'request' ? hops.indexOf(hop) : 2 * hops.length - 1 - hops.indexOf(hop)
    return wholeWay(scene).slice(0, at + 1)
  },
})

const refusedBySender: Pick<Breakage, 'truth' | 'seen'> = {
  truth: ({ sender }) => ({ is: 'refused', by: 'node', node: sender, last: null }),
  seen: () => [],
}

const virtualServer = `${web.clusterIp}:${web.port}`
const realServer = ({ pod }: Scene) => `${pod.address}:${web.targetPort}`

export const breakages: readonly Breakage[] = [
  {
    name: 'drop-at-tunnel',
    what: 'A rule on the sender drops what IPVS sends to the Pod’s block through tunl0.',
    path: '/',
    make: (lab, { sender, pod }) => rule(lab, sender, ['OUTPUT', '-o', 'tunl0', '-d', blockOf(pod), '-j', 'DROP']),
    truth: ({ sender }) => ({ is: 'lost-in-kernel', node: sender, hook: 'local-out', way: 'request' }),
    seen: () => [],
  },
  {
    name: 'drop-behind-tunnel',
    what: 'A rule on the sender drops IPIP packets to the Pod’s node: tunl0 shows what the LAN does not.',
    path: '/',
    make: (lab, { sender, pod }) =>
      rule(lab, sender, ['OUTPUT', '-o', lanDevice, '-p', '4', '-d', nodeNamed(pod.node).address, '-j', 'DROP']),
    ...lostBehind('request', 'sender-tunnel'),
  },
  {
    name: 'wrong-route',
    what: 'The sender’s route to the Pod’s block goes by an address of the LAN nobody has.',
    path: '/',
    make: (lab, { sender, pod }) => route(lab, sender, pod.node, ['via', nobody, 'dev', 'tunl0', 'onlink']),
    ...lostBehind('request', 'sender-tunnel'),
  },
  {
    name: 'pod-not-listening',
    what: 'The Pod’s program has ended, its network is there: a reset comes back.',
    path: '/',
    make: (lab, { pod }) => lab.halt(pod),
    truth: (scene) => ({
      is: 'refused',
      by: 'pod',
      node: scene.pod.node,
      last: spotOf(scene, 'request', 'pod-link'),
    }),
    seen: wholeWay,
  },
  {
    name: 'pod-link-down',
    what: 'The Pod’s own device is down: silence, and after three seconds an ICMP error of its node.',
    path: '/',
    async make(lab, { pod }) {
      await must(lab, pod.node, ['ip', '-n', pod.name, 'link', 'set', 'eth0', 'down'])
      const up = ['link set eth0 up', ...defaultRoutes(pod), ''].join('\n')
      return async () => {
        await must(lab, pod.node, ['ip', '-n', pod.name, '-batch', '-'], up)
        // What the kernel knows is that nobody answered.
        await must(lab, pod.node, ['ip', 'neigh', 'flush', 'dev', deviceName(pod.namespace, pod.name)])
      }
    },
    ...lostBehind('request', 'pod-tunnel'),
  },
  // Without masquerade the source is the ClusterIP, which the Pod's node has too: its kernel takes the packet for a forgery.
  {
    name: 'no-masquerade-setting',
    what: 'IPVS on the sender keeps no conntrack entries (net.ipv4.vs.conntrack=0), so nothing masquerades its packets.',
    path: '/',
    make: (lab, { sender }) => setting(lab, sender, 'net.ipv4.vs.conntrack', '0'),
    ...lostBehind('request', 'pod-tunnel'),
  },
  {
    name: 'no-masquerade-rule',
    what: 'The sender’s masquerade rule of KUBE-POSTROUTING is gone.',
    path: '/',
    async make(lab, { sender }) {
      const nat = (action: string) => must(lab, sender, ['iptables-legacy', '-t', 'nat', action, ...masqueradeRule])
      await nat('-D')
      return () => nat('-A')
    },
    ...lostBehind('request', 'pod-tunnel'),
  },
  {
    name: 'missing-real-server',
    what: 'The sender’s virtual server has no real server left: IPVS answers with an ICMP error.',
    path: '/',
    async make(lab, scene) {
      const row = ['-t', virtualServer, '-r', realServer(scene)]
      // Rows of Pods that ended drain at weight 0 and are chosen no more.
      await must(lab, scene.sender, ['ipvsadm', '-d', ...row])
      return () => must(lab, scene.sender, ['ipvsadm', '-a', ...row, '-m', '-w', '1'])
    },
    ...refusedBySender,
  },
  {
    name: 'missing-virtual-server',
    what: 'The sender’s virtual server is gone, its ClusterIP is still an address of the node: nobody listens there.',
    path: '/',
    async make(lab, scene) {
      await must(lab, scene.sender, ['ipvsadm', '-D', '-t', virtualServer])
      const again = `-A -t ${virtualServer} -s rr\n-a -t ${virtualServer} -r ${realServer(scene)} -m -w 1\n`
      return () => must(lab, scene.sender, ['ipvsadm', '-R'], again)
    },
    ...refusedBySender,
  },
  {
    name: 'mtu-too-small',
    what: 'tunl0 on the Pod’s node takes 1,000 bytes and its ICMP errors are lost: a large answer hangs after the handshake.',
    path: '/large',
    async make(lab, { pod }) {
      const mtu = (bytes: string) => must(lab, pod.node, ['ip', 'link', 'set', 'tunl0', 'mtu', bytes])
      const tooBig = ['OUTPUT', '-p', 'icmp', '--icmp-type', 'fragmentation-needed', '-j', 'DROP']
      const allow = await rule(lab, pod.node, tooBig)
      await mtu('1000')
      return async () => {
        await mtu('1480')
        await allow()
      }
    },
    ...lostBehind('reply', 'pod-link'),
  },
  {
    name: 'policy-drop',
    what: 'A rule on the Pod’s node lets nothing through to the Pod.',
    path: '/',
    make: (lab, scene) => rule(lab, scene.pod.node, ['FORWARD', '-o', linkOf(scene), '-j', 'DROP']),
    ...lostBehind('request', 'pod-tunnel'),
  },
  {
    name: 'reply-drop',
    what: 'A rule on the Pod’s node lets nothing through that comes from the Pod.',
    path: '/',
    make: (lab, scene) => rule(lab, scene.pod.node, ['FORWARD', '-i', linkOf(scene), '-j', 'DROP']),
    ...lostBehind('reply', 'pod-link'),
  },
  {
    name: 'rp-filter',
    what: 'The Pod’s node checks sources strictly on tunl0, and its route to the sender’s block goes by the LAN.',
    path: '/',
    async make(lab, { sender, pod }) {
      const relax = await setting(lab, pod.node, 'net.ipv4.conf.tunl0.rp_filter', '1')
      const back = await route(lab, pod.node, sender, ['via', nodeNamed(sender).address, 'dev', lanDevice])
      return async () => {
        await back()
        await relax()
      }
    },
    ...lostBehind('request', 'pod-tunnel'),
  },
]

/** An address of the LAN that belongs to no machine. */
const nobody = '192.168.138.99'
const blockOf = (pod: LabPod): string => nodeNamed(pod.node).block
const linkOf = ({ pod }: Scene): string => deviceName(pod.namespace, pod.name)

type Exec = Pick<Lab, 'exec'>

async function must(lab: Exec, node: string, command: readonly string[], input = ''): Promise<void> {
  const { code, err } = await lab.exec(node, command, { input })
  if (code !== 0) throw new Error(`'${command.join(' ')}' on ${node} ended with ${code}: ${err.trim()}`)
}

async function rule(lab: Exec, node: string, words: readonly string[]): Promise<Undo> {
  await must(lab, node, ['iptables-legacy', '-A', ...words])
  return () => must(lab, node, ['iptables-legacy', '-D', ...words])
}

async function setting(lab: Exec, node: string, name: string, value: string): Promise<Undo> {
  const { out } = await lab.exec(node, ['sysctl', '-n', name])
  await must(lab, node, ['sysctl', '-qw', `${name}=${value}`])
  return () => must(lab, node, ['sysctl', '-qw', `${name}=${out.trim()}`])
}

/** The route to another node's Pod block, as the lab built it before and as said until then. */
async function route(lab: Exec, node: string, to: string, words: readonly string[]): Promise<Undo> {
  const { block, address } = nodeNamed(to)
  const replace = (hop: readonly string[]) =>
    must(lab, node, ['ip', 'route', 'replace', block, ...hop, 'proto', 'bird'])
  await replace(words)
  return () => replace(['via', address, 'dev', 'tunl0', 'onlink'])
}
