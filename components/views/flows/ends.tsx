'use client'
import { assertNever } from '#components/parts/assert-never.ts'
import { NodeLink, PodLink } from '#components/parts/things.tsx'
import { withOptions } from '#components/url/address.ts'
import { useAddress } from '#components/url/browser.ts'
import { Link } from '#components/url/link.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { FlowEnd } from '#model/flow.ts'
import type { Owner } from '#model/flow-names.ts'
import { makeRealServerKey } from '#model/ids.ts'

/** Whose an address is, leading there. */
export function OwnerName({ owner }: { owner: Owner }) {
  const { flows: say } = useWords()
  switch (owner.is) {
    case 'pod':
      return <PodLink id={owner.pod} />
    case 'node':
      return <NodeLink name={owner.node} />
    case 'own-process':
      return <span>{say.ownProcess}</span>
    case 'unnamed':
      return <span className="text-ink-quiet">{say.unnamed}</span>
    default:
      return assertNever(owner)
  }
}

interface AddressTextProps {
  readonly end: FlowEnd
  /** What a click asks for: only connections with this address there. */
  readonly filter?: 'client' | 'backend'
  readonly look?: string
}

/** Address and port in the kernel's figures; the whole of it on hover where it is cut. */
export function AddressText({ end, filter, look = '' }: AddressTextProps) {
  const { flows: say } = useWords()
  const address = useAddress()
  const text = makeRealServerKey(end.address, end.port)
  if (filter === undefined) {
    return (
      <span className={`addr ${look}`} title={text}>
        {text}
      </span>
    )
  }
  return (
    <Link
      to={withOptions(address, { [filter]: end.address })}
      title={filter === 'client' ? say.onlyClient(end.address) : say.onlyBackend(end.address)}
      className={`addr hover:underline hover:underline-offset-3 ${look}`}
    >
      {text}
    </Link>
  )
}

/** The way of the packets; the turn is where the kernel translates. */
export const Arrow = ({ isTurn = false }: { isTurn?: boolean }) => (
  <span aria-hidden="true" className={isTurn ? 'text-accent' : 'text-ink-quiet'}>
    {isTurn ? '⇒' : '→'}
  </span>
)
