'use client'
import { withOptions } from '#components/url/address.ts'
import { navigate, useAddress } from '#components/url/browser.ts'

/** A text field whose value is an option in the address. `/` goes there. */
export function FilterField({ label, option = 'q' }: { label: string; option?: string }) {
  const address = useAddress()
  return (
    <input
      type="search"
      aria-label={label}
      placeholder={label}
      data-filter=""
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
