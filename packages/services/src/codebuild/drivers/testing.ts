import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { silentLogger } from '@towpath/base'
import { chooseSandboxes } from '../../ec2/index.ts'
import type { BuildDriver } from './driver.ts'
import { sandboxDriver } from './sandbox/sandbox-driver.ts'

export interface BuildsFolder extends AsyncDisposable {
  path: string
}

/** A folder for builds of a test's own. */
export async function buildsFolder(): Promise<BuildsFolder> {
  const path = await mkdtemp(join(tmpdir(), 'towpath-builds-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) }
}

/** The sandbox driver as the control plane has it. */
export async function realSandboxes(
  folder: string,
  wanted: 'sandbox' | 'process' | 'auto' = 'auto',
  sockets?: string[],
): Promise<BuildDriver> {
  const sandboxes = await chooseSandboxes(wanted, { dataFolder: folder, folder, sockets, log: silentLogger })
  const path = `${dirname(process.execPath)}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`
  return sandboxDriver({ sandboxes, environment: { PATH: path, LANG: 'C.UTF-8' } })
}
