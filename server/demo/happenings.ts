/** What happens by itself in a scenario, at its time. */
import type { DemoAgents } from './agents.ts'
import type { World } from './cluster/world.ts'
import { makeRandom } from './random.ts'
import type { Scenario } from './scenarios/sketch.ts'

export function schedule(
  scenario: Scenario,
  seed: string,
  world: World,
  agents: DemoAgents,
  log: (sentence: string) => void,
): void {
  const random = makeRandom(seed, 'happenings')
  const tell = (problem: string | null) => {
    if (problem !== null) log(problem)
  }
  for (const happening of scenario.happenings) {
    switch (happening.is) {
      case 'drift':
        world.agenda.after(happening.afterMs, () => tell(world.drift(happening.node, happening.service, true)))
        break
      case 'breaks': {
        const { node, kind, towards } = happening
        world.agenda.after(happening.afterMs, () => tell(world.break(node, kind, { node: towards, service: null })))
        break
      }
      case 'agent-dies':
        world.agenda.after(happening.afterMs, () => {
          agents.setState(happening.node, 'dead').then(tell, (error: Error) => tell(error.message))
        })
        break
      case 'rollouts': {
        const roll = () => {
          tell(world.rollout(random.pick(happening.of)))
          world.agenda.after(happening.everyMs * random.between(0.7, 1.3), roll)
        }
        world.agenda.after(happening.everyMs * random.between(0.3, 0.6), roll)
      }
    }
  }
}
