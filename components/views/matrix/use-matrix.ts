'use client'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useCluster } from '#components/live/hooks.ts'
import type { Cluster } from '#model/cluster.ts'
import { type Grid, makeGridReader } from './grid.ts'
import type { MatrixOptions } from './options.ts'
import { type MatrixScene, makeScenes } from './scene.ts'

export interface Matrix {
  readonly cluster: Cluster
  readonly grid: Grid
  readonly scene: MatrixScene
  /** What is on screen is of another namespace: that of this one has not come yet. */
  readonly isOld: boolean
  /** Every namespace seen since the page was opened: the matrix of one names no other. */
  readonly namespaces: readonly string[]
}

/** The newest matrix; while that of another namespace is on its way, the one before. */
export function useMatrix({ namespace, by, query, onlyProblems }: MatrixOptions): Matrix {
  const newest = useCluster({ is: 'matrix', namespace })
  const last = useRef(newest)
  const isWaiting = newest.at === 0
  useEffect(() => {
    if (!isWaiting) last.current = newest
  }, [newest, isWaiting])
  const cluster = isWaiting ? last.current : newest
  const [read] = useState(makeGridReader)
  const [makeScene] = useState(makeScenes)
  const grid = read(cluster)
  const pairs = cluster.sums?.pairs ?? null
  // A tick of load is no other picture of drift.
  const drawn = by === 'drift' ? null : pairs
  const scene = useMemo(
    () => makeScene(grid, drawn, { by, query, onlyProblems }),
    [makeScene, grid, drawn, by, query, onlyProblems],
  )
  const namespaces = useNamespaces(grid, namespace)
  return { cluster, grid, scene, isOld: isWaiting && cluster.at > 0, namespaces }
}

function useNamespaces({ rows }: Grid, chosen: string): readonly string[] {
  const [seen, setSeen] = useState<readonly string[]>([])
  const here = [chosen, ...rows.map(({ namespace }) => namespace)].filter((name) => name !== '' && !seen.includes(name))
  if (here.length > 0) setSeen([...new Set([...seen, ...here])].sort())
  return seen
}
