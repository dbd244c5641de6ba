/** The network between simulated nodes: their probes, their captures, and the packets of both and of live traffic. */
import type { Kernel } from '#server/agent/kernel.ts'
import type { Agenda } from '../agenda.ts'
import type { Clock } from '../clock.ts'
import { makeRandom } from '../random.ts'
import { makeLive } from './live.ts'
import { attempt, type ProbesConfig } from './probe.ts'
import { makeTaps } from './taps.ts'
import type { Ground, Terrain } from './terrain.ts'

export interface NetworkConfig extends Pick<ProbesConfig, 'hostOf' | 'masquerades'> {
  readonly terrain: Terrain
  readonly seed: string
  readonly clock: Clock
  readonly agenda: Agenda
  /** Sees to it that the agenda is run in so many milliseconds. */
  readonly wake: (ms: number) => void
}

/** What a node's kernel can once it is in a network. */
export type Networked = Pick<Kernel, 'probe' | 'capture'>

/** What is open speaks again after this. */
const speakMs = 1_000
/** The wall clock leaps with the machine's; what it drifts is none of the packets' business. */
const mostDriftMs = 50

export function makeNetwork(config: NetworkConfig): (node: Ground) => Networked {
  const { terrain, seed, clock, agenda, wake } = config
  const probes: ProbesConfig = { ...config, random: makeRandom(seed, 'probes') }
  let wallOffsetMs = Number.NaN

  const wallUs = ({ simulated }: Ground, atMs: number): number => {
    const offsetMs = clock.wallMs() - clock.nowMs()
    if (!(Math.abs(offsetMs - wallOffsetMs) < mostDriftMs)) wallOffsetMs = offsetMs
    return Math.round((wallOffsetMs + simulated.skewMs + atMs) * 1_000)
  }
  const speak = () => {
    if (!taps.isOpen()) return
    live.speak(agenda.nowMs(), speakMs)
    agenda.after(speakMs, speak)
  }
  const taps = makeTaps({ agenda, wake, wallUs, opened: speak })
  const live = makeLive(terrain, taps, seed)

  for (const node of terrain.nodes.values()) {
    node.simulated.listen({
      course: (given, usual) => live.course(node, given, usual),
      opened(server, opening, entry) {
        if (!taps.isOpen()) return
        if (entry === null) live.refused(node, server, opening)
        else live.opened(node, entry)
      },
      closed: (entry) => live.closed(node, entry),
    })
  }

  return (node) => ({
    async probe(one) {
      node.simulated.comeUp()
      const startedAtMs = node.simulated.kernel.wallMs()
      const { tried, tookMs, sightings } = attempt(probes, node, one, agenda.nowMs())
      if (taps.isOpen()) taps.show(sightings, false)
      await new Promise<void>((resolve) => {
        agenda.after(tookMs, resolve)
        wake(tookMs)
      })
      return { ...tried, startedAtMs }
    },
    capture(question, to) {
      node.simulated.comeUp()
      return taps.open(node, question, to)
    },
  })
}
