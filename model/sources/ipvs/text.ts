/** The bytes of a file of the kernel. */

/** A file as it was just read. */
export interface Text {
  /** They hold until the next look. */
  readonly bytes: Uint8Array
  /** Ranges of bytes that may differ from the last look, as ascending pairs of offsets; null: anything may. */
  readonly moved: readonly number[] | null
}

const decoder = new TextDecoder()
export const decode = (bytes: Uint8Array, from: number, to: number): string => decoder.decode(bytes.subarray(from, to))

/** The line that begins there, without its end. */
export function lineAt(bytes: Uint8Array, from: number): string {
  const newline = bytes.indexOf(10, from)
  return decode(bytes, from, newline < 0 ? bytes.length : newline)
}
