/**
 * Lists of alike records as columns: ten endpoints of a Service differ in address, Pod and node, and
 * all else is told once. Half the text, and less to unpack.
 */

type Fields = Readonly<Record<string, unknown>>

/** Of each field its values, one for all where they are the same. */
interface Packed {
  readonly rows: number
  readonly columns: Readonly<Record<string, readonly unknown[]>>
}

/** The value with these fields packed, as far as they are lists of alike records. */
export function packFields<Value>(value: Value, fields: readonly string[]): Value {
  return mapFields(value, fields, (list) => (Array.isArray(list) ? (packRecords(list) ?? list) : list))
}

/** The other half. */
export function unpackFields<Value>(value: Value, fields: readonly string[]): Value {
  return mapFields(value, fields, (list) => (isPacked(list) ? unpackRecords(list) : list))
}

function mapFields<Value>(value: Value, fields: readonly string[], change: (list: unknown) => unknown): Value {
  if (fields.length === 0 || !isRecord(value)) return value
  const changed = fields.flatMap((field) => (Object.hasOwn(value, field) ? [[field, change(value[field])]] : []))
  return { ...value, ...Object.fromEntries(changed) }
}

function packRecords(list: readonly unknown[]): Packed | null {
  const [first] = list
  if (list.length < 2 || !isRecord(first)) return null
  const names = Object.keys(first)
  if (!list.every((record) => isRecord(record) && hasJust(record, names))) return null
  const columns = names.map((name) => {
    const column = list.map((record) => (record as Fields)[name])
    return [name, isConstant(column) ? column.slice(0, 1) : column] as const
  })
  return { rows: list.length, columns: Object.fromEntries(columns) }
}

function unpackRecords({ rows, columns }: Packed): Fields[] {
  const names = Object.keys(columns)
  return Array.from({ length: rows }, (_, row) =>
    Object.fromEntries(
      names.map((name) => [name, columns[name]!.length === 1 ? columns[name]![0] : columns[name]![row]]),
    ),
  )
}

const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isPacked = (value: unknown): value is Packed => isRecord(value) && 'rows' in value && 'columns' in value

const hasJust = (record: Fields, names: readonly string[]): boolean =>
  Object.keys(record).length === names.length && names.every((name) => Object.hasOwn(record, name))

/** Empty lists and the very same object are common; what else is equal in content is told as it is. */
const isConstant = (column: readonly unknown[]): boolean =>
  column.every((value) => Object.is(value, column[0]) || (isEmptyList(value) && isEmptyList(column[0])))

const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0
