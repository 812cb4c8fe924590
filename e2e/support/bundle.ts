import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

/** Files of a revision by path. Scripts (`*.sh`) are made executable unless `plain` names them. */
export type Files = Record<string, string>

/** A revision as a tgz archive, made by the system's tar. */
export async function tgz(files: Files, options: { plain?: string[] } = {}): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'towpath-bundle-'))
  try {
    const content = join(folder, 'content')
    for (const [path, text] of Object.entries(files)) {
      const file = join(content, path)
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, text)
      if (path.endsWith('.sh')) await chmod(file, options.plain?.includes(path) ? 0o644 : 0o755)
    }
    await mkdir(content, { recursive: true })
    await promisify(execFile)('tar', ['-czf', join(folder, 'bundle.tgz'), '-C', content, '.'])
    return await readFile(join(folder, 'bundle.tgz'))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** An appspec whose hooks each run `scripts/EVENT.sh`. */
export function appspec(events: string[], extra: { timeout?: number; files?: string } = {}): string {
  const timeout = extra.timeout ? `\n      timeout: ${extra.timeout}` : ''
  const hooks = events.map((event) => `  ${event}:\n    - location: scripts/${event}.sh${timeout}`).join('\n')
  return `version: 0.0\nos: linux\n${extra.files ?? ''}hooks:\n${hooks}\n`
}

export function script(...lines: string[]): string {
  return `#!/bin/sh\n${lines.join('\n')}\n`
}
