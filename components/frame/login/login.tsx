'use client'
import { useWho } from '#components/live/hooks.ts'
import { useWords } from '#components/words/use-words.ts'
import { Switches } from '../switches.tsx'
import { LogOut } from '../user.tsx'
import { Guide } from './guide.tsx'
import { Ways } from './ways.tsx'

/** In place of everything while the hub does not know who looks, or these may not. */
export function Login({ mayNot }: { mayNot: boolean }) {
  const { login: say } = useWords()
  // It did know, a moment ago: the login has ended while the page was open.
  const hasEnded = useWho() !== null
  return (
    <div className="flex min-h-dvh flex-col">
      <div className="flex h-11 shrink-0 items-center justify-end px-4 sm:px-6">
        {mayNot && <LogOut />}
        <Switches />
      </div>
      <main id="main" tabIndex={-1} className="flex flex-1 flex-col justify-center pb-[14vh] outline-none">
        <Guide />
        <section className="mx-auto w-full max-w-90 px-5">
          {mayNot ? <p className="text-center text-14">{say.noRole}</p> : <Ways hasEnded={hasEnded} />}
        </section>
      </main>
    </div>
  )
}
