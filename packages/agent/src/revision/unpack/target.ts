import { createWriteStream } from 'node:fs'
import { chmod, lchown, link, lstat, mkdir, symlink, unlink, utimes } from 'node:fs/promises'
import { dirname, join, posix } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { UnpackLimits } from '../../config/config.ts'
import { hasCode } from '../../host/files.ts'
import { RevisionError } from '../failure.ts'

/** One member of an archive. */
export interface Member {
  /** As the archive has it. */
  name: string
  type: 'file' | 'directory' | 'symlink' | 'hardlink'
  /** Permission bits, set-user-id and the like included. */
  mode: number
  modifiedAt?: Date
  /** Kept when the agent is root. */
  owner?: { uid: number; gid: number }
  /** For links. */
  linkTarget?: string
  /** As declared. */
  size: number
}

/** Unpacked bytes that may come from however few packed ones. */
const RATIO_FREE_BYTES = 64 * 1024 * 1024

/**
 * The folder that an archive is unpacked into. Whatever the archive says, nothing outside of it is touched: names are
 * confined, nothing is written through a symbolic link, and only files, folders and links are made.
 * Methods reject with RevisionError; then the whole folder is to be thrown away.
 */
export class UnpackTarget {
  readonly #root: string
  readonly #limits: UnpackLimits
  /** How much of the archive was read, for its ratio. */
  readonly #packedBytes: () => number
  readonly #isRoot = process.getuid?.() === 0
  /** Modes of folders are set last, so that one without write permission can be filled. */
  readonly #folders = new Map<string, Member>()
  readonly #checkedParents = new Set<string>()
  #members = 0
  #bytes = 0

  constructor(root: string, limits: UnpackLimits, packedBytes: () => number) {
    this.#root = root
    this.#limits = limits
    this.#packedBytes = packedBytes
  }

  async add(member: Member, content: () => Promise<AsyncIterable<unknown>>): Promise<void> {
    this.#members += 1
    if (this.#members > this.#limits.maxEntries) {
      throw new RevisionError(`The revision has more than ${this.#limits.maxEntries} files (:max_unpacked_entries:)`)
    }
    const name = confinedName(member.name)
    if (name === '') return
    const path = join(this.#root, name)
    await this.#makeParents(dirname(name))
    switch (member.type) {
      case 'directory':
        return this.#addFolder(name, path, member)
      case 'file':
        return this.#addFile(path, member, await content())
      case 'symlink':
        return this.#addSymlink(name, path, member)
      case 'hardlink':
        return this.#addHardlink(path, member)
    }
  }

  /** To be called when all members are added. */
  async finish(): Promise<void> {
    for (const [path, member] of [...this.#folders].reverse()) {
      await this.#setOwner(path, member)
      await chmod(path, member.mode & 0o7777)
      if (member.modifiedAt) await utimes(path, member.modifiedAt, member.modifiedAt)
    }
  }

  async #addFolder(name: string, path: string, member: Member): Promise<void> {
    await this.#makeFolder(name, path)
    this.#folders.set(path, member)
  }

  async #addFile(path: string, member: Member, content: AsyncIterable<unknown>): Promise<void> {
    this.#count(0, member.size)
    await this.#makeWay(path, member)
    // Created, never opened: neither a file nor a link that is already there is written to.
    await pipeline(this.#metered(content), createWriteStream(path, { flags: 'wx', mode: 0o600 }))
    await this.#setOwner(path, member)
    // After the owner: changing that clears set-user-id.
    await chmod(path, member.mode & 0o7777)
    if (member.modifiedAt) await utimes(path, member.modifiedAt, member.modifiedAt)
  }

  async #addSymlink(name: string, path: string, member: Member): Promise<void> {
    const target = member.linkTarget ?? ''
    if (target === '' || target.includes('\0'))
      throw new RevisionError(`The revision has a broken link: ${quoted(name)}`)
    if (!this.#limits.allowOutsideSymlinks && leadsOutside(name, target)) {
      throw new RevisionError(
        `The revision has a symbolic link that leads out of it: ${quoted(name)} -> ${quoted(target)} ` +
          '(:allow_outside_symlinks: true in the agent configuration keeps such links)',
      )
    }
    await this.#makeWay(path, member)
    await symlink(target, path)
    await this.#setOwner(path, member)
  }

