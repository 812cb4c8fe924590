import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { UsageError } from '@towpath/base'
import type { Io } from '../io.ts'

/** How to reach a control plane, and as whom. */
export interface Connection {
  endpoint: string
  /** PEM file with the authorities to trust when the endpoint is https; absent: those that the machine trusts. */
  caFile?: string
  region: string
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }
}

export const CONNECTION_OPTIONS = [
  { flags: '--data <DIR>', help: 'Data folder of the control plane to talk to (default: TOWPATH_DATA, or .towpath)' },
]

/**
 * The control plane that the environment names (`AWS_ENDPOINT_URL` and keys), or the one that keeps the data folder.
 * `--data` is stronger than the environment.
 */
export async function findConnection(options: Record<string, unknown>, io: Io): Promise<Connection> {
  const {
    AWS_ENDPOINT_URL,
    AWS_ACCESS_KEY_ID,
    AWS_SECRET_ACCESS_KEY,
    AWS_SESSION_TOKEN,
    AWS_DEFAULT_REGION,
    AWS_REGION,
    AWS_CA_BUNDLE,
  } = io.env
  if (options.data === undefined && AWS_ENDPOINT_URL && AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY) {
    return {
      endpoint: AWS_ENDPOINT_URL,
      caFile: AWS_CA_BUNDLE || undefined,
      region: AWS_REGION ?? AWS_DEFAULT_REGION ?? 'us-east-1',
      credentials: {
        accessKeyId: AWS_ACCESS_KEY_ID,
        secretAccessKey: AWS_SECRET_ACCESS_KEY,
        sessionToken: AWS_SESSION_TOKEN,
      },
    }
  }
  return connectionOf(dataFolderOf(options, io))
}

export function dataFolderOf(options: Record<string, unknown>, io: Io): string {
  return resolve(io.cwd, String(options.data ?? io.env.TOWPATH_DATA ?? '.towpath'))
}

/** Reads what a control plane has left in its data folder about itself. */
export async function connectionOf(folder: string): Promise<Connection> {
  const [address, key] = await Promise.all([
    readJson(folder, 'endpoint.json'),
    readJson(folder, 'root-credentials.json'),
  ])
  return {
    endpoint: String(address.endpoint),
    caFile: typeof address.caFile === 'string' ? address.caFile : undefined,
    region: String(address.region),
    credentials: { accessKeyId: String(key.accessKeyId), secretAccessKey: String(key.secretAccessKey) },
  }
}

async function readJson(folder: string, name: string): Promise<Record<string, unknown>> {
  const path = join(folder, name)
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (cause as Error).message
    throw new UsageError(
      `Cannot read ${path}: ${why}. Start a control plane with "towpath serve", or name its data folder with --data DIR.`,
      { cause },
    )
  }
}
