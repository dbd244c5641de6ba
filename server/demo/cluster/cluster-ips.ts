import { formatIpv4 } from '#model/address.ts'
import type { Random } from '../random.ts'
import type { ServiceSketch } from '../scenarios/sketch.ts'

/** 10.96.0.0/12, without its first /24, which is for addresses chosen by hand. */
const range = { first: 0x0a600100, count: 0xffe00 }

/** Every Service's ClusterIP: the one it asks for, or one by chance that nobody has. */
export function assignClusterIps(
  services: readonly ServiceSketch[],
  random: Random,
): ReadonlyMap<ServiceSketch, string> {
  const taken = new Set(services.map(({ clusterIp }) => clusterIp))
  const draw = (): string => {
    for (;;) {
      const address = formatIpv4(range.first + random.whole(range.count))
      if (taken.has(address)) continue
      taken.add(address)
      return address
    }
  }
  return new Map(services.map((service) => [service, service.clusterIp ?? draw()]))
}
