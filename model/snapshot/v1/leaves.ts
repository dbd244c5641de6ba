/**
 * What stands at the ends of a snapshot's structure: each kind of text once, so that whoever changes names and
 * addresses knows which is which; and builders whose records have just the fields their type has, so that a field
 * nobody decided about is an error of the compiler and never part of a file.
 */
import * as v from 'valibot'
import type {
  FactHash,
  NodeName,
  PodId,
  RealServerKey,
  ServiceId,
  ServicePortId,
  TableHash,
  VirtualServerHash,
} from '../../ids.ts'
import { snapshotLimits as limits } from '../limits.ts'

type Schema<T> = v.GenericSchema<unknown, T>

const longest = v.maxLength<string, number, string>(limits.text, 'is too long')
const leaf = <T extends string>(): Schema<T> => v.pipe(v.string(), longest) as unknown as Schema<T>
const hash = <T extends string>(): Schema<T> =>
  v.pipe(v.string(), v.regex(/^[0-9a-z]{1,64}$/, 'is no hash')) as unknown as Schema<T>

export const leaves = {
  nodeName: leaf<NodeName>(),
  serviceId: leaf<ServiceId>(),
  podId: leaf<PodId>(),
  servicePortId: leaf<ServicePortId>(),
  namespace: leaf<string>(),
  /** Of a Service or Pod: the second half of its id. */
  name: leaf<string>(),
  address: leaf<string>(),
  cidr: leaf<string>(),
  realKey: leaf<RealServerKey>(),
  zone: leaf<string>(),
  uid: leaf<string>(),
  /** A name of somewhere else: a host, a path. */
  foreign: leaf<string>(),
  /** Bytes as text: what was sent, a line of the kernel. */
  raw: leaf<string>(),
  /** Sentences, and lines of tools: names and addresses may be anywhere in them. */
  words: leaf<string>(),
  /** The kernel's or Kubernetes' own words, and ids we draw by lot: the same for everybody. */
  plain: leaf<string>(),
  virtualServerHash: hash<VirtualServerHash>(),
  tableHash: hash<TableHash>(),
  factHash: hash<FactHash>(),
} as const

export const number: Schema<number> = v.pipe(v.number(), v.finite())
export const whole: Schema<number> = v.pipe(v.number(), v.safeInteger())
export const flag: Schema<boolean> = v.boolean()
export const list = <T>(item: Schema<T>): Schema<T[]> => v.pipe(v.array(item), v.maxLength(limits.list))
export const orNull = <T>(wrapped: Schema<T>): Schema<T | null> => v.nullable(wrapped)
/** A field that files made before it do not have. */
export const orElse = <T>(wrapped: Schema<T>, otherwise: T): Schema<T> => v.optional(wrapped, otherwise as never)
export const one = <const T extends string>(...options: readonly T[]): Schema<T> => v.picklist(options) as Schema<T>

type Fields<T> = { readonly [Name in keyof T]-?: Schema<T[Name]> }

export const record = <T extends object>(fields: Fields<T>): Schema<T> =>
  v.object(fields as v.ObjectEntries) as unknown as Schema<T>

/** One of several records, told apart by `is`. */
export const oneOf = <T extends { readonly is: string }>(
  cases: {
    readonly [Is in T['is']]: Fields<Omit<Extract<T, { readonly is: Is }>, 'is'>>
  },
): Schema<T> =>
  v.variant(
    'is',
    Object.entries(cases).map(([is, fields]) => v.object({ is: v.literal(is), ...(fields as v.ObjectEntries) })),
  ) as unknown as Schema<T>

/** A few entries by text. */
export const byText = <T>(key: Schema<string>, value: Schema<T>): Schema<Record<string, T>> =>
  v.record(key as unknown as v.GenericSchema<string, string>, value) as unknown as Schema<Record<string, T>>
