import { readFile, realpath, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { type AppSpec, InvalidAppSpec } from './appspec.ts'
import { parseAppSpec } from './parse.ts'

const MAX_APPSPEC_BYTES = 1024 * 1024

export interface FoundAppSpec {
  appspec: AppSpec
  /** Name of the file that was read. */
  name: string
}

/**
 * Reads the appspec of an unpacked revision: the file that the deployment names, else `appspec.yaml`, else `appspec.yml`.
 *
 * The official agent looks for the other names in Install only, so that a revision with just an `appspec.yaml` fails at
 * its first hook there (observed); ours takes it everywhere. Throws InvalidAppSpec.
 */
export async function readAppSpec(archive: string, appSpecFilename: string): Promise<FoundAppSpec> {
  for (const name of new Set([appSpecFilename, 'appspec.yaml', 'appspec.yml'])) {
    const file = await confinedFile(archive, name)
    if (file === undefined) continue
    if ((await stat(file)).size > MAX_APPSPEC_BYTES) throw new InvalidAppSpec(`The AppSpec file ${name} is too large`)
    return { appspec: parseAppSpec(await readFile(file, 'utf8'), name), name: basename(name) }
  }
  throw new InvalidAppSpec(
    `CodeDeploy agent did not find an AppSpec file within the unpacked revision directory at revision-relative path ` +
      `"${appSpecFilename}". The revision was unpacked to directory "${archive}", and the AppSpec file was expected ` +
      `but not found at path "${join(archive, appSpecFilename)}".`,
  )
}

/** The file's real path when there is one inside the revision. A link to somewhere else is as good as none. */
async function confinedFile(archive: string, name: string): Promise<string | undefined> {
  try {
    const [root, file] = await Promise.all([realpath(archive), realpath(join(archive, name))])
    return file.startsWith(`${root}/`) && (await stat(file)).isFile() ? file : undefined
  } catch {
    return undefined
  }
}
