/**
 * CRC-64/NVME, which S3 computes for objects that come without a checksum. Kept as two halves of 32 bits: BigInt
 * would be a hundred times slower. Check value: `123456789` gives AE8B14860A799888.
 */
export interface Crc64 {
  high: number
  low: number
}

export const CRC64_START: Crc64 = { high: 0, low: 0 }

const POLYNOMIAL: Crc64 = { high: 0x9a6c9329, low: 0xac4bc9b5 }
const SLICES = 8
/** Bytes of one of the tables: an entry is its low half, then its high half. */
const TABLE = 256 * 8

/** Table `n` tells what a byte becomes `n` bytes later. */
const TABLES = tables()

function tables(): DataView {
  const view = new DataView(new ArrayBuffer(SLICES * TABLE))
  for (let byte = 0; byte < 256; byte++) {
    let low = byte
    let high = 0
    for (let bit = 0; bit < 8; bit++) {
      const odd = low & 1
      low = (low >>> 1) | (high << 31)
      high >>>= 1
      if (odd) {
        low ^= POLYNOMIAL.low
        high ^= POLYNOMIAL.high
      }
    }
    view.setInt32(byte * 8, low, true)
    view.setInt32(byte * 8 + 4, high, true)
  }
  for (let at = TABLE; at < SLICES * TABLE; at += 8) {
    const low = view.getInt32(at - TABLE, true)
    const high = view.getInt32(at - TABLE + 4, true)
    const byte = (low & 0xff) * 8
    view.setInt32(at, ((low >>> 8) | (high << 24)) ^ view.getInt32(byte, true), true)
    view.setInt32(at + 4, (high >>> 8) ^ view.getInt32(byte + 4, true), true)
  }
  return view
}

/** The CRC of all bytes so far, given the CRC of those before these ({@link CRC64_START} at first). */
export function crc64nvme(bytes: Uint8Array, before: Crc64): Crc64 {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const t = TABLES
  let low = ~before.low
  let high = ~before.high
  let at = 0
  for (const end = bytes.length - (bytes.length % 8); at < end; at += 8) {
    const a = low ^ view.getInt32(at, true)
    const b = high ^ view.getInt32(at + 4, true)
    const i7 = 7 * TABLE + (a & 0xff) * 8
    const i6 = 6 * TABLE + ((a >>> 8) & 0xff) * 8
    const i5 = 5 * TABLE + ((a >>> 16) & 0xff) * 8
    const i4 = 4 * TABLE + (a >>> 24) * 8
    const i3 = 3 * TABLE + (b & 0xff) * 8
    const i2 = 2 * TABLE + ((b >>> 8) & 0xff) * 8
    const i1 = TABLE + ((b >>> 16) & 0xff) * 8
    const i0 = (b >>> 24) * 8
    low =
      t.getInt32(i7, true) ^
      t.getInt32(i6, true) ^
      t.getInt32(i5, true) ^
      t.getInt32(i4, true) ^
      t.getInt32(i3, true) ^
      t.getInt32(i2, true) ^
      t.getInt32(i1, true) ^
      t.getInt32(i0, true)
    high =
      t.getInt32(i7 + 4, true) ^
      t.getInt32(i6 + 4, true) ^
      t.getInt32(i5 + 4, true) ^
      t.getInt32(i4 + 4, true) ^
      t.getInt32(i3 + 4, true) ^
      t.getInt32(i2 + 4, true) ^
      t.getInt32(i1 + 4, true) ^
      t.getInt32(i0 + 4, true)
  }
  for (; at < bytes.length; at++) {
    const byte = ((low ^ view.getUint8(at)) & 0xff) * 8
    low = ((low >>> 8) | (high << 24)) ^ t.getInt32(byte, true)
    high = (high >>> 8) ^ t.getInt32(byte + 4, true)
  }
  return { high: ~high >>> 0, low: ~low >>> 0 }
}
