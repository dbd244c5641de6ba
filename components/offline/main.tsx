/** The pages of one HTML file: every view, a snapshot that lies in the file itself, and no hub. */
import { createRoot } from 'react-dom/client'
import { useReading } from '#components/frame/page-state.tsx'
import { addressOf } from '#components/kept/address-of.ts'
import { failed, type Outcome } from '#components/kept/outcome.ts'
import { readSnapshot } from '#components/kept/read.ts'
import { makeKeptClock } from '#components/live/clock.ts'
import { Pages } from '#components/pages.tsx'
import { navigate } from '#components/url/browser.ts'
import { loadWords, useWords } from '#components/words/use-words.ts'
import { fromBase64, placeId } from '#model/snapshot/one-file.ts'

const root = createRoot(document.getElementById('root')!)

async function open(): Promise<Outcome> {
  const bytes = fromBase64(document.getElementById(placeId)?.textContent ?? '')
  return bytes === null || bytes.length === 0 ? failed('damaged') : readSnapshot(bytes)
}

// All languages lie in the file.
Promise.all([open(), loadWords('zh')]).then(([outcome]) => {
  if (outcome.is === 'failed') return root.render(<NotOpened outcome={outcome} />)
  if (window.location.hash === '') navigate(addressOf(outcome.snapshot.address), { replace: true })
  root.render(<Pages clock={makeKeptClock({ snapshot: outcome.snapshot, from: 'page' })} />)
})

function NotOpened({ outcome }: { outcome: Extract<Outcome, { is: 'failed' }> }) {
  const { snapshots: say } = useWords()
  useReading()
  return (
    <main className="p-6" role="alert">
      <h1 className="text-20">{say.notOpened}</h1>
      <p className="mt-2">{say.troubles[outcome.why]}</p>
    </main>
  )
}
