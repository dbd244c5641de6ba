/** The LAN of the lab, inside its own network namespace: a bridge that is the router, and a tap for each kernel. */
import { execFileSync } from 'node:child_process'
import { gateway, type LabNode } from '../reference-case.ts'

export const tapOf = (node: LabNode): string => `tap-${node.name}`

/** Input of `ip -batch`. */
export const lanBatch = (nodes: readonly LabNode[]): string =>
  [
    'link set lo up',
    'link add lan type bridge',
    `address add ${gateway}/24 dev lan`,
    'link set lan up',
    ...nodes.flatMap((node) => [
      `tuntap add ${tapOf(node)} mode tap`,
      `link set ${tapOf(node)} master lan`,
      `link set ${tapOf(node)} up`,
    ]),
    '',
  ].join('\n')

export const buildLan = (nodes: readonly LabNode[]): void => {
  execFileSync('ip', ['-batch', '-'], { input: lanBatch(nodes) })
}
