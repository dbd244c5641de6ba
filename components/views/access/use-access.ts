'use client'
import { useEffect, useMemo, useRef } from 'react'
import { useCluster, useTopologyCluster } from '#components/live/hooks.ts'
import { useAddress } from '#components/url/browser.ts'
import type { AccessTest } from '#model/access/access.ts'
import type { Cluster } from '#model/cluster.ts'
import { type AccessOptions, parseOptions, type Question, usualQuestion } from './options.ts'
import { shownTest } from './scene.ts'

export interface Access {
  readonly options: AccessOptions
  /** Names of nodes, Services and endpoints. */
  readonly names: Cluster
  /** Lists of tests and schedules. */
  readonly lists: Cluster
  /** Null where there is none to show. */
  readonly test: AccessTest | null
  readonly cells: Cluster['accessCells']
  /** What the form says: the address, else the shown test, else what is usual. */
  readonly question: Question
  /** The cells of the test have not come yet: those on screen are of the one before. */
  readonly isOld: boolean
}

export function useAccess(): Access {
  const address = useAddress()
  const options = useMemo(() => parseOptions(address.options), [address])
  const names = useTopologyCluster()
  const lists = useCluster({ is: 'access', test: options.test })
  const wanted = shownTest(lists.accessTests, options)
  const isNewest = wanted !== null && [...lists.accessTests.keys()].at(-1) === wanted.id
  const named = options.test !== '' || isNewest ? options.test : (wanted?.id ?? '')
  const own = useCluster({ is: 'access', test: named })
  const last = useRef({ test: wanted, cells: own.accessCells })
  const isHere = wanted === null || [...own.accessCells.values()].some(({ test }) => test === wanted.id)
  useEffect(() => {
    if (isHere) last.current = { test: wanted, cells: own.accessCells }
  }, [isHere, wanted, own])
  const shown = isHere ? { test: wanted, cells: own.accessCells } : last.current
  const all = names.nodes.size
  const question = useMemo(() => options.question ?? questionOf(shown.test, all), [options, shown.test, all])
  return { options, names, lists, ...shown, question, isOld: !isHere }
}

/** Of a test that asked every node the next asks every node too, also those that came since. */
const questionOf = (test: AccessTest | null, nodes: number): Question =>
  test === null ? usualQuestion : { ...test.asked, nodes: test.asked.nodes.length >= nodes ? [] : test.asked.nodes }
