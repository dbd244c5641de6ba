'use client'
import { useMemo } from 'react'
import { useCluster } from '#components/live/hooks.ts'
import { Empty } from '#components/parts/empty.tsx'
import { FilterChoice, FilterField, FilterSwitch } from '#components/parts/filter.tsx'
import { PageBody } from '#components/parts/page.tsx'
import { Table } from '#components/parts/table.tsx'
import { withOptions } from '#components/url/address.ts'
import { useAddress } from '#components/url/browser.ts'
import { Link } from '#components/url/link.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { Cluster } from '#model/cluster.ts'
import { sumsOf } from '#model/sums/of.ts'
import { columnsOf } from './columns.tsx'
import { filterServices, makeServiceRows, type ServiceRow } from './scene.ts'

/** All Services in one list. */
export default function ServicesView() {
  const words = useWords()
  const cluster = useCluster()
  const { options } = useAddress()
  const rows = useMemo(() => makeServiceRows(cluster), [cluster])
  const shown = filterServices(rows, {
    text: options.q ?? '',
    namespace: options.ns ?? '',
    onlyWrong: options.state === 'wrong',
  })
  const namespaces = [...new Set(rows.map(({ service }) => service.namespace))]
  return (
    <PageBody
      title={words.titles.services}
      aside={
        <span className="text-13 text-ink-quiet tabular-nums">
          {words.services.count(shown.length, rows.length)}
          {!sumsOf(cluster).exact && ` · ${words.services.rounded}`}
        </span>
      }
    >
      <div className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        <FilterField label={words.services.filter} />
        <FilterChoice
          label={words.services.namespace}
          option="ns"
          all={words.services.allNamespaces}
          choices={namespaces}
        />
        <FilterSwitch label={words.services.onlyWrong} option="state" value="wrong" />
      </div>
      <List cluster={cluster} all={rows} shown={shown} />
    </PageBody>
  )
}

function List({ cluster, all, shown }: { cluster: Cluster; all: readonly ServiceRow[]; shown: readonly ServiceRow[] }) {
  const words = useWords()
  const address = useAddress()
  const isKnown = cluster.api.get('services')?.is === 'live'
  if (all.length === 0) {
    return (
      <Empty nothing={isKnown ? 'none' : 'not-known'}>{isKnown ? words.services.none : words.services.notKnown}</Empty>
    )
  }
  if (shown.length === 0) {
    return (
      <Empty nothing="no-match">
        {words.services.noMatch}{' '}
        <Link to={withOptions(address, { q: '', ns: '', state: '' })} className="text-accent underline">
          {words.services.clear}
        </Link>
      </Empty>
    )
  }
  return (
    <Table
      caption={words.titles.services}
      columns={columnsOf(words)}
      rows={shown}
      keyOf={({ service }) => service.id}
    />
  )
}
