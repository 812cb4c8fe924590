import { join } from 'node:path'
import { type Io, tell } from '../../io.ts'
import { SAMPLE_FOLDERS } from '../samples.ts'
import { runCommand } from './command.ts'

/** How long the image may take to build, in milliseconds. The first time 160 MB are handed to the engine. */
const LIMIT = 120_000

/** Builds the image that the sample's first revision names, of the Node that runs this. Tells what is being done. */
export async function buildImage(io: Io): Promise<void> {
  await runCommand(join(SAMPLE_FOLDERS.container, 'build-image.sh'), [], {
    env: { NODE: process.execPath },
    limit: LIMIT,
    signal: io.signal,
    onLine: (line) => tell(io, `    ${line}`),
  })
}
