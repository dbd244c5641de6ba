/**
 * One reading of `/proc/net/ip_vs_conn` for several questions at once. A busy node has hundreds of thousands of
 * rows: no object is made but for those that are told.
 *
 * Of a table that moves no reading is exact, by this file or by ipvsadm: what came and went meanwhile makes rows come
 * twice, which are taken once here, and others not at all, about as many as ended (`repeats.ts`). So a row that is told
 * was there, one that is not may have been, and counts may be too low by as many as ended while it was read.
 */
import type { Connection } from '../../flow.ts'
import { makeRealServerKey, makeVirtualServerKey } from '../../ids.ts'
import { asciiBytes, textOf } from '../bytes.ts'
import type { Timeouts } from '../ipvs/netlink.ts'
import { makeLineCutter } from '../lines.ts'
import { type FieldCounter, makeFieldCounter } from './counter.ts'
import { makeFits } from './fitting.ts'
import { readKernelAddress } from './kernel-address.ts'
import { makeNewest } from './newest.ts'
import { makeRepeats } from './repeats.ts'
import { type ConnectionCount, type ConnectionsQuestion, connectionLimits } from './report.ts'
import {
  fields,
  isTitle,
  makeRow,
  type PersistenceTemplate,
  type Row,
  readConnection,
  readTemplate,
  scanRow,
} from './row.ts'
import { makeTimeoutReader, usualTimeouts } from './timeouts.ts'

/** What one question gets of a reading. */
export interface Found {
  readonly fitting: number
  /** Those that idled least, these first: the state's timeout less the seconds left. */
  readonly connections: readonly Connection[]
  readonly templates: { readonly fitting: number; readonly shown: readonly PersistenceTemplate[] } | null
  readonly counts: { readonly counts: readonly ConnectionCount[]; readonly left: number } | null
}

export interface ConnectionsTotal {
  connections: number
  templates: number
  invalidated: number
  portless: number
  notUnderstood: number
}

export interface ConnectionsScan {
  push(piece: Uint8Array): void
  /** After the last piece. `found` in the order of the questions. */
  finish(): { readonly total: ConnectionsTotal; readonly found: readonly Found[] }
}

export function makeConnectionsScan(
  questions: readonly ConnectionsQuestion[],
  timeouts: Timeouts = usualTimeouts,
): ConnectionsScan {
  const total: ConnectionsTotal = { connections: 0, templates: 0, invalidated: 0, portless: 0, notUnderstood: 0 }
  const timeoutOf = makeTimeoutReader(timeouts, textOf)
  const looks = questions.map(makeLook)
  const counter = questions.some(({ counts }) => counts) ? makeFieldCounter(counted, connectionLimits.counts) : null
  const row = makeRow()
  const repeats = makeRepeats()

  const cutter = makeLineCutter((bytes, start, end) => {
    if (start === end || isTitle(bytes, start)) return
    if (!scanRow(bytes, start, end, row)) {
      total.notUnderstood++
      return
    }
    if (repeats.has(bytes, row)) return
    if (row.kind !== 'connection') {
      total.templates++
      if (row.isInvalidated) total.invalidated++
      for (const look of looks) look.template?.(bytes, row, start, end)
      return
    }
    total.connections++
    if (row.protocol === null) {
      total.portless++
      return
    }
    counter?.count(bytes, row)
    const timeout = timeoutOf(row.protocol, bytes, row.start[fields.state]!, row.end[fields.state]!)
    const idleSeconds = Math.max(0, timeout - row.expiresSeconds)
    for (const look of looks) look.connection(idleSeconds, bytes, row, start, end)
  })

  return {
    push: cutter.push,
    finish() {
      cutter.end()
      const counts = counter && readCounts(counter)
      return { total, found: looks.map((look, at) => look.found(questions[at]!.counts ? counts : null)) }
    },
  }
}

type TakeRow = (bytes: Uint8Array, row: Row, start: number, end: number) => void

function makeLook(question: ConnectionsQuestion) {
  const fits = makeFits(question)
  const newest = makeNewest(question.limit)
  const templates: PersistenceTemplate[] = []
  let fitting = 0
  let fittingTemplates = 0
  const template: TakeRow | null = question.templates
    ? (bytes, row) => {
        if (!fits(bytes, row)) return
        fittingTemplates++
        if (templates.length < question.limit) templates.push(readTemplate(bytes, row))
      }
    : null
  return {
    template,
    connection(idleSeconds: number, bytes: Uint8Array, row: Row, start: number, end: number) {
      if (!fits(bytes, row)) return
      fitting++
      newest.offer(idleSeconds, bytes, start, end)
    },
    found: (counts: Found['counts']): Found => ({
      fitting,
      connections: newest.lines().flatMap((line) => readLine(line) ?? []),
      templates: question.templates ? { fitting: fittingTemplates, shown: templates } : null,
      counts,
    }),
  }
}

function readLine(line: Uint8Array): Connection | null {
  const row = makeRow()
  return scanRow(line, 0, line.length, row) ? readConnection(line, row) : null
}

const counted = [fields.protocol, fields.virtual, fields.virtualPort, fields.real, fields.realPort, fields.state]

const readCounts = (counter: FieldCounter): Found['counts'] => ({
  counts: counter.entries().map(({ fields: [protocol, virtual, virtualPort, real, realPort, state], rows }) => ({
    virtual: makeVirtualServerKey(protocol!, addressOf(virtual!), Number.parseInt(virtualPort!, 16)),
    real: makeRealServerKey(addressOf(real!), Number.parseInt(realPort!, 16)),
    state: state!,
    connections: rows,
  })),
  left: counter.left(),
})

const addressOf = (text: string): string => readKernelAddress(asciiBytes(text), 0, text.length)
