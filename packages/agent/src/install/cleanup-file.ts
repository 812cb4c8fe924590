import { lstat, readdir, rmdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { hasCode, isMissing } from '../host/files.ts'
import { runTool } from './run-tool.ts'

/** What an Install made, so that the next one can remove it. */
export type CleanupEntry = { path: string } | { selinux: string }

const SELINUX = 'semanage\0'

/**
 * The clean-up file: one path a line, like the official agent's. Names with line breaks or other control characters,
 * which break it there, are written as JSON text; no absolute path begins with a quotation mark.
 */
export function formatCleanupEntry(entry: CleanupEntry): string {
  if ('selinux' in entry) return `${SELINUX}${entry.selinux}\n`
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what this is about
  return `${/[\x00-\x1f]/.test(entry.path) ? JSON.stringify(entry.path) : entry.path}\n`
}

/** A last line without its newline was cut off by a crash and names something that was not yet made. */
export function parseCleanup(text: string): CleanupEntry[] {
  const lines = text.split('\n').slice(0, -1)
  return lines.flatMap((line): CleanupEntry[] => {
    if (line.startsWith(SELINUX)) return [{ selinux: line.slice(SELINUX.length) }]
    const path = line.startsWith('"') ? parsePath(line) : line
    return path?.startsWith('/') ? [{ path }] : []
  })
}

function parsePath(json: string): string | undefined {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'string' ? value : undefined
  } catch {
    return undefined
  }
}

/** Which paths cleaning up would remove, without removing any: folders only when nothing else is left in them. */
export async function foreseeCleanup(entries: CleanupEntry[]): Promise<Set<string>> {
  const removed = new Set<string>()
  for (const path of newestFirst(entries)) {
    const found = await lstat(path).catch(() => undefined)
    if (!found) continue
    if (!found.isDirectory()) removed.add(path)
    else if ((await readdir(path)).every((name) => removed.has(join(path, name)))) removed.add(path)
  }
  return removed
}

/** Removes what an earlier Install made: the latest first, folders only when they are empty. */
export async function cleanUp(entries: CleanupEntry[]): Promise<void> {
  for (const entry of entries) {
    // Not fatal, like a path that is gone: the context may have been changed since.
    if ('selinux' in entry) await runTool('semanage', ['fcontext', '-d', entry.selinux]).catch(() => {})
  }
  for (const path of newestFirst(entries)) {
    try {
      if ((await lstat(path)).isDirectory()) await rmdir(path)
      else await unlink(path)
    } catch (error) {
      if (!isMissing(error) && !hasCode(error, 'ENOTEMPTY') && !hasCode(error, 'EEXIST')) throw error
    }
  }
}

function newestFirst(entries: CleanupEntry[]): string[] {
  return entries.flatMap((entry) => ('path' in entry ? [entry.path] : [])).reverse()
}
