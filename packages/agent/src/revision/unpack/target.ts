import { closeSync, fchmodSync, fchownSync, futimesSync, lchownSync, openSync, write, writeSync } from 'node:fs'
import { chmod, link, lstat, mkdir, symlink, unlink, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { UnpackLimits } from '../../config/config.ts'
import { hasCode } from '../../host/files.ts'
import { RevisionError } from '../failure.ts'
import { leadsOutside } from './links.ts'

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
/** Of a larger file the content is written by the thread pool, so that a slow disk holds nothing else up. */
const SMALL_FILE_BYTES = 256 * 1024

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
  readonly #symlinks = new Map<string, string>()
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
    await this.#checkSymlinks()
    for (const [path, member] of [...this.#folders].reverse()) {
      this.#setOwner(member, (uid, gid) => lchownSync(path, uid, gid))
      await chmod(path, member.mode & 0o7777)
      if (member.modifiedAt) await utimes(path, member.modifiedAt, member.modifiedAt)
    }
  }

  async #addFolder(name: string, path: string, member: Member): Promise<void> {
    await this.#makeFolder(name, path)
    this.#folders.set(path, member)
  }

  /**
   * Without streams and, but for the content of large files, without waiting: an archive may have 100,000 small files,
   * and each step through the thread pool costs more than the step itself.
   */
  async #addFile(path: string, member: Member, content: AsyncIterable<unknown>): Promise<void> {
    this.#count(0, member.size)
    const file = await this.#openNew(path, member)
    try {
      for await (const chunk of content) {
        if (!Buffer.isBuffer(chunk)) throw new Error('an archive gave something that is no bytes')
        this.#count(chunk.length, 0)
        await writeAll(file, chunk, { wait: member.size > SMALL_FILE_BYTES })
      }
      this.#setOwner(member, (uid, gid) => fchownSync(file, uid, gid))
      // After the owner: changing that clears set-user-id.
      fchmodSync(file, member.mode & 0o7777)
      if (member.modifiedAt) futimesSync(file, member.modifiedAt, member.modifiedAt)
    } finally {
      closeSync(file)
    }
  }

  /** Created, never opened: neither a file nor a link that is already there is written to. */
  async #openNew(path: string, member: Member): Promise<number> {
    try {
      return openSync(path, 'wx', 0o600)
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error
      await this.#makeWay(path, member)
      return openSync(path, 'wx', 0o600)
    }
  }

  async #addSymlink(name: string, path: string, member: Member): Promise<void> {
    const target = member.linkTarget ?? ''
    if (target === '' || target.includes('\0'))
      throw new RevisionError(`The revision has a broken link: ${quoted(name)}`)
    await this.#makeWay(path, member)
    await symlink(target, path)
    this.#symlinks.set(name, target)
    this.#setOwner(member, (uid, gid) => lchownSync(path, uid, gid))
  }

  /** When all are made: where a link leads to depends on the others. Until then nothing was written through any. */
  async #checkSymlinks(): Promise<void> {
    if (this.#limits.allowOutsideSymlinks) return
    for (const [name, target] of this.#symlinks) {
      if (!(await leadsOutside(this.#root, name))) continue
      throw new RevisionError(
        `The revision has a symbolic link that leads out of it: ${quoted(name)} -> ${quoted(target)} ` +
          '(:allow_outside_symlinks: true in the agent configuration keeps such links)',
      )
    }
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

  #setOwner({ owner }: Member, change: (uid: number, gid: number) => void): void {
    if (!this.#isRoot || !owner) return
    try {
      change(owner.uid, owner.gid)
    } catch (error) {
      // In a user namespace most owners do not exist.
      if (!hasCode(error, 'EPERM') && !hasCode(error, 'EINVAL')) throw error
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

async function writeAll(file: number, bytes: Buffer, { wait }: { wait: boolean }): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    written += wait ? (await writeLater(file, bytes, written)).bytesWritten : writeSync(file, bytes, written)
  }
}

const writeLater = promisify(write)

function quoted(text: string): string {
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}...` : text)
}
