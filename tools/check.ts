// npm run check: format, lint, types, import directions, generated files. Prints one line a check.
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { importProblems } from './checks/imports.ts'

const root = dirname(import.meta.dirname)
const bin = (name: string) => join(root, 'node_modules', '.bin', name)

const checks: [title: string, run: () => string[]][] = [
  ['format and lint', () => command(bin('biome'), ['ci', '--colors=off', '.'])],
  ['types', () => command(bin('tsc'), ['-p', root])],
  ['import directions and cycles', () => importProblems(root)],
  ['generated files are fresh', () => command(process.execPath, [join(root, 'tools', 'generate.ts'), '--check'])],
]

let failed = 0
for (const [title, run] of checks) {
  const begun = performance.now()
  const problems = run()
  const seconds = ((performance.now() - begun) / 1000).toFixed(1)
  console.log(`${problems.length === 0 ? 'ok  ' : 'FAIL'} ${title} (${seconds} s)`)
  for (const problem of problems) console.log(`     ${problem}`)
  if (problems.length > 0) failed++
}
process.exitCode = failed === 0 ? 0 : 1

function command(file: string, args: string[]): string[] {
  const result = spawnSync(file, args, { cwd: root, encoding: 'utf8' })
  if (result.error) return [`cannot run ${file}: ${result.error.message}`]
  if (result.status === 0) return []
  return `${result.stdout}\n${result.stderr}`.split('\n').filter((line) => line.trim() !== '')
}
