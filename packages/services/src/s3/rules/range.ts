/** Bytes of an object, both ends included. */
export interface ByteRange {
  start: number
  end: number
}

/**
 * The bytes that a Range header asks for out of `size`; `undefined`: all of them, since S3 takes a header it cannot
 * read, and one with several ranges, for none; `unsatisfiable`: there are no such bytes.
 * https://www.rfc-editor.org/rfc/rfc9110#section-14.1.2
 */
export function resolveRange(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '')
  if (!match) return undefined
  const [, first = '', last = ''] = match
  if (first === '' && last === '') return undefined
  if (first === '') {
    const length = Math.min(Number(last), size)
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 }
  }
  const start = Number(first)
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (last !== '' && Number(last) < start) return undefined
  return start >= size ? 'unsatisfiable' : { start, end }
}

/** The range of a part copy, which must be written out and lie within the source. */
export function copyRange(header: string, size: number): ByteRange | 'malformed' | 'unsatisfiable' {
  const match = /^bytes=(\d+)-(\d+)$/.exec(header)
  if (!match) return 'malformed'
  const start = Number(match[1])
  const end = Number(match[2])
  if (start > end) return 'malformed'
  return end >= size ? 'unsatisfiable' : { start, end }
}

export const lengthOf = (range: ByteRange): number => range.end - range.start + 1

/** `bytes 0-9/100` */
export const contentRange = (range: ByteRange, size: number): string => `bytes ${range.start}-${range.end}/${size}`
