/**
 * Network devices, by `ip -j -d link show`: what each is, how large its packets may be, and where a
 * tunnel leads. Counters and timers are left out: they would be news at every reading.
 *
 *     [{"ifindex":4,"ifname":"tunl0","link":null,"flags":["NOARP","UP","LOWER_UP"],"mtu":1480,"operstate":"UNKNOWN",
 *       "link_type":"ipip","linkinfo":{"info_kind":"ipip","info_data":{"remote":"any","local":"any"}}}]
 */
import * as v from 'valibot'
import { parseJson } from '../json.ts'
import { bound, count, number, text } from '../plain.ts'
import type { Source } from '../source.ts'

const deviceSchema = v.object({
  index: number,
  name: text,
  /** `ipip`, `vxlan`, `veth`, `dummy`, `bridge`; of a device without one its link type: `ether`, `loopback`. */
  kind: text,
  mtu: number,
  /** Switched on. kube-ipvs0 is off by design. */
  up: v.boolean(),
  /** `LOWER_UP`: there is a carrier. */
  carrier: v.boolean(),
  noArp: v.boolean(),
  /** The device it is a port of; null for none. */
  master: v.nullable(text),
  /** Null for what is no tunnel. Ends are null where they differ from packet to packet. */
  tunnel: v.nullable(
    v.object({
      local: v.nullable(text),
      remote: v.nullable(text),
      /** VXLAN network identifier. */
      id: v.nullable(number),
      /** UDP port packets are sent to. */
      port: v.nullable(number),
    }),
  ),
})
export type Device = v.InferOutput<typeof deviceSchema>

const most = 2_000
const schema = v.object({ total: count, entries: v.pipe(v.array(deviceSchema), v.maxLength(most)) })
export type Devices = v.InferOutput<typeof schema>

const printed = v.array(
  v.object({
    ifindex: number,
    ifname: text,
    flags: v.array(text),
    mtu: number,
    link_type: v.optional(text, ''),
    master: v.optional(text),
    linkinfo: v.optional(
      v.object({
        info_kind: v.optional(text),
        info_data: v.optional(
          v.object({
            local: v.optional(text),
            local6: v.optional(text),
            remote: v.optional(text),
            remote6: v.optional(text),
            id: v.optional(number),
            port: v.optional(number),
          }),
        ),
      }),
    ),
  }),
)
type Printed = v.InferOutput<typeof printed>[number]

const tunnelKinds = new Set(['ipip', 'sit', 'ip6tnl', 'gre', 'gretap', 'ip6gre', 'vxlan', 'geneve', 'wireguard'])

const argv = ['ip', '-j', '-d', 'link', 'show']

export const devices: Source<'devices', Devices> = {
  name: 'devices',
  schema,
  async read(look) {
    const parsed = parseJson(await look.run(argv), argv.join(' '), printed)
    if (parsed.is !== 'read') return parsed
    const all = parsed.value.map(reshape).sort((a, b) => a.index - b.index)
    return { is: 'read', value: bound(all, most) }
  },
}

function reshape(link: Printed): Device {
  const kind = link.linkinfo?.info_kind ?? link.link_type
  const data = link.linkinfo?.info_data
  const end = (told: string | undefined) => (told === undefined || told === 'any' ? null : told)
  return {
    index: link.ifindex,
    name: link.ifname,
    kind,
    mtu: link.mtu,
    up: link.flags.includes('UP'),
    carrier: link.flags.includes('LOWER_UP'),
    noArp: link.flags.includes('NOARP'),
    master: link.master ?? null,
    tunnel: tunnelKinds.has(kind)
      ? {
          local: end(data?.local ?? data?.local6),
          remote: end(data?.remote ?? data?.remote6),
          id: data?.id ?? null,
          port: data?.port ?? null,
        }
      : null,
  }
}
