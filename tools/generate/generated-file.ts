import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** What a generator made, or why it could not. */
export interface GeneratedFile {
  /** Relative to the repository. */
  path: string
  content: string
}

export interface Generator {
  title: string
  /** `present` gives what is committed now. Strings in the result are notes for whoever runs this. */
  run(present: (path: string) => string | undefined): Promise<(GeneratedFile | string)[]>
}

/** Runs generators. In check mode nothing is written, and each file that would change is a problem. */
export async function runGenerators(
  root: string,
  generators: Generator[],
  mode: 'write' | 'check',
): Promise<{ problems: string[]; notes: string[] }> {
  const present = (path: string) => (existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined)
  const problems: string[] = []
  const notes: string[] = []
  for (const generator of generators) {
    for (const result of await generator.run(present)) {
      if (typeof result === 'string') {
        notes.push(`${generator.title}: ${result}`)
      } else if (present(result.path) !== result.content) {
        if (mode === 'check') problems.push(`${result.path} is stale: run npm run generate`)
        else write(join(root, result.path), result.content)
      }
    }
  }
  return { problems, notes }
}

function write(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
}

/** JSON with one line for each entry of the outermost objects, so that a change shows as few changed lines. */
export function linedJson(value: Record<string, unknown>): string {
  const sections = Object.entries(value).map(([name, section]) => `${JSON.stringify(name)}: ${lined(section)}`)
  return `{\n${sections.join(',\n')}\n}\n`
}

function lined(section: unknown): string {
  if (Array.isArray(section)) return `[\n${section.map((item) => JSON.stringify(item)).join(',\n')}\n]`
  if (typeof section !== 'object' || section === null) return JSON.stringify(section)
  const entries = Object.entries(section).map(([name, item]) => `${JSON.stringify(name)}: ${JSON.stringify(item)}`)
  return `{\n${entries.join(',\n')}\n}`
}
