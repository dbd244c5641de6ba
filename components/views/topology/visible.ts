/** The part of the facts the options ask for: a filter in words, a namespace, only what is wrong. */

import type { ThingId } from '#model/thing.ts'
import type { BackendFact } from './backends.ts'
import type { Facts, NodeFact, ServiceFact } from './facts.ts'
import type { TopologyOptions } from './options.ts'
import { isProblem } from './tone.ts'

export interface Visible {
  readonly nodes: readonly NodeFact[]
  readonly services: readonly ServiceFact[]
  readonly backends: readonly BackendFact[]
}

const everything = () => true

/** Whether a Service or Pod is among them. */
export function isShownIn(visible: Visible, facts: Facts): (id: ThingId) => boolean {
  if (visible === facts) return everything
  const shown = new Set([...visible.services, ...visible.backends].map(({ id }) => id))
  return (id) => shown.has(id)
}

export function visibleFacts(facts: Facts, options: TopologyOptions): Visible {
  const words = options.query.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0 && options.namespace === '' && !options.onlyProblems) return facts

  const matches = (text: string) => words.every((word) => text.toLowerCase().includes(word))
  const byId = new Map(facts.backends.map((backend) => [backend.id, backend]))
  let services = facts.services
  let nodes = facts.nodes
  let only: ReadonlySet<ThingId> | null = null
  if (options.namespace !== '') services = services.filter((service) => service.namespace === options.namespace)
  if (words.length > 0) {
    const named = services.filter((service) => matches(textOfService(service)))
    const pods = new Set(facts.backends.filter((backend) => matches(textOfBackend(backend))).map(({ id }) => id))
    const found = nodes.filter((node) => matches(textOfNode(node)))
    if (named.length > 0) services = named
    else if (pods.size > 0) {
      only = pods
      services = services.filter((service) => service.backends.some((backend) => pods.has(backend)))
    } else if (found.length === 0) return { nodes: [], services: [], backends: [] }
    if (named.length === 0 && pods.size === 0) nodes = found
  }
  if (options.onlyProblems) {
    const troubled = new Set(services.flatMap((service) => service.problemNodes))
    services = services.filter((service) => isProblem(service.tone))
    nodes = nodes.filter((node) => !node.trusted || isProblem(node.tone) || troubled.has(node.name))
  }
  const reached = new Set(services.flatMap((service) => service.backends))
  const backends = [...reached].flatMap((id) => (only === null || only.has(id) ? (byId.get(id) ?? []) : []))
  return { nodes, services, backends }
}

const textOfService = (service: ServiceFact): string =>
  [`${service.namespace}/${service.name}`, ...service.addresses, ...service.ports.map(({ port }) => `:${port}`)].join(
    ' ',
  )

const textOfBackend = (backend: BackendFact): string => `${backend.namespace}/${backend.name} ${backend.address}`

const textOfNode = ({ node, name }: NodeFact): string =>
  [name, node.kube?.zone ?? '', ...(node.kube?.addresses ?? [])].join(' ')
