'use client'
import { useEffect, useRef } from 'react'
import { withOptions } from '#components/url/address.ts'
import { navigate, useAddress } from '#components/url/browser.ts'

/** A text field whose value is an option in the address. `/` goes there, Escape leaves. */
export function FilterField({ label, option = 'q' }: { label: string; option?: string }) {
  const address = useAddress()
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof HTMLElement && event.target.matches('input, textarea, select')
      if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return
      event.preventDefault()
      field.current?.focus()
    }
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [])
  return (
    <input
      ref={field}
      type="search"
      aria-keyshortcuts="/"
      onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
      aria-label={label}
      placeholder={label}
      spellCheck={false}
      autoComplete="off"
      value={address.options[option] ?? ''}
      onChange={(event) => navigate(withOptions(address, { [option]: event.target.value }), { replace: true })}
      className="h-8 w-72 max-w-full rounded border border-line bg-panel px-2.5 text-13 placeholder:text-ink-quiet"
    />
  )
}

/** A yes or no that is an option in the address. */
export function FilterSwitch({ label, option, value }: { label: string; option: string; value: string }) {
  const address = useAddress()
  const isOn = address.options[option] === value
  return (
    <label className="flex h-8 cursor-pointer items-center gap-1.5 text-13">
      <input
        type="checkbox"
        checked={isOn}
        onChange={() => navigate(withOptions(address, { [option]: isOn ? '' : value }), { replace: true })}
        className="accent-accent"
      />
      {label}
    </label>
  )
}

interface ChoiceProps {
  readonly label: string
  readonly option: string
  /** What no choice is called. */
  readonly all: string
  readonly choices: readonly string[]
}

/** One of several values, or all, as an option in the address. */
export function FilterChoice({ label, option, all, choices }: ChoiceProps) {
  const address = useAddress()
  return (
    <select
      aria-label={label}
      value={address.options[option] ?? ''}
      onChange={(event) => navigate(withOptions(address, { [option]: event.target.value }), { replace: true })}
      className="h-8 max-w-48 rounded border border-line bg-panel px-2 text-13"
    >
      <option value="">{all}</option>
      {choices.map((choice) => (
        <option key={choice}>{choice}</option>
      ))}
    </select>
  )
}
