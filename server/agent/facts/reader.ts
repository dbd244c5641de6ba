/**
 * Facts of the node, read seldom: the newest finished reading is told at once, and an old one starts the
 * next in the background. Each source's value has a content hash; its body is given to who asks.
 */
import type { Address } from '#model/cluster.ts'
import { limits, type Report } from '#model/report.ts'
import { digestFacts, hashFact } from '#model/sources/hash.ts'
import { type FactValue, type SourceName, sources } from '#model/sources/index.ts'
import { checkFit } from '#model/sources/plain.ts'
import type { Look } from '#model/sources/source.ts'
import type { Kernel } from '../kernel.ts'
import { makeLook } from './look.ts'

type Told = NonNullable<Report['facts']['now']>

export interface Facts extends Told {
  /** Names all of this. */
  readonly digest: string
}

export interface FactsReader {
  current(): Facts
  /** Resolves when something has been read. */
  ready(): Promise<void>
  /** Resolves when a reading that began after this was asked has ended. */
  renew(): Promise<void>
  /** Bodies of the last two readings; hashes nobody knows are left out. */
  bodies(hashes: readonly string[]): readonly (FactValue & { readonly hash: string })[]
}

/** A reading older than this is made again when somebody asks, milliseconds. */
const freshMs = 10_000

interface Reading {
  readonly facts: Facts
  readonly bodies: ReadonlyMap<string, FactValue>
}

const nothing: Reading = { facts: { digest: '', addresses: [], sources: {} }, bodies: new Map() }

export function makeFactsReader(kernel: Kernel, nowMs: () => number): FactsReader {
  const look = makeLook(kernel)
  let last = nothing
  let before = nothing
  let readAt = Number.NEGATIVE_INFINITY
  let reading: Promise<void> | null = null

  const start = () => {
    readAt = nowMs()
    reading = readAll(look, kernel.addresses()).then((made) => {
      if (made.facts.digest !== last.facts.digest) {
        before = last
        last = made
      }
      reading = null
    })
  }
  const freshen = () => {
    if (reading === null && nowMs() - readAt >= freshMs) start()
  }

  return {
    current: () => {
      freshen()
      return last.facts
    },
    ready: async () => {
      freshen()
      if (last === nothing) await reading
    },
    async renew() {
      await reading
      // Of several who asked meanwhile, the first begins and the others wait for it too.
      if (reading === null) start()
      await reading
    },
    bodies: (hashes) =>
      hashes.flatMap((hash) => {
        const fact = last.bodies.get(hash) ?? before.bodies.get(hash)
        return fact === undefined ? [] : [{ ...fact, hash }]
      }),
  }
}

/** One source after the other: an agent should hardly be noticed on its node. */
async function readAll(look: Look, addresses: readonly Address[]): Promise<Reading> {
  const told: Record<string, unknown> = {}
  const bodies = new Map<string, FactValue>()
  for (const source of sources) {
    const outcome = await source.read(look).catch((error: Error) => ({
      is: 'unreadable' as const,
      why: `Reading it failed: ${error.message}.`,
    }))
    if (outcome.is !== 'read') {
      told[source.name] = { is: outcome.is, why: outcome.why.slice(0, limits.text) }
      continue
    }
    // A hub refuses what does not fit, and all else with it.
    const fitted = checkFit<unknown>(source.schema, outcome.value)
    if (!fitted.ok) {
      told[source.name] = { is: 'unreadable', why: `What was read is not as expected at ${fitted.where}.` }
      continue
    }
    const fact = { source: source.name as SourceName, value: outcome.value } as FactValue
    const hash = hashFact(fact)
    bodies.set(hash, fact)
    told[source.name] = { is: 'read', hash }
  }
  const now = { addresses: addresses.map((each) => ({ ...each })), sources: told as Told['sources'] }
  return { facts: { digest: digestFacts(now), ...now }, bodies }
}
