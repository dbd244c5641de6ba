'use client'
import { Empty } from '#components/parts/empty.tsx'
import { PageBody } from '#components/parts/page.tsx'
import { to } from '#components/url/address.ts'
import { useAddress } from '#components/url/browser.ts'
import { Link } from '#components/url/link.tsx'
import { useWords } from '#components/words/use-words.ts'

export function UnknownAddress() {
  const words = useWords()
  const { params } = useAddress()
  return (
    <PageBody title={words.frame.notFound}>
      <Empty nothing="none">
        <p>{words.frame.unknownAddress(params.path ?? '')}</p>
        <Link to={to('topology')} className="text-accent underline">
          {words.frame.toTopology}
        </Link>
      </Empty>
    </PageBody>
  )
}
