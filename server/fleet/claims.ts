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
  /** Refused claims on a node's name, in words. */
  conflictsOf(name: string): readonly string[]
}

export function makeClaims(): Claims {
  const owners = new Map<string, Claimant>()
  /** What each refused target claims, with the sentence. */
  const refused = new Map<string, { readonly name: string; readonly why: string }>()
  const isOwner = (target: Claimant, name: string) => owners.get(name)?.url === target.url
  const keyOf = (target: Claimant) => `${target.node ?? ''} ${target.url}`

  const release = (target: Claimant) => {
    refused.delete(keyOf(target))
    for (const [name, owner] of owners) if (keyOf(owner) === keyOf(target)) owners.delete(name)
  }
  const note = (target: Claimant, name: string, why: string) => {
    refused.set(keyOf(target), { name, why })
    return why
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
      if (!owners.has(target.node)) owners.set(target.node, target)
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
        owners.set(name, target)
      }
      refused.delete(keyOf(target))
      return null
    },
    nameOf: (target) => {
      for (const [name, owner] of owners) if (keyOf(owner) === keyOf(target)) return name
      // Not answered yet: its address is all that is known of it. A refused claim shows on the owner.
      return target.node !== null || refused.has(keyOf(target)) ? null : new URL(target.url).host
    },
    conflictsOf: (name) => [...refused.values()].filter((claim) => claim.name === name).map((claim) => claim.why),
  }
}
