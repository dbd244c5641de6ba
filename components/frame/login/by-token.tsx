'use client'
import { type FormEvent, useId, useRef, useState } from 'react'
import { postJson } from '#components/url/api.ts'
import { useWords } from '#components/words/use-words.ts'
import { mainButton, otherButton } from './button.ts'

/** `isFirst`: there is no other way, so one can begin to type. */
export function ByToken({ isFirst }: { isFirst: boolean }) {
  const { login: say, parts } = useWords()
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  const [isOut, setOut] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const token = field.current?.value.trim() ?? ''
    if (token === '') return field.current?.focus()
    if (isOut) return
    setOut(true)
    setTrouble(null)
    const answer = await postJson(['login'], { token })
    if (answer.ok) {
      window.history.replaceState(null, '', window.location.pathname + window.location.search)
      return window.location.reload()
    }
    setOut(false)
    setTrouble(answer.status === 401 ? say.wrong : answer.why === null ? say.noAnswer : parts.said(answer.why))
    field.current?.select()
  }
  return (
    <form onSubmit={submit} className="space-y-3">
      <div className="space-y-1.5">
        <label htmlFor={id} className="block text-13 font-medium">
          {say.token}
        </label>
        <input
          ref={field}
          id={id}
          type="password"
          // biome-ignore lint/a11y/noAutofocus: the page is for nothing else.
          autoFocus={isFirst}
          autoComplete="current-password"
          spellCheck={false}
          aria-invalid={trouble !== null}
          aria-describedby={trouble === null ? `${id}-where` : `${id}-trouble`}
          className={`h-10 w-full rounded border bg-panel px-3 font-mono text-14 ${trouble === null ? 'border-line' : 'border-wrong'}`}
        />
        {trouble !== null && (
          <p id={`${id}-trouble`} role="alert" className="text-13 text-wrong">
            {trouble}
          </p>
        )}
      </div>
      <button type="submit" disabled={isOut} className={isFirst ? mainButton : otherButton}>
        {isOut ? say.isOut : say.submit}
      </button>
      <p id={`${id}-where`} className="pt-1 text-12 text-ink-quiet">
        {say.tokenWhere}
      </p>
    </form>
  )
}
