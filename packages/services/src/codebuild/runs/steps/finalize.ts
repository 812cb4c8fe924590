import { createReadStream, createWriteStream } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { BuildFact } from '../../rules/build-lifecycle.ts'
import { logObjectOf } from '../../rules/new-build.ts'
import type { BuildSession } from '../build-session.ts'
import { putFile } from '../files/put-file.ts'

/** Ends whatever still runs, and closes the log. */
export async function finalize(session: BuildSession, signal: AbortSignal): Promise<BuildFact[]> {
  await session.takeDown('The build is being taken down')
  await session.log.flush()
  await keepLog(session, signal)
  return [{ type: 'phase-ended', phase: 'FINALIZING', attempt: 0, status: 'SUCCEEDED', contexts: [] }]
}

/** The log in S3, as the build's role. One that cannot be written is told in the control plane's log, and changes nothing. */
async function keepLog(session: BuildSession, signal: AbortSignal): Promise<void> {
  const { input, record, logFile, deps } = session
  const object = logObjectOf(input.settings, record.id)
  if (!object || !(await stat(logFile).catch(() => undefined))) return
  const file = `${logFile}.gz`
  try {
    const role = await session.role()
    if ('refused' in role) return
    await pipeline(createReadStream(logFile), createGzip(), createWriteStream(file, { mode: 0o600 }), { signal })
    await putFile(role, { ...object, file, signal })
  } catch (error) {
    deps.log.warn({ err: error, build: record.id }, 'The log of a build cannot be kept in S3')
  } finally {
    await rm(file, { force: true })
  }
}
