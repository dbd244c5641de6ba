'use client'
import { useMemo } from 'react'
import { useFeed } from '#components/live/hooks.ts'
import { Empty } from '#components/parts/empty.tsx'
import { FilterSwitch } from '#components/parts/filter.tsx'
import { InPresent, useIsPresent } from '#components/parts/in-present.tsx'
import { PageBody } from '#components/parts/page.tsx'
import { withOptions } from '#components/url/address.ts'
import { useAddress } from '#components/url/browser.ts'
import { Link } from '#components/url/link.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { AccessTest } from '#model/access/access.ts'
import { summariseTest } from '#model/access/summary.ts'
import { Ask } from './ask.tsx'
import { Grid } from './grid.tsx'
import { AccessLegend } from './legend.tsx'
import type { AccessOptions } from './options.ts'
import { CellPanel } from './panel.tsx'
import { TestState } from './progress.tsx'
import { Rows } from './rows.tsx'
import { type AccessScene, makeAccessScene } from './scene.ts'
import { SummaryText } from './summary-text.tsx'
import { TestLists } from './tests.tsx'
import { Twin } from './twin.tsx'
import { type Access, useAccess } from './use-access.ts'

/** Does every node get an answer from each Service port, how fast, and from whom? The answer first, then how to ask. */
export default function AccessView() {
  const words = useWords()
  const access = useAccess()
  const { test, options, cells, names, lists } = access
  const { onlyProblems, worstFirst } = options
  const scene = useMemo(
    () => test && makeAccessScene(test, cells, names, { onlyProblems, worstFirst }),
    [test, cells, names, onlyProblems, worstFirst],
  )
  return (
    <PageBody
      title={words.titles.access}
      aside={
        <span className="text-13 text-ink-quiet tabular-nums">
          {lists.accessTests.size > 0 && words.access.count(lists.accessTests.size)}
        </span>
      }
    >
      <div className="flex flex-col gap-x-10 gap-y-5 lg:flex-row">
        <div className="min-w-0 flex-1 space-y-4">
          {test === null || scene === null ? <NothingYet options={options} /> : <Answer test={test} scene={scene} />}
          <InPresent>
            <Ask access={access} />
          </InPresent>
        </div>
        <div className="max-h-52 shrink-0 overflow-y-auto lg:w-80">
          <TestLists access={access} />
        </div>
      </div>
      {test !== null && scene !== null && (
        <div className={`mt-4 border-t border-line pt-3 ${access.isOld ? 'opacity-50' : ''}`} aria-busy={access.isOld}>
          <Picture access={access} test={test} scene={scene} />
        </div>
      )}
    </PageBody>
  )
}

function Answer({ test, scene }: { test: AccessTest; scene: AccessScene }) {
  const summary = useMemo(() => summariseTest(scene.cells), [scene])
  return (
    <div className="space-y-2">
      <SummaryText summary={summary} test={test} />
      <TestState test={test} />
    </div>
  )
}

function NothingYet({ options }: { options: AccessOptions }) {
  const { access } = useWords()
  const say = access.nothing
  const isPresent = useIsPresent()
  const { is } = useFeed()
  if (options.test !== '') return <Empty nothing="none">{say.noTest(options.test)}</Empty>
  const none = isPresent ? say.none : is === 'kept' || is === 'past' ? say.notKept : say.notMade
  return <Empty nothing="none">{options.question === null ? none : say.noneOfPorts}</Empty>
}

function Picture({ access, test, scene }: { access: Access; test: AccessTest; scene: AccessScene }) {
  const { options, names } = access
  const { asTable, cell } = options
  const chosen =
    cell && (scene.cells.find((each) => each.cell.node === cell.node && each.cell.port === cell.port) ?? null)
  return (
    <div className="flex items-start gap-x-5">
      <div className="min-w-0 flex-1 space-y-3">
        <Controls asTable={asTable} />
        <Body scene={scene} options={options} isNarrowed={cell !== null} />
        {!asTable && <AccessLegend cells={scene.cells} isOfRows={test.asked.ports.length === 1} />}
      </div>
      {cell !== null && <CellPanel test={test} name={cell} view={chosen} names={names} />}
    </div>
  )
}

function Controls({ asTable }: { asTable: boolean }) {
  const { access } = useWords()
  const address = useAddress()
  const say = access.map
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
      <FilterSwitch label={say.onlyProblems} option="problems" value="1" />
      <FilterSwitch label={say.worstFirst} option="order" value="worst" />
      <Link
        to={withOptions(address, { as: asTable ? '' : 'table', sort: '' })}
        className="ml-auto text-13 text-accent underline underline-offset-3"
      >
        {asTable ? say.asMap : say.asTable}
      </Link>
    </div>
  )
}

interface BodyProps {
  readonly scene: AccessScene
  readonly options: AccessOptions
  /** A panel stands beside it. */
  readonly isNarrowed: boolean
}

/** Columns of a grid that a wide screen holds. */
const widest = 20

function Body({ scene, options, isNarrowed }: BodyProps) {
  const { access } = useWords()
  const address = useAddress()
  if (scene.rows.length === 0) {
    return (
      <Empty nothing="no-match">
        {access.map.noProblems}{' '}
        <Link to={withOptions(address, { problems: '' })} replace className="text-accent underline underline-offset-3">
          {access.map.showAll}
        </Link>
      </Empty>
    )
  }
  if (options.asTable) return <Twin scene={scene} />
  const isWide = scene.columns.length > widest || (isNarrowed && scene.columns.length > 1)
  return (
    <div className={`-mx-4 overflow-x-auto px-4 py-1 sm:mx-0 sm:px-0.5 ${isWide ? '' : 'xl:overflow-visible'}`}>
      {scene.columns.length === 1 ? (
        <Rows scene={scene} selected={options.cell} isNarrowed={isNarrowed} />
      ) : (
        <Grid scene={scene} selected={options.cell} />
      )}
    </div>
  )
}
