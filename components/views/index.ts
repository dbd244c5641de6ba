/** The views. A view is one folder and one line here; each is loaded when first opened. */
import type { ComponentType } from 'react'
import type { Address } from '#components/url/address.ts'
import { routes, type ViewId } from '#components/url/routes.ts'
import type { TitleKey } from '#components/words/words.ts'
import { overview, type Scope } from '#model/scope.ts'
import { nodeScope, serviceScope } from './scopes.ts'

export interface View {
  readonly id: ViewId
  readonly path: string
  readonly title: TitleKey
  /** What it looks at: asked for while its code still loads. Left out where it waits by itself. */
  readonly scope?: (params: Address['params']) => Scope
  /** About more than one moment, or what the hub keeps of them: there is none within a snapshot. */
  readonly isOfHub?: true
  readonly load: () => Promise<{ default: ComponentType }>
}

const everything = () => overview

export const views: readonly View[] = [
  {
    id: 'topology',
    path: routes.topology,
    title: 'topology',
    scope: everything,
    load: () => import('./topology/view.tsx'),
  },
  { id: 'matrix', path: routes.matrix, title: 'matrix', load: () => import('./matrix/view.tsx') },
  {
    id: 'services',
    path: routes.services,
    title: 'services',
    scope: everything,
    load: () => import('./services/view.tsx'),
  },
  {
    id: 'service',
    path: routes.service,
    title: 'service',
    scope: serviceScope,
    load: () => import('./service/view.tsx'),
  },
  { id: 'nodes', path: routes.nodes, title: 'nodes', scope: everything, load: () => import('./nodes/view.tsx') },
  { id: 'node', path: routes.node, title: 'node', scope: nodeScope, load: () => import('./node/view.tsx') },
  { id: 'flows', path: routes.flows, title: 'flows', load: () => import('./flows/view.tsx') },
  { id: 'access', path: routes.access, title: 'access', load: () => import('./access/view.tsx') },
  { id: 'walk', path: routes.walk, title: 'walk', scope: everything, load: () => import('./walk/view.tsx') },
  { id: 'compare', path: routes.compare, title: 'compare', isOfHub: true, load: () => import('./compare/view.tsx') },
  {
    id: 'embedBuilder',
    path: routes.embedBuilder,
    title: 'embedBuilder',
    isOfHub: true,
    load: () => import('./embed-builder/view.tsx'),
  },
  {
    id: 'snapshots',
    path: routes.snapshots,
    title: 'snapshots',
    isOfHub: true,
    load: () => import('./snapshots/view.tsx'),
  },
]
