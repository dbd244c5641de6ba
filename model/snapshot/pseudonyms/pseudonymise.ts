/**
 * The same cluster with stand-ins for all that names somebody: namespaces, Services, Pods, nodes, zones and
 * addresses, everywhere the same ones, so that every table, difference and count is what it was. What could name
 * somebody and cannot be followed is left out: raw lines, hosts and paths, uids, routes, rules and ipsets.
 */
import type { Cluster, Node } from '../../cluster.ts'
import type { NodeName } from '../../ids.ts'
import type { FactReport, SourceName } from '../../sources/index.ts'
import type { Steps } from '../../steps.ts'
import { collect } from './collect.ts'
import { rebuild } from './rebuild.ts'
import { makeRenamer } from './renamer.ts'

export interface Pseudonymous {
  readonly cluster: Cluster
  /** The address of a view, with the names in it replaced. */
  readonly rename: (address: string) => string
}

const leftOut: FactReport = {
  is: 'unreadable',
  why: 'left out of this snapshot: names and addresses in it are stand-ins.',
}
const untold: readonly SourceName[] = ['routes', 'rules', 'ipsets']

/** `key`: whoever has it could tell which name is whose; nobody needs it again. */
export function* pseudonymise(cluster: Cluster, key: Uint8Array): Steps<Pseudonymous> {
  const slim = withoutUntold(cluster)
  const found = yield* collect(slim)
  const renamer = yield* makeRenamer(found, key)
  return { cluster: yield* rebuild(slim, renamer), rename: renamer.view }
}

/** Facts whose texts are a language of their own. */
function withoutUntold(cluster: Cluster): Cluster {
  const isTold = (source: SourceName) => !untold.includes(source)
  const nodes = new Map(
    Array.from(cluster.nodes, ([name, node]): [NodeName, Node] => {
      const facts = Object.entries(node.facts) as [SourceName, FactReport][]
      const told = facts.map(([source, report]) => [source, isTold(source) ? report : leftOut])
      return [name, { ...node, facts: Object.fromEntries(told), rejected: { ...node.rejected, samples: [] } }]
    }),
  )
  return { ...cluster, nodes, facts: new Map([...cluster.facts].filter(([, { source }]) => isTold(source))) }
}
