/**
 * Who speaks for which node. A name belongs to the target configured for it, else to the first that
 * answers with it, for as long as that target is one: two claimants never take turns.
 */
export interface Claimant {
  readonly node: string | null
  readonly url: string
}

export interface Claims {
  /** A target has been configured: it owns the name it was configured with, unless another already does. */
  expect(target: Claimant): void
  forget(target: Claimant): void
  /** Why the target may not speak for this node; null when it may, and from then on nobody else may. */
  refuse(target: Claimant, name: string): string | null
  /** The name its news is shown under; null while it has none of its own. */
  nameOf(target: Claimant): string | null
  /** Refused claims on a node's name, in words; the same list while they are the same. */
  conflictsOf(name: string): readonly string[]
}

export function makeClaims(): Claims {
  const owners = new Map<string, Claimant>()
  /** The other way round, by target. */
  const names = new Map<string, string>()
  /** What each refused target claims, with the sentence. */
  const refused = new Map<string, { readonly name: string; readonly why: string }>()
  /** By name; null after a change. */
  let conflicts: Map<string, string[]> | null = null
  const isOwner = (target: Claimant, name: string) => owners.get(name)?.url === target.url
  const keys = new WeakMap<Claimant, string>()
  /** Made once for each target: names are asked for all of them in every tick. */
  const keyOf = (target: Claimant): string => {
    const known = keys.get(target) ?? `${target.node ?? ''} ${target.url}`
    keys.set(target, known)
    return known
  }

  const own = (target: Claimant, name: string) => {
    owners.set(name, target)
    names.set(keyOf(target), name)
  }
  const forgive = (target: Claimant) => {
    if (refused.delete(keyOf(target))) conflicts = null
  }
  const release = (target: Claimant) => {
    forgive(target)
    const name = names.get(keyOf(target))
    if (name === undefined) return
    owners.delete(name)
    names.delete(keyOf(target))
  }
  const note = (target: Claimant, name: string, why: string) => {
    const before = refused.get(keyOf(target))
    if (before?.name === name && before.why === why) return why
    refused.set(keyOf(target), { name, why })
    conflicts = null
    return why
  }
  const findConflicts = () => {
    const found = new Map<string, string[]>()
    for (const { name, why } of refused.values()) found.set(name, [...(found.get(name) ?? []), why])
    return found
  }
  const taken = (target: Claimant, name: string) =>
    note(
      target,
      name,
      `The agent at ${target.url} also says it is node “${name}”; refused, since the agent at ${owners.get(name)?.url} speaks for it. Give every agent its own FAIRLEAD_NODE_NAME.`,
    )

  return {
    expect: (target) => {
      if (target.node === null) return
      if (!owners.has(target.node)) own(target, target.node)
      else if (!isOwner(target, target.node)) taken(target, target.node)
    },
    forget: release,
    refuse: (target, name) => {
      if (target.node !== null && target.node !== name) {
        return note(
          target,
          name,
          `The agent at ${target.url} says it is node “${name}”, but is configured as node “${target.node}”; correct FAIRLEAD_AGENTS or its FAIRLEAD_NODE_NAME.`,
        )
      }
      const owner = owners.get(name)
      if (owner !== undefined && owner.url !== target.url) return taken(target, name)
      if (owner === undefined) {
        release(target)
        own(target, name)
      }
      forgive(target)
      return null
    },
    nameOf: (target) => {
      const name = names.get(keyOf(target))
      if (name !== undefined) return name
      // Not answered yet: its address is all that is known of it. A refused claim shows on the owner.
      return target.node !== null || refused.has(keyOf(target)) ? null : new URL(target.url).host
    },
    conflictsOf: (name) => {
      conflicts ??= findConflicts()
      return conflicts.get(name) ?? noConflicts
    },
  }
}

export const noConflicts: readonly string[] = []
