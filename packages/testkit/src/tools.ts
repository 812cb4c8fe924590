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
