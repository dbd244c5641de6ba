/** The sources: one line each. The IPVS table, connections and conntrack are read otherwise: often, or on demand. */
import type * as v from 'valibot'
import type { FactHash } from '../ids.ts'
import { devices } from './devices/index.ts'
import { ipsets } from './ipsets/index.ts'
import { kubeProxy } from './kube-proxy/index.ts'
import { routes } from './routes/index.ts'
import { rules } from './rules/index.ts'
import { serviceAddresses } from './service-addresses/index.ts'
import { settings } from './settings/index.ts'

export const sources = [devices, serviceAddresses, routes, rules, settings, ipsets, kubeProxy] as const

type AnySource = (typeof sources)[number]
export type SourceName = AnySource['name']

/** What a source read, with its name. */
export type FactValue = {
  [Each in AnySource as Each['name']]: {
    readonly source: Each['name']
    readonly value: v.InferOutput<Each['schema']>
  }
}[SourceName]

/** The value a source of this name reads. */
export type FactOf<Name extends SourceName> = Extract<FactValue, { readonly source: Name }>['value']

/** How the newest reading of one source went on one node. */
export type FactReport =
  | { readonly is: 'read'; readonly hash: FactHash }
  | { readonly is: 'unsupported'; readonly why: string }
  | { readonly is: 'unreadable'; readonly why: string }
