/** Goes through a value along its schema and changes what stands at the ends. Fields no schema names are left out. */
import * as v from 'valibot'

type AnySchema = v.GenericSchema & {
  readonly type: string
  readonly entries?: Readonly<Record<string, AnySchema>>
  readonly item?: AnySchema
  readonly items?: readonly AnySchema[]
  readonly wrapped?: AnySchema
  readonly options?: readonly AnySchema[]
  readonly key?: AnySchema & string
  readonly value?: AnySchema
}

/** Texts, with the schema they have; what else stands at an end stays as it is. */
export type ChangeText = (schema: unknown, text: string) => unknown

export function mapLeaves<T>(schema: v.GenericSchema<unknown, T>, value: T, change: ChangeText): T {
  return map(schema as unknown as AnySchema, value, change) as T
}

function map(schema: AnySchema, value: unknown, change: ChangeText): unknown {
  if (value === null || value === undefined) return value
  switch (schema.type) {
    case 'string':
      return change(schema, value as string)
    case 'nullable':
    case 'optional':
      return map(schema.wrapped!, value, change)
    case 'array':
      return (value as unknown[]).map((item) => map(schema.item!, item, change))
    case 'tuple':
      return (value as unknown[]).map((item, at) => map(schema.items![at]!, item, change))
    case 'object':
      return mapFields(schema.entries!, value as Record<string, unknown>, change)
    case 'record':
      return Object.fromEntries(
        Object.entries(value).map(([key, entry]) => [map(schema.key!, key, change), map(schema.value!, entry, change)]),
      )
    case 'union':
      return typeof value === 'string'
        ? map(schema.options!.find(({ type }) => type === 'string')!, value, change)
        : value
    case 'variant':
      return map(optionOf(schema, value as Record<string, unknown>), value, change)
    default:
      return value
  }
}

function mapFields(
  entries: Readonly<Record<string, AnySchema>>,
  value: Record<string, unknown>,
  change: ChangeText,
): Record<string, unknown> {
  const fields: Record<string, unknown> = {}
  for (const [name, schema] of Object.entries(entries))
    if (Object.hasOwn(value, name)) fields[name] = map(schema, value[name], change)
  return fields
}

function optionOf({ options, key }: AnySchema, value: Record<string, unknown>): AnySchema {
  const told = value[key!]
  return options!.find(({ entries }) => v.is(entries![key!]!, told))!
}
