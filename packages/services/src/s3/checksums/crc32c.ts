/**
 * CRC-32C (Castagnoli), eight bytes at a time: Node's zlib has the other CRC-32 only.
 * Check value: `123456789` gives E3069283.
 */
const POLYNOMIAL = 0x82f63b78
const SLICES = 8
/** Bytes of one of the tables. */
const TABLE = 256 * 4

/** Table `n` tells what a byte becomes `n` bytes later. */
const TABLES = tables()

function tables(): DataView {
  const view = new DataView(new ArrayBuffer(SLICES * TABLE))
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1
    view.setInt32(byte * 4, crc, true)
  }
  for (let at = TABLE; at < SLICES * TABLE; at += 4) {
    const before = view.getInt32(at - TABLE, true)
    view.setInt32(at, (before >>> 8) ^ view.getInt32((before & 0xff) * 4, true), true)
  }
  return view
}

/** The CRC of all bytes so far, given the CRC of those before these (0 at first). */
export function crc32c(bytes: Uint8Array, before: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const t = TABLES
  let crc = ~before
  let at = 0
  for (const end = bytes.length - (bytes.length % 8); at < end; at += 8) {
    const low = crc ^ view.getInt32(at, true)
    const high = view.getInt32(at + 4, true)
    crc =
      t.getInt32(7 * TABLE + (low & 0xff) * 4, true) ^
      t.getInt32(6 * TABLE + ((low >>> 8) & 0xff) * 4, true) ^
      t.getInt32(5 * TABLE + ((low >>> 16) & 0xff) * 4, true) ^
      t.getInt32(4 * TABLE + (low >>> 24) * 4, true) ^
      t.getInt32(3 * TABLE + (high & 0xff) * 4, true) ^
      t.getInt32(2 * TABLE + ((high >>> 8) & 0xff) * 4, true) ^
      t.getInt32(TABLE + ((high >>> 16) & 0xff) * 4, true) ^
      t.getInt32((high >>> 24) * 4, true)
  }
  for (; at < bytes.length; at++) crc = (crc >>> 8) ^ t.getInt32(((crc ^ view.getUint8(at)) & 0xff) * 4, true)
  return ~crc >>> 0
}
