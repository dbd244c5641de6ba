import { describe, expect, it } from 'vitest'
import { hashFact } from '#model/sources/hash.ts'
import type { Ran } from '#model/sources/source.ts'
import type { Kernel } from '../kernel.ts'
import { bareKernel } from '../testing.ts'
import { type FactsReader, makeFactsReader } from './reader.ts'

interface Stage {
  readonly reader: FactsReader
  nowMs: number
  mode: string
  /** Programs started so far. */
  runs: number
  program: (argv: readonly string[]) => Ran | Promise<Ran>
}

/** A node that has nothing but a kube-proxy. */
function makeStage(): Stage {
  const kernel: Kernel = {
    ...bareKernel,
    addresses: () => [{ device: 'eth0', address: '10.0.0.1', prefix: 24 }],
    run: async (argv) => {
      stage.runs++
      return stage.program(argv)
    },
    ask: async (_, path) => ({ is: 'ran', text: path === '/proxyMode' ? stage.mode : '' }),
  }
  const stage: Stage = {
    nowMs: 0,
    mode: 'ipvs',
    runs: 0,
    program: ([program]) => ({ is: 'missing', why: `${program} is not installed here.` }),
    reader: makeFactsReader(kernel, () => stage.nowMs),
  }
  return stage
}

/** Lets a reading in the background end. */
const settle = () => new Promise((resolve) => setImmediate(resolve))
const proxyHash = ({ reader }: Stage) => {
  const report = reader.current().sources.kubeProxy
  return report?.is === 'read' ? report.hash : null
}

describe('facts', () => {
  it('are read before the first answer, each source for itself', async () => {
    const stage = makeStage()
    await stage.reader.ready()
    const { digest, addresses, sources } = stage.reader.current()
    expect(digest).toMatch(/^[0-9a-f]{32}$/)
    expect(addresses).toEqual([{ device: 'eth0', address: '10.0.0.1', prefix: 24 }])
    expect(sources).toMatchObject({
      devices: { is: 'unsupported', why: 'ip is not installed here.' },
      ipsets: { is: 'unsupported', why: 'ipset is not installed here.' },
      settings: { is: 'unreadable' },
      kubeProxy: { is: 'read' },
    })
  })

  it('are read anew for who wants them so, once for all who ask at once', async () => {
    const stage = makeStage()
    await stage.reader.ready()
    const before = stage.runs
    stage.mode = 'nftables'
    await Promise.all([stage.reader.renew(), stage.reader.renew()])
    const once = stage.runs - before
    expect(proxyHash(stage)).toBe(
      hashFact({ source: 'kubeProxy', value: { mode: 'nftables', version: null } } as never),
    )
    await stage.reader.renew()
    expect(stage.runs - before).toBe(2 * once)
  })

  it('give bodies by the hash the hub works out itself', async () => {
    const stage = makeStage()
    await stage.reader.ready()
    const hash = proxyHash(stage)!
    const fact = { source: 'kubeProxy', value: { mode: 'ipvs', version: null } } as const
    expect(stage.reader.bodies([hash, 'f'.repeat(32)])).toEqual([{ ...fact, hash }])
    expect(hashFact(fact)).toBe(hash)
  })

  it('are read again only when somebody asks and they are ten seconds old', async () => {
    const stage = makeStage()
    await stage.reader.ready()
    const { runs } = stage
    stage.nowMs = 9_999
    stage.reader.current()
    await settle()
    expect(stage.runs).toBe(runs)
    stage.nowMs = 60_000
    await settle()
    expect(stage.runs).toBe(runs)
    stage.reader.current()
    await settle()
    expect(stage.runs).toBeGreaterThan(runs)
  })

  it('that did not move keep their digest; those that did keep their last body for who still asks', async () => {
    const stage = makeStage()
    await stage.reader.ready()
    const first = stage.reader.current()
    const firstHash = proxyHash(stage)!
    const readAgain = async () => {
      stage.nowMs += 10_000
      stage.reader.current()
      await settle()
    }
    await readAgain()
    expect(stage.reader.current()).toBe(first)
    stage.mode = 'nftables'
    await readAgain()
    expect(stage.reader.current().digest).not.toBe(first.digest)
    expect(stage.reader.bodies([firstHash])).toHaveLength(1)
    stage.mode = 'iptables'
    await readAgain()
    expect(stage.reader.bodies([firstHash])).toHaveLength(0)
  })

  it('one source that fails, throws or says more than fits leaves the others', async () => {
    const stage = makeStage()
    stage.program = ([program]) => {
      if (program === 'ipset')
        return { is: 'ran', text: `create KUBE-X hash:ip family inet\nadd KUBE-X ${'1'.repeat(500)}\n` }
      throw new Error('no memory')
    }
    await stage.reader.ready()
    expect(stage.reader.current().sources).toMatchObject({
      devices: { is: 'unreadable', why: 'Reading it failed: no memory.' },
      ipsets: { is: 'unreadable', why: expect.stringContaining('sets.0.members.0') },
      kubeProxy: { is: 'read' },
    })
    expect(stage.reader.current().sources.devices).not.toHaveProperty('hash')
  })

  it('are not read twice at once while a program is slow', async () => {
    const stage = makeStage()
    await stage.reader.ready()
    const { runs } = stage
    const hanging = Promise.withResolvers<Ran>()
    stage.program = () => hanging.promise
    stage.nowMs = 10_000
    stage.reader.current()
    stage.nowMs = 30_000
    stage.reader.current()
    await settle()
    expect(stage.runs).toBe(runs + 1)
    hanging.resolve({ is: 'failed', why: 'It was ended.' })
  })
})
