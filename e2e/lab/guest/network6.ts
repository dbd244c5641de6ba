/** IPv6 on a node that was built without: addresses, routes and masquerade. */
import { writeFileSync } from 'node:fs'
import { network6Batch } from '../ipv6.ts'
import { type LabNode, lanDevice } from '../reference-case.ts'
import { buildMasquerade } from './masquerade.ts'
import { run } from './run.ts'

/** Returns what builds it, once however often it is asked. */
export function makeNetwork6(node: LabNode): () => Promise<void> {
  let built: Promise<void> | null = null
  return () => {
    built ??= build(node)
    return built
  }
}

async function build(node: LabNode): Promise<void> {
  await run(['modprobe', '-d', '/run/kernel', '-a', 'ip6table_nat', 'ip6table_filter'])
  writeFileSync('/proc/sys/net/ipv6/conf/all/forwarding', '1')
  await run(['ip', '-batch', '-'], network6Batch(node, lanDevice))
  await buildMasquerade(6)
}
