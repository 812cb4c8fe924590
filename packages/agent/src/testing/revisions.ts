import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** A file's content, or what is run when it ends in `.sh` (it then gets a first line and is made executable). */
export type RevisionFiles = Record<string, string>

/** Writes a revision's files into a folder. */
export function writeRevision(folder: string, files: RevisionFiles): string {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, name.endsWith('.sh') && !content.startsWith('#!') ? `#!/bin/sh\n${content}\n` : content)
    if (name.endsWith('.sh')) chmodSync(path, 0o755)
  }
  return folder
}

/** An appspec with one script per hook. */
export function appspec(options: {
  hooks?: Record<string, string | { location: string; timeout?: number }>
  files?: { source: string; destination: string }[]
  rest?: string
}): string {
  const files = (options.files ?? []).map(
    (file) => `  - source: ${file.source}\n    destination: ${file.destination}\n`,
  )
  const hooks = Object.entries(options.hooks ?? {}).map(([event, hook]) => {
    const { location, timeout } = typeof hook === 'string' ? { location: hook, timeout: undefined } : hook
    return `  ${event}:\n    - location: ${location}\n${timeout === undefined ? '' : `      timeout: ${timeout}\n`}`
  })
  return [
    'version: 0.0\nos: linux\n',
    files.length > 0 ? `files:\n${files.join('')}` : '',
    hooks.length > 0 ? `hooks:\n${hooks.join('')}` : '',
    options.rest ?? '',
  ].join('')
}
