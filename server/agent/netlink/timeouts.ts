/** The connection timeouts of the node's IPVS. */
import { decodeConfig, makeConfigRequest, type Timeouts } from '#model/sources/ipvs/netlink.ts'
import type { Netlink } from '../kernel.ts'

/** Throws with the kernel's error, or when the answer is not understood. */
export function readTimeouts(netlink: Netlink): Timeouts {
  const told: ReturnType<typeof decodeConfig>[] = []
  netlink.request(makeConfigRequest(), (bytes, from, to) => void told.push(decodeConfig(bytes.subarray(from, to))))
  const [config] = told
  if (config?.ok !== true) throw new Error(`The kernel's timeouts are not understood: ${config?.why ?? 'no reply'}.`)
  return config.value
}
