'use client'
import { useFeed, useWho } from '#components/live/hooks.ts'
import { postJson } from '#components/url/api.ts'
import { useWords } from '#components/words/use-words.ts'

/** Who is logged in, and the way out; nothing where nobody logs in. */
export function User() {
  const { login: say, parts } = useWords()
  const who = useWho()
  const feed = useFeed()
  if (who === null || who.login === 'open' || who.login === 'demo' || feed.is === 'refused') return null
  const name = who.name || say.unnamed
  return (
    <div className="flex min-w-0 items-center text-13 text-ink-quiet" data-user={name}>
      <span className="max-w-32 truncate px-1.5 max-sm:hidden" title={say.as(name, who.roles.join(parts.comma))}>
        {name}
      </span>
      {who.login !== 'proxy' && <LogOut />}
    </div>
  )
}

export function LogOut() {
  const { login: say } = useWords()
  const logOut = async () => {
    const answer = await postJson(['logout'], {})
    const to = answer.ok ? providerIn(answer.value) : null
    if (to === null) window.location.reload()
    else window.location.assign(to)
  }
  return (
    <button
      type="button"
      onClick={logOut}
      className="cursor-pointer rounded px-1.5 py-1 text-13 whitespace-nowrap text-ink-quiet hover:text-ink"
    >
      {say.out}
    </button>
  )
}

/** Where one logs out at the provider too; null where there is none. */
function providerIn(value: unknown): string | null {
  const to = typeof value === 'object' && value !== null && 'to' in value ? value.to : null
  return typeof to === 'string' && /^https?:\/\//.test(to) ? to : null
}
