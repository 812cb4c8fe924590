import { execFileSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** A program that tests drive. */
export interface Tool {
  name: string
  /** Path of the program; undefined where it is missing. */
  path: string | undefined
  /** For `test.skipIf`. Never true in CI, where a missing program is a failure. */
  missing: boolean
}

export const runningInCi = process.env.CI === 'true'

/** Looks for a program. Where it is missing the tests that need it are skipped, loudly; in CI this throws. */
export function tool(name: string, debianPackage: string): Tool {
  const path = find(name)
  if (path === undefined) skipLoudly(`${name} is not on this machine (Debian package ${debianPackage})`)
  return { name, path, missing: path === undefined }
}

/**
 * The aws CLI, if it heeds AWS_ENDPOINT_URL: from 1.29 and 2.13 on. An older one would take a test's calls to AWS
 * itself, so it counts as missing.
 */
export function awsCli(): Tool {
  const found = tool('aws', 'awscli')
  if (found.path === undefined) return found
  const version = /aws-cli\/(\d+)\.(\d+)/.exec(execFileSync(found.path, ['--version'], { encoding: 'utf8' }))
  const [major, minor] = [Number(version?.[1]), Number(version?.[2])]
  if (major > 2 || (major === 2 ? minor >= 13 : minor >= 29)) return found
  return { ...found, missing: skipLoudly(`aws is version ${major}.${minor}; 2.13 or newer heeds AWS_ENDPOINT_URL`) }
}

/** Says why tests are skipped; in CI, where none may be, this throws. */
export function skipLoudly(why: string): true {
  if (runningInCi) throw new Error(`${why}; in CI every part must be there`)
  console.warn(`skipped: ${why}`)
  return true
}

function find(name: string): string | undefined {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, name)
    try {
      accessSync(path, constants.X_OK)
      return path
    } catch {
      // Not in this folder; the next may have it.
    }
  }
  return undefined
}
