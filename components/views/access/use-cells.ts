'use client'
import { type KeyboardEvent, useRef } from 'react'
import { changeCell } from './change.ts'
import { spotOfKey } from './keyboard.ts'
import type { CellName } from './options.ts'
import type { AccessScene } from './scene.ts'

/** Of a table whose cells have a button with `data-row` and `data-column`: one of them is reached by Tab, the others by arrow keys. */
export function useCells(scene: AccessScene, selected: CellName | null) {
  const table = useRef<HTMLTableElement>(null)
  const chosen = {
    row: scene.rows.findIndex(({ node }) => node === selected?.node),
    column: scene.columns.findIndex(({ port }) => port === selected?.port),
  }
  const isThere = chosen.row >= 0 && chosen.column >= 0
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Escape') return changeCell(null)
    const { row, column } = event.target instanceof HTMLElement ? event.target.dataset : {}
    if (row === undefined || column === undefined) return
    const from = { row: Number(row), column: Number(column) }
    const next = spotOfKey(event.key, from, scene.rows.length, scene.columns.length)
    if (next === null) return
    event.preventDefault()
    changeCell({ node: scene.rows[next.row]!.node, port: scene.columns[next.column]!.port })
    table.current
      ?.querySelector<HTMLElement>(`[data-row="${next.row}"][data-column="${next.column}"]`)
      ?.focus({ preventScroll: false })
  }
  return { table, onKeyDown, reached: isThere ? chosen : { row: 0, column: 0 } }
}
