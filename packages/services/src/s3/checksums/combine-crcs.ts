import { type Algorithm, definitionOf } from './algorithm.ts'

/** A stretch of content: its checksum in base64, and its length in bytes. */
export interface Stretch {
  value: string
  size: number
}

/**
 * The CRC of the whole, from those of its parts in order: nothing is read again. Undefined for algorithms that are no
 * CRC.
 *
 * Bytes that follow multiply the remainder by x^(8 * their number), in the field that the polynomial spans; see
 * Mark Adler's `crc32_combine` in zlib, and https://stackoverflow.com/a/23126768.
 */
export function combineCrcs(algorithm: Algorithm, parts: Stretch[]): string | undefined {
  const { crc, length } = definitionOf(algorithm)
  if (!crc) return undefined
  const shifts = new Map<number, bigint>()
  let whole = 0n
  for (const { value, size } of parts) {
    const part = BigInt(`0x${Buffer.from(value, 'base64').toString('hex') || '0'}`)
    const shift = shifts.get(size) ?? powerOfX(size * 8, crc.polynomial, crc.width)
    shifts.set(size, shift)
    whole = multiply(shift, whole, crc.polynomial, crc.width) ^ part
  }
  return Buffer.from(whole.toString(16).padStart(length * 2, '0'), 'hex').toString('base64')
}

/** x to the power of `exponent`. Reflected: the highest bit stands for x^0. */
function powerOfX(exponent: number, polynomial: bigint, width: number): bigint {
  const one = 1n << BigInt(width - 1)
  let result = one
  let square = one >> 1n
  for (let left = BigInt(exponent); left > 0n; left >>= 1n) {
    if (left & 1n) result = multiply(square, result, polynomial, width)
    square = multiply(square, square, polynomial, width)
  }
  return result
}

function multiply(a: bigint, b: bigint, polynomial: bigint, width: number): bigint {
  let product = 0n
  let shifted = b
  for (let bit = 1n << BigInt(width - 1); bit > 0n; bit >>= 1n) {
    if (a & bit) product ^= shifted
    shifted = shifted & 1n ? (shifted >> 1n) ^ polynomial : shifted >> 1n
  }
  return product
}
