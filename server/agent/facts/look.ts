/** The node as sources look at it, on the kernel seam. */
import type { Look } from '#model/sources/source.ts'
import type { Kernel } from '../kernel.ts'
import { readTimeouts } from '../netlink/timeouts.ts'

const decoder = new TextDecoder()

export function makeLook(kernel: Kernel): Look {
  return {
    file: (path) => {
      const bytes = kernel.read(path)
      return bytes === null ? null : decoder.decode(bytes)
    },
    list: kernel.list,
    run: kernel.run,
    ask: kernel.ask,
    timeouts: () => {
      const netlink = kernel.openNetlink()
      if ('why' in netlink) return netlink
      try {
        return readTimeouts(netlink)
      } catch (error) {
        return { why: (error as Error).message }
      } finally {
        netlink.close()
      }
    },
  }
}
