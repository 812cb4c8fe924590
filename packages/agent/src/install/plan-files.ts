import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { FileMapping } from '../appspec/appspec.ts'
import { lstatIfThere, statIfThere } from '../host/files.ts'
import { InstallError, type Instruction } from './instructions.ts'

export interface FilePlanInput {
  files: FileMapping[]
  /** The unpacked revision. */
  archive: string
  /** DISALLOW, OVERWRITE, RETAIN, or what the deployment says instead. */
  fileExistsBehavior: string
  /** Paths that will be gone before the plan is carried out. */
  removed: ReadonlySet<string>
  /** Where a destination of the appspec is on this host. */
  destinationOf(path: string): string
}

export interface FilePlan {
  instructions: Instruction[]
  /** Files that will be copied, by destination. */
  copies: ReadonlyMap<string, { isSymlink: boolean }>
  /** Folders that will be made. */
  folders: ReadonlySet<string>
}

/**
 * Decides what an Install copies, changing nothing. Rejects with InstallError when it cannot work: a source that is
 * missing or outside of the revision, a file in the way, the same destination twice.
 */
export async function planFiles(input: FilePlanInput): Promise<FilePlan> {
  const planner = new FilePlanner(input, await realpath(input.archive))
  for (const mapping of input.files) await planner.add(mapping)
  return planner
}

class FilePlanner implements FilePlan {
  readonly instructions: Instruction[] = []
  readonly copies = new Map<string, { isSymlink: boolean }>()
  readonly folders = new Set<string>()
  readonly #input: FilePlanInput
  readonly #archiveRoot: string

  constructor(input: FilePlanInput, archiveRoot: string) {
    this.#input = input
    this.#archiveRoot = archiveRoot
  }

  async add(mapping: FileMapping): Promise<void> {
    const source = resolve(this.#input.archive, `./${mapping.source}`)
    if (source !== this.#input.archive && !source.startsWith(`${this.#input.archive}/`)) {
      throw new InstallError(`The source of files is outside of the revision: ${mapping.source}`)
    }
    const destination = this.#input.destinationOf(mapping.destination)
    if (await this.#isFolder(source)) {
      await this.#planParents(destination)
      await this.#planFolder(source, destination, [])
    } else {
      await this.#planParents(join(destination, basename(source)))
      await this.#planFile(source, join(destination, basename(source)))
    }
  }

  /** Folders and links to folders, as long as they stay inside of the revision. */
  async #isFolder(source: string): Promise<boolean> {
    const found = await statIfThere(source).catch(() => undefined)
    if (!found?.isDirectory()) return false
    const real = await realpath(source)
    if (real !== this.#archiveRoot && !real.startsWith(`${this.#archiveRoot}/`)) {
      throw new InstallError(`A folder of the revision is a link that leads out of it: ${source}`)
    }
    return true
  }

  /** `above`: the real paths of the folders this one is in, so that a link to one of them is not followed for ever. */
  async #planFolder(source: string, destination: string, above: string[]): Promise<void> {
    const real = await realpath(source)
    if (above.includes(real))
      throw new InstallError(`A folder of the revision is a link to one that holds it: ${source}`)
    await this.#planMkdir(destination)
    for (const name of (await readdir(source)).sort()) {
      const [from, to] = [join(source, name), join(destination, name)]
      if (await this.#isFolder(from)) await this.#planFolder(from, to, [...above, real])
      else await this.#planFile(from, to)
    }
  }

  async #planParents(path: string): Promise<void> {
    const parent = dirname(path)
    if (parent === path) return
    await this.#planParents(parent)
    await this.#planMkdir(parent)
  }

  async #planMkdir(path: string): Promise<void> {
    if (this.folders.has(path)) return
    if (this.copies.has(path)) throw new InstallError(`A file and a folder are both to be installed at ${path}`)
    const found = this.#input.removed.has(path) ? undefined : await statIfThere(path)
    if (found?.isDirectory()) return
    if (found || (!this.#input.removed.has(path) && (await lstatIfThere(path)))) {
      throw new InstallError(`A folder is to be made at ${path}, but there is a file`)
    }
    this.folders.add(path)
    this.instructions.push({ type: 'mkdir', directory: path })
  }

  async #planFile(source: string, destination: string): Promise<void> {
    const found = await lstatIfThere(source)
    if (!found) throw new InstallError(`No such file or directory - ${source}`)
    if (!found.isFile() && !found.isSymbolicLink()) throw new InstallError(`Not a regular file - ${source}`)
    if (this.copies.has(destination)) throw new InstallError(`Two files are to be installed at ${destination}`)
    if (this.folders.has(destination)) {
      throw new InstallError(`A file and a folder are both to be installed at ${destination}`)
    }
    if (!(await this.#mayCopyTo(destination))) return
    this.copies.set(destination, { isSymlink: found.isSymbolicLink() })
    this.instructions.push({ type: 'copy', source, destination })
  }

  async #mayCopyTo(destination: string): Promise<boolean> {
    const inTheWay = this.#input.removed.has(destination) ? undefined : await lstatIfThere(destination)
    if (!inTheWay) return true
    switch (this.#input.fileExistsBehavior) {
      case 'OVERWRITE':
        if (!(await isFolderOrLinkToOne(destination))) return true
        throw new InstallError(`A file is to be installed at ${destination}, but there is a folder`)
      case 'RETAIN':
        return false
      case 'DISALLOW':
        throw new InstallError(
          `The deployment failed because a specified file already exists at this location: ${destination}`,
        )
      default:
        throw new InstallError(`Unknown file exists behavior: ${this.#input.fileExistsBehavior}`)
    }
  }
}

async function isFolderOrLinkToOne(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  return found?.isDirectory() ?? false
}
