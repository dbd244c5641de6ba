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
  const logOut = () => postJson(['logout'], {}).then(() => window.location.reload())
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
