'use client'
import { useCluster } from '#components/live/hooks.ts'
import { Empty } from '#components/parts/empty.tsx'
import { PageBody } from '#components/parts/page.tsx'
import { to } from '#components/url/address.ts'
import { useAddress } from '#components/url/browser.ts'
import { Link } from '#components/url/link.tsx'
import { useWords } from '#components/words/use-words.ts'

export function UnknownAddress() {
  const words = useWords()
  const { params } = useAddress()
  // The frame's figures come with whatever a view looks at; here there is no view.
  useCluster()
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
