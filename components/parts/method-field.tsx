'use client'
import { useWords } from '#components/words/use-words.ts'
import type { ServicePortId } from '#model/ids.ts'
import type { ProbeMethod } from '#model/probe/question.ts'
import { askOf, type MethodName, methodNamed, methodsOf } from './probe-method.ts'

interface MethodFieldProps {
  /** What is asked so: only methods that fit all of them are offered. */
  readonly ports: readonly ServicePortId[]
  /** Null for what fits the port. */
  readonly method: ProbeMethod | null
  readonly onChange: (method: ProbeMethod | null) => void
}

const field = 'h-8 max-w-full rounded border border-line bg-panel px-2 text-13'

/** How a port is asked, and the path or name that is asked for. */
export function MethodField({ ports, method, onChange }: MethodFieldProps) {
  const say = useWords().access.question
  const fitting = methodsOf(ports)
  const offered = method === null || fitting.includes(method.is) ? fitting : [...fitting, method.is]
  const ask = askOf(method)
  const set = (name: string, text: string) => onChange(name === '' ? null : methodNamed(name as MethodName, text))
  return (
    <>
      <select
        aria-label={say.method}
        title={say.usualWhy}
        value={method?.is ?? ''}
        onChange={({ target }) => set(target.value, '')}
        className={field}
      >
        <option value="">{say.usual}</option>
        {offered.map((name) => (
          <option key={name} value={name}>
            {say.methods[name]}
          </option>
        ))}
      </select>
      {method !== null && ask !== null && (
        <input
          type="text"
          aria-label={method.is === 'dns' ? say.name : say.path}
          spellCheck={false}
          autoComplete="off"
          value={ask}
          onChange={({ target }) => set(method.is, target.value.replace(/\s/g, ''))}
          className={`addr w-48 ${field}`}
        />
      )}
    </>
  )
}
