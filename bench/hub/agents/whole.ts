/** The same table as others would send it at every poll: what there is to save. */
import type { Structure } from './structure.ts'

/** JSON of every virtual server, the counts of every row and its five totals. */
export function makeWholeText({ services, reals, server }: Structure): string {
  const rows = Array.from({ length: services * reals }, (_, row) => row)
  return JSON.stringify({
    virtualServers: Array.from({ length: services }, (_, service) => server(service)),
    counts: rows.map((row) => [row % 40, row % 200]),
    totals: rows.map((row) => [row, row * 90, row * 80, row * 90_000, row * 900_000].map(String)),
  })
}

/** Bytes of `/proc/net/ip_vs`, whose lines of IPv4 are all as long as these. */
export function procBytes({ services, reals }: Structure): number {
  const server = 'TCP  0A600001:0050 rr  \n'
  const real = '  -> 0A800001:1F90      Masq    1      0          0         \n'
  return services * (server.length + reals * real.length)
}
