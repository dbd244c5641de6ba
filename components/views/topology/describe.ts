/** The selection in one line, for those who hear the page. */
import type { ThingId } from '#model/thing.ts'
import type { Facts } from './facts.ts'
import type { Labels } from './labels.ts'
import { parseSelection } from './options.ts'
import { nameOf } from './tips.ts'

export function describeSelection(facts: Facts, select: ThingId, { words, note }: Labels): string {
  if (select === '') return ''
  const node = facts.nodes.find((each) => each.id === select)
  if (node)
    return words.panel.described(words.tip.node, node.name, note(node, facts.cluster.at) || words.tone[node.tone])
  const service = facts.services.find((each) => each.id === select)
  if (service) {
    const state = service.backends.length === 0 ? words.note.noEndpoints : words.tone[service.tone]
    return words.panel.described(words.tip.service, service.name, `${service.addresses.join(' ')} ${state}`.trim())
  }
  const backend = facts.backends.find((each) => each.id === select)
  if (backend) {
    const state = backend.state === 'ready' ? backend.host : words.note[backend.state]
    const kind = backend.id.startsWith('pod:') ? words.tip.pod : words.tip.endpoint
    return words.panel.described(kind, backend.name, `${backend.address} ${state}`)
  }
  if (parseSelection(select).is === 'group') return nameOf(facts, select)
  return select.startsWith('row:') ? select.slice('row:'.length).split('|').join(' ') : words.panel.gone
}
