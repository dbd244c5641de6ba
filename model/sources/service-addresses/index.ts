/**
 * Addresses on kube-ipvs0, by `ip -j address show dev kube-ipvs0`: what makes the kernel take packets
 * to a ClusterIP for its own. The device is down by design and never carries a packet.
 * Most nodes have the same, so the value is held once for all of them.
 */
import * as v from 'valibot'
import { compareAddresses } from '../../address.ts'
import { parseJson } from '../json.ts'
import { count, text } from '../plain.ts'
import type { Source } from '../source.ts'

export const serviceDevice = 'kube-ipvs0'

const most = 50_000
const schema = v.object({
  /** False: there is no such device, so kube-proxy does not run in IPVS mode here. */
  exists: v.boolean(),
  /** It should not be: packets never pass it, its addresses are all that counts. */
  up: v.boolean(),
  noArp: v.boolean(),
  total: count,
  /** In the order of addresses. */
  addresses: v.pipe(v.array(text), v.maxLength(most)),
})
export type ServiceAddresses = v.InferOutput<typeof schema>

const printed = v.array(
  v.object({
    ifname: v.optional(text),
    flags: v.optional(v.array(text), []),
    addr_info: v.optional(v.array(v.object({ local: v.optional(text) })), []),
  }),
)

const argv = ['ip', '-j', 'address', 'show', 'dev', serviceDevice]

export const serviceAddresses: Source<'serviceAddresses', ServiceAddresses> = {
  name: 'serviceAddresses',
  schema,
  async read(look) {
    const ran = await look.run(argv)
    // As iproute2 words it, in the C locale.
    if (ran.is === 'failed' && /does not exist/.test(ran.why))
      return { is: 'read', value: { exists: false, up: false, noArp: false, total: 0, addresses: [] } }
    const parsed = parseJson(ran, argv.join(' '), printed)
    if (parsed.is !== 'read') return parsed
    const device = parsed.value.find(({ ifname }) => ifname === serviceDevice)
    const addresses = (device?.addr_info ?? [])
      .flatMap(({ local }) => local ?? [])
      .filter((address) => !/^fe[89ab]/i.test(address))
      .sort(compareAddresses)
    return {
      is: 'read',
      value: {
        exists: device !== undefined,
        up: device?.flags.includes('UP') ?? false,
        noArp: device?.flags.includes('NOARP') ?? false,
        total: addresses.length,
        addresses: addresses.slice(0, most),
      },
    }
  },
}
