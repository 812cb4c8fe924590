import { readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Buildspec } from '../../buildspec/buildspec.ts'
import { buildspecLocation } from '../../buildspec/location.ts'
import { parseBuildspec } from '../../buildspec/parse.ts'
import { buildspecMissing } from '../../buildspec/problem.ts'
import type { RoleCalls } from '../../ports/build-roles.ts'
import { BuildFailure, clientError } from '../build-failure.ts'
import type { BuildSession } from '../build-session.ts'
import { confinedPath } from '../confined.ts'
import { download } from './s3-source.ts'

const LARGEST = 1024 * 1024

/** The buildspec of a build, once its primary source is there. `inside`: its folder as the build sees it. */
export async function findBuildspec(
  session: BuildSession,
  role: RoleCalls,
  { primary, inside, signal }: { primary: string; inside: string; signal: AbortSignal },
): Promise<Buildspec> {
  const text = await textOf(session, role, { primary, inside, signal })
  const parsed = parseBuildspec(text)
  if ('buildspec' in parsed) return parsed.buildspec
  throw new BuildFailure(parsed.problem.statusCode, parsed.problem.message)
}

async function textOf(
  { folder, input, log }: BuildSession,
  role: RoleCalls,
  { primary, inside, signal }: { primary: string; inside: string; signal: AbortSignal },
): Promise<string> {
  const location = buildspecLocation(input.settings.source.buildspec)
  switch (location.type) {
    case 'inline':
      return location.text
    case 's3': {
      const file = join(folder.path, 'buildspec')
      await download(role, { bucket: location.bucket, key: location.key, file, signal })
      return read(file).finally(() => rm(file, { force: true }))
    }
    case 'path': {
      const path = join(inside, location.path)
      log.say(`YAML location is ${path}`)
      const file = await confinedPath(folder.output, join(folder.output, primary), location.path)
      if (file !== undefined && (await stat(file)).isFile()) return read(file)
      const { statusCode, message } = buildspecMissing(path)
      throw new BuildFailure(statusCode, message)
    }
  }
}

async function read(file: string): Promise<string> {
  const { size } = await stat(file)
  if (size > LARGEST) throw clientError(`The buildspec is larger than ${LARGEST} bytes`)
  return readFile(file, 'utf8')
}
