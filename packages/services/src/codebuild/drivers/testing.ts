import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { silentLogger } from '@towpath/base'
import type { DockerEngine } from '@towpath/testkit'
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

/** Makes an image of the machine's own busybox or shell, since none can be pulled. */
export async function machineImage(engine: Pick<DockerEngine, 'environment'>, name: string): Promise<void> {
  const script = fileURLToPath(new URL('./testing/machine-image.sh', import.meta.url))
  await promisify(execFile)('sh', [script, name], { env: { ...process.env, ...engine.environment } })
}
