import { randomBytes } from 'node:crypto'
import { ALPHANUMERIC, BASE32, type Ids, type SealingKey, sealingKey, UsageError } from '@towpath/base'
import { replaceFile, secretFile } from './open.ts'

/** The access key of the root user. */
export interface RootKey {
  accessKeyId: string
  secretAccessKey: string
}

const FILE = 'root-credentials.json'

/**
 * The root key: preset by the environment, otherwise the one kept in the data folder, made at first boot. A preset one
 * is kept there as well, so that the command line finds it. `made`: it was made just now and should be shown once.
 */
export async function rootKey(
  folder: string,
  ids: Ids,
  environment: Record<string, string | undefined>,
): Promise<RootKey & { made: boolean }> {
  const preset = presetKey(environment)
  if (preset) {
    await replaceFile(folder, FILE, JSON.stringify(preset))
    return { ...preset, made: false }
  }
  const fresh = { accessKeyId: `AKIA${ids.random(16, BASE32)}`, secretAccessKey: ids.random(40, ALPHANUMERIC) }
  const { content, made } = await secretFile(folder, FILE, () => JSON.stringify(fresh))
  return { ...parseKey(content), made }
}

function presetKey(environment: Record<string, string | undefined>): RootKey | undefined {
  const { TOWPATH_ROOT_ACCESS_KEY_ID: accessKeyId, TOWPATH_ROOT_SECRET_ACCESS_KEY: secretAccessKey } = environment
  if (accessKeyId === undefined && secretAccessKey === undefined) return undefined
  if (!accessKeyId || !secretAccessKey) {
    throw new UsageError('TOWPATH_ROOT_ACCESS_KEY_ID and TOWPATH_ROOT_SECRET_ACCESS_KEY must be set together')
  }
  if (!/^\w{16,128}$/.test(accessKeyId)) {
    throw new UsageError(`TOWPATH_ROOT_ACCESS_KEY_ID takes 16 to 128 letters, digits and "_", not "${accessKeyId}"`)
  }
  return { accessKeyId, secretAccessKey }
}

function parseKey(content: string): RootKey {
  try {
    const { accessKeyId, secretAccessKey } = JSON.parse(content)
    if (typeof accessKeyId === 'string' && typeof secretAccessKey === 'string') return { accessKeyId, secretAccessKey }
  } catch {
    // Told below, without the content.
  }
  throw new UsageError(`${FILE} in the data folder cannot be read; delete it to have a new root key made`)
}

/**
 * The key under which secrets are sealed, which is never in the database: given by the environment, so that several
 * control planes can share a database, otherwise a file of the data folder, made at first boot.
 */
export async function folderSealingKey(
  folder: string,
  environment: Record<string, string | undefined>,
): Promise<SealingKey> {
  const given = environment.TOWPATH_SEALING_KEY
  if (given !== undefined) {
    if (!/^[A-Za-z0-9+/]{43}=$/.test(given)) {
      throw new UsageError(
        'TOWPATH_SEALING_KEY takes 32 random bytes in base64, as `openssl rand -base64 32` prints them',
      )
    }
    return sealingKey(Buffer.from(given, 'base64'))
  }
  const { content } = await secretFile(folder, 'sealing-key', () => randomBytes(32).toString('base64'))
  return sealingKey(Buffer.from(content, 'base64'))
}
