import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A folder that is removed when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'agent-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Resolves when `check` gives something; fails with the last state seen when that takes too long. */
export async function until<T>(
  what: string,
  check: () => T | undefined | Promise<T | undefined>,
  state: () => unknown = () => '',
): Promise<T> {
  const end = Date.now() + 20_000
  while (Date.now() < end) {
    const value = await check()
    if (value !== undefined && value !== false) return value
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`Gave up waiting for ${what}; last seen: ${JSON.stringify(state())}`)
}
