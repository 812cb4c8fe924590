import { crc32, deflateRawSync } from 'node:zlib'

/** A member of an archive, just as it is to be written: nothing is checked, mended or escaped. */
export interface Entry {
  /** Bytes where the name is to be no UTF-8. */
  name: string | Buffer
  /** As in a tar header: `0` file, `1` hard link, `2` symbolic link, `3` and `4` devices, `5` folder, `6` pipe. */
  type?: '0' | '1' | '2' | '3' | '4' | '5' | '6'
  content?: string | Buffer
  /** With the bits for set-user-id and the like. */
  mode?: number
  link?: string
  /** Instead of the content's. */
  declaredSize?: number
}

const BLOCK = 512

/** A tar archive (ustar), byte by byte: no library writes what is wrong on purpose. */
export function tar(entries: Iterable<Entry>): Buffer {
  const blocks: Buffer[] = []
  for (const entry of entries) {
    const content = Buffer.from(entry.content ?? '')
    blocks.push(tarHeader(entry, content.length), content, Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK))
  }
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)])
}

function tarHeader({ name, type = '0', mode = 0o644, link = '', declaredSize }: Entry, size: number): Buffer {
  const header = Buffer.alloc(BLOCK)
  const octal = (value: number, at: number, length: number) =>
    header.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at)
  const bytes = Buffer.from(name)
  if (bytes.length > 100) throw new Error(`${bytes} is too long for a name`)
  bytes.copy(header, 0)
  octal(mode, 100, 8)
  octal(0, 108, 8)
  octal(0, 116, 8)
  octal(declaredSize ?? size, 124, 12)
  octal(0, 136, 12)
  header.write(type, 156)
  header.write(link, 157)
  header.write('ustar\x0000', 257)
  octal(1, 329, 8)
  octal(3, 337, 8)
  header.fill(' ', 148, 156)
  octal(
    header.reduce((sum, byte) => sum + byte, 0),
    148,
    8,
  )
  return header
}

const UNIX_TYPES = { '0': 0o100_000, '2': 0o120_000, '3': 0o020_000, '4': 0o060_000, '5': 0o040_000, '6': 0o010_000 }

/** A zip archive, byte by byte. It knows no hard links; a symbolic link's target is its content. */
export function zip(entries: Iterable<Entry>): Buffer {
  const locals: Buffer[] = []
  const centrals: Buffer[] = []
  let offset = 0
  for (const { name, type = '0', content, link, mode = 0o644, declaredSize } of entries) {
    if (type === '1') throw new Error('a zip has no hard links')
    const [nameBytes, data] = [Buffer.from(name), Buffer.from(link ?? content ?? '')]
    const packed = deflateRawSync(data)
    // Of both headers: flags (none), method (deflate), time and date, checksum, sizes, length of the name.
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(8, 4)
    common.writeUInt16LE(0x21, 8)
    common.writeUInt32LE(crc32(data), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(declaredSize ?? data.length, 18)
    common.writeUInt16LE(nameBytes.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, nameBytes, packed])
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(((UNIX_TYPES[type] | mode) << 16) >>> 0, 6)
    rest.writeUInt32LE(offset, 10)
    centrals.push(Buffer.from('PK\x01\x02\x14\x03'), common, rest, nameBytes)
    locals.push(local)
    offset += local.length
  }
  const directory = Buffer.concat(centrals)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06')
  end.writeUInt16LE(locals.length, 8)
  end.writeUInt16LE(locals.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, directory, end])
}
