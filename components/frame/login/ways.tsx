'use client'
import { useEffect, useState } from 'react'
import { askMe } from '#components/live/who.ts'
import { apiAddress } from '#components/url/api.ts'
import { basePath } from '#components/url/browser.ts'
import { useWords } from '#components/words/use-words.ts'
import type { Me } from '#model/me.ts'
import { mainButton } from './button.ts'
import { ByToken } from './by-token.tsx'

/** Where the hub sends a browser back to that was refused elsewhere. */
const failedHash = '#login-failed'

/** How one logs in to this hub. */
export function Ways({ hasEnded }: { hasEnded: boolean }) {
  const { login: say } = useWords()
  const [me, setMe] = useState<Me | null>(null)
  useEffect(() => {
    let isGone = false
    askMe(basePath()).then((answer) => isGone || setMe(answer))
    return () => {
      isGone = true
    }
  }, [])
  const hasFailed = window.location.hash === failedHash
  return (
    <div className="space-y-5" data-login={me?.mode}>
      <div className="text-center">
        <h1 className="text-20">{say.title}</h1>
        <p className="mt-1 text-13 text-ink-quiet">
          {say.hub} <span className="addr break-all text-ink">{window.location.host}</span>
        </p>
      </div>
      {hasEnded && !hasFailed && <Remark>{say.ended}</Remark>}
      {hasFailed && <Remark isWrong>{say.failed}</Remark>}
      {me?.login.oidc && <ByProvider />}
      {me?.login.oidc && me.login.token && <Or />}
      {me?.login.token && <ByToken isFirst={!me.login.oidc} />}
      {me !== null && !me.login.oidc && !me.login.token && <Remark>{say.otherWay(me.mode)}</Remark>}
    </div>
  )
}

function Remark({ isWrong = false, children }: { isWrong?: boolean; children: string }) {
  return (
    <p
      role="status"
      className={`rounded border px-3 py-2.5 text-13 ${isWrong ? 'border-wrong/60 text-wrong' : 'border-line bg-panel'}`}
    >
      {children}
    </p>
  )
}

/** Leaves this page, and comes back to it. */
function ByProvider() {
  const { login: say } = useWords()
  const { pathname, search } = window.location
  const href = `${apiAddress(['login', 'oidc'])}?to=${encodeURIComponent(pathname + search)}`
  return (
    <a href={href} className={`${mainButton} flex items-center justify-center`}>
      {say.provider}
    </a>
  )
}

function Or() {
  const { login: say } = useWords()
  return (
    <div className="flex items-center gap-3 text-12 text-ink-quiet">
      <span className="h-px flex-1 bg-line" />
      {say.or}
      <span className="h-px flex-1 bg-line" />
    </div>
  )
}
