import { randomBytes } from 'node:crypto'
import { chmod, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { InstanceSpec } from './driver.ts'

/** What a driver keeps of an instance beside its files. */
export interface InstanceRecord {
  spec: InstanceSpec
  /** Part of the environment of agent and hooks; whoever knows it gets the instance's credentials. */
  credentialToken: string
  /** See `fingerprint`; of the boot that came last. */
  fingerprint: string
  /** Of agent, hooks and shells, as of then. */
  environment: Record<string, string>
  /** Whether it booted at least once: its user data has been run. */
  booted: boolean
  /** Port of the instance's metadata on loopback, where it has no address of its own. */
  metadataPort?: number
}

const GONE = '.gone'

/** The folders below the data folder that hold one instance each, mode 0700. */
export class InstanceFolders {
  readonly path: string

  constructor(path: string) {
    this.path = path
  }

  of(instanceId: string): string {
    // Ids become paths and arguments of programs that run as root.
    if (!/^i-[0-9a-f]{8,17}$/.test(instanceId)) throw new Error(`"${instanceId}" is no instance id`)
    return join(this.path, instanceId)
  }

  async list(): Promise<string[]> {
    return (await readdir(this.path)).filter((name) => /^i-[0-9a-f]{8,17}$/.test(name))
  }

  async read(instanceId: string): Promise<InstanceRecord | undefined> {
    const text = await readFile(join(this.of(instanceId), 'instance.json'), 'utf8').catch(() => undefined)
    return text === undefined ? undefined : (JSON.parse(text) as InstanceRecord)
  }

  /** Makes the folder if need be. A crash leaves the old record or the new one. */
  async write(instanceId: string, record: InstanceRecord): Promise<void> {
    const folder = this.of(instanceId)
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await writeWhole(join(folder, 'instance.json'), JSON.stringify(record))
  }

  /** Resolves to the record of an instance that was made before, or to a new one with a secret of its own. */
  async readOrMake(spec: InstanceSpec): Promise<InstanceRecord> {
    const token = () => randomBytes(24).toString('base64url')
    return (
      (await this.read(spec.instanceId)) ?? {
        spec,
        credentialToken: token(),
        fingerprint: '',
        environment: {},
        booted: false,
      }
    )
  }

  /** Moves the folder aside first, so that half of a deletion is never taken for an instance. */
  async remove(instanceId: string): Promise<void> {
    const folder = this.of(instanceId)
    await rename(folder, folder + GONE).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT' && error.code !== 'ENOTEMPTY') throw error
    })
    await rm(folder + GONE, { recursive: true, force: true, maxRetries: 5 })
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }

  /** Finishes deletions that were cut short. */
  async removeGone(): Promise<void> {
    for (const name of await readdir(this.path)) {
      if (name.endsWith(GONE)) await rm(join(this.path, name), { recursive: true, force: true, maxRetries: 5 })
    }
  }
}

/** Writes a file so that it is never seen half-written, mode 0600 unless another is given. */
export async function writeWhole(path: string, content: string | Buffer, mode = 0o600): Promise<void> {
  const aside = `${path}.new`
  const file = await open(aside, 'w', mode)
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
  await chmod(aside, mode)
  await rename(aside, path)
}

/** The last `limit` bytes of a file, empty when it cannot be read. */
export async function readEnd(path: string, limit: number): Promise<Buffer> {
  const file = await open(path, 'r').catch(() => undefined)
  if (!file) return Buffer.alloc(0)
  try {
    const { size } = await file.stat()
    const start = Math.max(0, size - limit)
    const buffer = Buffer.alloc(Math.min(size, limit))
    const { bytesRead } = await file.read(buffer, 0, buffer.length, start)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}
