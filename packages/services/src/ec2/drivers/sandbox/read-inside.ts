import { constants } from 'node:fs'
import { lstat, open } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * The last `limit` bytes of a file below `root`, a folder that strangers write to. Symbolic links are not followed
 * anywhere on the way, since they would lead into the machine's own files; what is no plain file is not opened.
 *
 * Only for instances that do not run, and for what may be lost: a running one could swap a folder for a link meanwhile.
 */
export async function readInside(root: string, path: string, limit: number): Promise<Buffer> {
  const parts = path.split('/').filter(Boolean)
  let folder = root
  for (const part of parts.slice(0, -1)) {
    folder = join(folder, part)
    const info = await lstat(folder).catch(() => undefined)
    if (!info?.isDirectory()) return Buffer.alloc(0)
  }
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
  const file = await open(join(folder, parts.at(-1) ?? ''), flags).catch(() => undefined)
  if (!file) return Buffer.alloc(0)
  try {
    const info = await file.stat()
    if (!info.isFile()) return Buffer.alloc(0)
    const buffer = Buffer.alloc(Math.min(info.size, limit))
    const { bytesRead } = await file.read(buffer, 0, buffer.length, Math.max(0, info.size - limit))
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}