  async #addHardlink(path: string, member: Member): Promise<void> {
    const name = confinedName(member.linkTarget ?? '')
    await this.#checkParents(dirname(name))
    const target = join(this.#root, name)
    const found = await lstat(target).catch(() => undefined)
    if (!found?.isFile()) {
      throw new RevisionError(`The revision has a link to a file that is not in it: ${quoted(member.linkTarget ?? '')}`)
    }
    await this.#makeWay(path, member)
    await link(target, path)
  }

  /** A name that comes twice means the later one, as with tar; a link of that name is replaced, never followed. */
  async #makeWay(path: string, member: Member): Promise<void> {
    const found = await lstat(path).catch(() => undefined)
    if (found?.isDirectory())
      throw new RevisionError(`The revision has ${quoted(member.name)} as a file and as a folder`)
    if (found) await unlink(path)
  }

  async #makeParents(name: string): Promise<void> {
    if (name === '.' || this.#checkedParents.has(name)) return
    await this.#makeParents(dirname(name))
    await this.#makeFolder(name, join(this.#root, name))
  }

  async #checkParents(name: string): Promise<void> {
    if (name === '.' || this.#checkedParents.has(name)) return
    await this.#checkParents(dirname(name))
    const found = await lstat(join(this.#root, name)).catch(() => undefined)
    if (!found?.isDirectory())
      throw new RevisionError(`The revision has a link through ${quoted(name)}, which is no folder`)
  }

  /** Makes a folder, or finds it made; a symbolic link to one is not one. */
  async #makeFolder(name: string, path: string): Promise<void> {
    try {
      await mkdir(path, 0o755)
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error
      if (!(await lstat(path)).isDirectory()) {
        throw new RevisionError(`The revision has files below ${quoted(name)}, which is a file or a link`)
      }
    }
    this.#checkedParents.add(name)
  }

  async #setOwner(path: string, member: Member): Promise<void> {
    if (!this.#isRoot || !member.owner) return
    try {
      await lchown(path, member.owner.uid, member.owner.gid)
    } catch (error) {
      // In a user namespace most owners do not exist.
      if (!hasCode(error, 'EPERM') && !hasCode(error, 'EINVAL')) throw error
    }
  }

  /** By hand and not with pipeline, which waits for ever for a stream that broke before it was handed over. */
  async *#metered(content: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
    for await (const chunk of content) {
      if (!Buffer.isBuffer(chunk)) throw new Error('an archive gave something that is no bytes')
      this.#count(chunk.length, 0)
      yield chunk
    }
  }

  #count(written: number, declared: number): void {
    this.#bytes += written
    if (this.#bytes + declared > this.#limits.maxUnpackedBytes) {
      const megabytes = Math.floor(this.#limits.maxUnpackedBytes / 1024 / 1024)
      throw new RevisionError(`The revision unpacks to more than ${megabytes} MB (:max_unpacked_mb:)`)
    }
    if (this.#bytes > RATIO_FREE_BYTES && this.#bytes > this.#packedBytes() * this.#limits.maxRatio) {
      const ratio = this.#limits.maxRatio
      throw new RevisionError(`The revision unpacks to more than ${ratio} times its size (:max_unpack_ratio:)`)
    }
  }
}

/** The name as a clean relative path; empty for the root itself. */
function confinedName(name: string): string {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.')
  if (name.startsWith('/') || parts.includes('..') || name.includes('\0')) {
    throw new RevisionError(`The revision has a file whose name leads out of it: ${quoted(name)}`)
  }
  return parts.join('/')
}

/** Whether a link's target, taken from where the link is, is outside of the archive. */
function leadsOutside(name: string, target: string): boolean {
  if (target.startsWith('/')) return true
  const reached = posix.normalize(posix.join(posix.dirname(name), target))
  return reached === '..' || reached.startsWith('../')
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}...` : text)
}
