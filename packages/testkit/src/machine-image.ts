import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { DockerEngine } from './docker-engine.ts'

const SCRIPT = join(import.meta.dirname, 'machine-image.sh')

/** Makes an image of a shell and some programs of this machine: no image can be downloaded in a test. */
export async function machineImage(engine: Pick<DockerEngine, 'environment'>, name: string): Promise<void> {
  await promisify(execFile)('sh', [SCRIPT, name], { env: { ...process.env, ...engine.environment } })
}
