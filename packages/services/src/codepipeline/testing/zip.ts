import { crc32 } from 'node:zlib'

/** One entry of a zip that a test makes: any name, any Unix mode, and sizes that may be a lie. */
export interface ZipEntry {
  name: string
  content?: string | Buffer
  /** With the type of file: 0o120777 is a symbolic link. */
  mode?: number
  /** What the headers say, if not the truth. */
  declaredSize?: number
  encrypted?: boolean
}

/** A zip of stored entries, as harmless or hostile as the test wants it. */
export function zipOf(entries: ZipEntry[]): Buffer {
  const files: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, content = '', mode = 0o100_644, declaredSize, encrypted } of entries) {
    // What is encrypted begins with twelve bytes of its own.
    const data = Buffer.concat([Buffer.alloc(encrypted ? 12 : 0), Buffer.from(content as string)])
    const path = Buffer.from(name)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE((encrypted ? 1 : 0) | 0x800, 2)
    common.writeUInt32LE(0x21_0000, 6)
    common.writeUInt32LE(crc32(data), 10)
    common.writeUInt32LE(declaredSize ?? data.length, 14)
    common.writeUInt32LE(declaredSize ?? Buffer.byteLength(content), 18)
    common.writeUInt16LE(path.length, 22)
    files.push(signature(0x0403_4b50), common, path, data)
    const place = Buffer.alloc(14)
    place.writeUInt32LE((mode << 16) >>> 0, 6)
    place.writeUInt32LE(offset, 10)
    // Made by Unix, so that the mode counts.
    directory.push(signature(0x0201_4b50), Buffer.from([20, 3]), common, place, path)
    offset += 4 + common.length + path.length + data.length
  }
  const listed = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(entries.length, 4)
  end.writeUInt16LE(entries.length, 6)
  end.writeUInt32LE(listed.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...files, listed, signature(0x0605_4b50), end])
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
