/** The table of the bench: as many virtual servers as asked for, every tenth UDP, each with the same number of real servers. */

/** Virtual servers are 10.96.0.0 and up, real servers 10.128.0.0 and up. */
const firstVirtual = (10 << 24) | (96 << 16)
const firstReal = (10 << 24) | (128 << 16)
export const virtualNet = '10.96.0.0/12'
export const realNet = '10.128.0.0/10'

const dotted = (value: number): string => [24, 16, 8, 0].map((by) => (value >>> by) & 255).join('.')

export const virtualAddress = (index: number): string => dotted(firstVirtual + index)
export const isUdp = (index: number): boolean => index % 10 === 0
export const portOf = (index: number): number => (isUdp(index) ? 53 : 80)

/** For `ipvsadm -R`. */
export function makeRestoreText(virtualServers: number, realServers: number): string {
  const lines: string[] = []
  for (let index = 0; index < virtualServers; index++) {
    const where = `-${isUdp(index) ? 'u' : 't'} ${virtualAddress(index)}:${portOf(index)}`
    lines.push(`-A ${where} -s rr`)
    for (let real = 0; real < realServers; real++)
      lines.push(`-a ${where} -r ${dotted(firstReal + index * realServers + real)}:8080 -m -w 1`)
  }
  return `${lines.join('\n')}\n`
}
