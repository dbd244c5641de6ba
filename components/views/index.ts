/** The views. A view is one folder and one line here; each is loaded when first opened. */
import type { ComponentType } from 'react'
import { routes, type ViewId } from '#components/url/routes.ts'
import type { TitleKey } from '#components/words/words.ts'

export interface View {
  readonly id: ViewId
  readonly path: string
  readonly title: TitleKey
  readonly load: () => Promise<{ default: ComponentType }>
}

export const views: readonly View[] = [
  { id: 'topology', path: routes.topology, title: 'topology', load: () => import('./topology/view.tsx') },
  { id: 'services', path: routes.services, title: 'services', load: () => import('./services/view.tsx') },
  { id: 'service', path: routes.service, title: 'service', load: () => import('./service/view.tsx') },
  { id: 'nodes', path: routes.nodes, title: 'nodes', load: () => import('./nodes/view.tsx') },
  { id: 'node', path: routes.node, title: 'node', load: () => import('./node/view.tsx') },
]
