'use client'
import { type FormEvent, useEffect, useId, useState } from 'react'
import { askMe } from '#components/live/who.ts'
import { ActionButton } from '#components/parts/actions.tsx'
import { apiAddress, postJson } from '#components/url/api.ts'
import { basePath } from '#components/url/browser.ts'
import { useWords } from '#components/words/use-words.ts'
import type { Me } from '#model/me.ts'
import { Logo } from './logo.tsx'
import { Switches } from './switches.tsx'
import { LogOut } from './user.tsx'

/** Where the hub sends a browser back to that was refused elsewhere. */
const failedHash = '#login-failed'

/** In place of everything while the hub does not know who looks, or these may not. */
export function Login({ mayNot }: { mayNot: boolean }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <div className="flex h-11 items-center justify-end px-4 sm:px-6">
        {mayNot && <LogOut />}
        <Switches />
      </div>
      <main id="main" tabIndex={-1} className="flex flex-1 outline-none">
        {mayNot ? <NoRole /> : <Ways />}
      </main>
    </div>
  )
}

function NoRole() {
  const { login: say } = useWords()
  return <p className="m-auto max-w-100 px-4 text-14">{say.noRole}</p>
}

/** How one logs in to this hub. */
function Ways() {
  const { login: say } = useWords()
  const [me, setMe] = useState<Me | null>(null)
  useEffect(() => {
    let isGone = false
    askMe(basePath()).then((answer) => isGone || setMe(answer))
    return () => {
      isGone = true
    }
  }, [])
  return (
    <section className="m-auto w-full max-w-100 space-y-5 px-4 py-12" data-login={me?.mode}>
      <div className="flex items-center gap-3">
        <Logo size={36} />
        <div>
          <h1 className="text-20 font-medium">{say.title}</h1>
          <p className="text-13 break-words text-ink-quiet">{say.hub(window.location.host)}</p>
        </div>
      </div>
      {window.location.hash === failedHash && <p className="text-13 text-wrong">{say.failed}</p>}
      {me?.login.oidc && <ByProvider />}
      {me?.login.oidc && me.login.token && <p className="text-13 text-ink-quiet">{say.or}</p>}
      {me?.login.token && <ByToken />}
      {me !== null && !me.login.oidc && !me.login.token && <p className="text-13">{say.otherWay(me.mode)}</p>}
    </section>
  )
}

/** Leaves this page, and comes back to it. */
function ByProvider() {
  const { login: say } = useWords()
  const { pathname, search } = window.location
  const href = `${apiAddress(['login', 'oidc'])}?to=${encodeURIComponent(pathname + search)}`
  return (
    <a
      href={href}
      className="block rounded border border-accent bg-accent px-3 py-2 text-center text-14 font-medium text-ground hover:opacity-90"
    >
      {say.provider}
    </a>
  )
}

function ByToken() {
  const { login: say } = useWords()
  const field = useId()
  const [token, setToken] = useState('')
  const [state, setState] = useState<{ readonly isOut: boolean; readonly trouble: string | null }>({
    isOut: false,
    trouble: null,
  })
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (state.isOut || token.trim() === '') return
    setState({ isOut: true, trouble: null })
    const answer = await postJson(['login'], { token: token.trim() })
    if (!answer.ok) return setState({ isOut: false, trouble: answer.why ?? say.noAnswer })
    window.history.replaceState(null, '', window.location.pathname + window.location.search)
    window.location.reload()
  }
  return (
    <form onSubmit={submit} className="space-y-3">
      <label htmlFor={field} className="block text-13 font-medium">
        {say.token}
      </label>
      <input
        id={field}
        type="password"
        autoComplete="current-password"
        spellCheck={false}
        value={token}
        onChange={({ target }) => setToken(target.value)}
        aria-describedby={`${field}-where`}
        className="h-9 w-full rounded border border-line bg-panel px-2.5 font-mono text-14"
      />
      <p id={`${field}-where`} className="text-12 text-ink-quiet">
        {say.tokenWhere}
      </p>
      {state.trouble !== null && (
        <p role="alert" className="text-13 text-wrong">
          {state.trouble}
        </p>
      )}
      <ActionButton isMain isDisabled={state.isOut || token.trim() === ''}>
        {state.isOut ? say.isOut : say.submit}
      </ActionButton>
    </form>
  )
}
