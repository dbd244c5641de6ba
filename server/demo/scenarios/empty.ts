/** Nodes and nothing on them: kube-proxy has nothing to program. */
import { reference } from './reference.ts'
import type { Scenario } from './sketch.ts'

export const empty = (): Scenario => ({ ...reference(), clusterName: 'empty', workloads: [], services: [] })
