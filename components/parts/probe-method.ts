/** How a port is asked, as people choose it and as an address has it: `method=http&ask=/path`. */
import type { ServicePortId } from '#model/ids.ts'
import type { ProbeMethod } from '#model/probe/question.ts'
import type { Protocol } from '#model/topology.ts'

export const methods = ['tcp', 'http', 'https', 'dns', 'udp'] as const
export type MethodName = (typeof methods)[number]

/** `ask` is the path, or the name a DNS server is asked for. */
export function methodNamed(name: MethodName, ask: string): ProbeMethod {
  switch (name) {
    case 'http':
    case 'https':
      return { is: name, path: ask.startsWith('/') ? ask : `/${ask}`, host: '', statuses: [] }
    case 'dns':
      return { is: 'dns', name: ask || 'kubernetes.default.svc.cluster.local' }
    case 'udp':
      return { is: 'udp', payload: '' }
    case 'tcp':
      return { is: 'tcp' }
  }
}

/** What of a method a person writes; null where there is nothing to write. */
export function askOf(method: ProbeMethod | null): string | null {
  if (method === null) return null
  return 'path' in method ? method.path : 'name' in method ? method.name : null
}

type Options = Readonly<Record<string, string>>

/** Null for the usual one of the port. */
export function parseMethod(options: Options): ProbeMethod | null {
  const name = methods.find((method) => method === options['method'])
  return name === undefined ? null : methodNamed(name, options['ask'] ?? '')
}

/** Back into options of the address; empty ones are taken out. */
export function formatMethod(method: ProbeMethod | null): { readonly method: string; readonly ask: string } {
  const ask = askOf(method)
  return { method: method?.is ?? '', ask: ask === null || ask === '/' ? '' : ask }
}

/** By which all of these ports can be asked. */
export function methodsOf(ports: readonly ServicePortId[]): readonly MethodName[] {
  const protocols = new Set(ports.map((id) => id.slice(id.lastIndexOf('/') + 1) as Protocol))
  if (protocols.size !== 1) return []
  return protocols.has('UDP') ? ['dns', 'udp'] : protocols.has('TCP') ? ['tcp', 'http', 'https'] : []
}
