'use client'
import { Unknown } from '#components/parts/number.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { Words } from '#components/words/words.ts'
import type { MatrixRow } from './scene.ts'
import { type Fact, factsOf } from './verdict.ts'

/** The last column: what there should be, quiet where it is so, and the difference where it is not. */
export function WantedText({ row, isSettling }: { row: MatrixRow; isSettling: boolean }) {
  const words = useWords()
  const { standing, want } = row
  if (standing.is === 'unjudged') return <Unknown why={words.service.verdict.unjudged} />
  const count = want?.realServers.length ?? 0
  const wanted = count === 0 ? words.service.wantedNone : words.service.wanted(count)
  if (standing.is !== 'differs') return <span className="text-ink-quiet">{wanted}</span>
  const facts = factsOf(standing.drift)
  return (
    <div>
      <div>{wanted}</div>
      {facts.map((fact) => (
        <div key={JSON.stringify(fact)} className={`text-12 ${colourOf(fact, isSettling)}`}>
          {shortOf(fact, words)}
        </div>
      ))}
    </div>
  )
}

const colourOf = (fact: Fact, isSettling: boolean): string =>
  fact.is === 'draining' ? 'text-drain' : isSettling ? 'text-warn' : 'text-wrong'

function shortOf(fact: Fact, words: Words): string {
  const say = words.service
  switch (fact.is) {
    case 'no-virtual-server':
      return say.noVirtualServer
    case 'missing':
    case 'foreign':
    case 'draining':
      return `${say[fact.is]} ${fact.rows.length}`
    case 'weight':
      return say.weightWrong(fact.have, fact.want)
    case 'method':
      return say.methodWrong(fact.have, fact.want)
    case 'setting':
      return say.methodWrong(fact.have, fact.want)
    default:
      return say.foreign
  }
}
