// Loads what control plane and agent are made of, so that even their first start finds it compiled. An agent would pay
// most: in a sandbox it can read what is kept here but not add to it, and a single file that it has to strip of its
// types costs it 16 MB for as long as it runs. Nothing depends on this having been done.
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import module from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { keepCompiledCode } from '../packages/cli/bin/compile-cache.mjs'

keepCompiledCode()
const { agentProgram } = await import('../packages/cli/src/agent-program.ts')
const packages = join(dirname(dirname(fileURLToPath(import.meta.url))), 'packages')
// The first file of all starts the command line as soon as it is loaded.
spawnSync(process.execPath, [...process.execArgv, join(packages, 'cli', 'bin', 'towpath.mjs'), '--version'])
// Compiled code is kept for each set of Node's flags apart, and agents run with flags of their own.
const forAgents = process.argv.includes('--for-agents')
if (!forAgents) {
  const [node, ...words] = agentProgram.command
  const flags = words.slice(
    0,
    words.findIndex((word) => !word.startsWith('-')),
  )
  spawnSync(node, [...flags, fileURLToPath(import.meta.url), '--for-agents'], { stdio: ['ignore', 2, 2] })
}
// Everything else is loaded by one of these.
const entries = forAgents
  ? ['base', 'agent-link', 'agent']
  : ['base', 'agent-link', 'agent', 'wire', 'storage', 'engine', 'git', 'services', 'server', 'cli']
const wanted = new Set(
  forAgents
    ? [
        join(packages, 'cli', 'src', 'commands', 'agent', 'run.ts'),
        join(packages, 'agent', 'src', 'daemon', 'run-agent.ts'),
      ]
    : [join(packages, 'cli', 'src', 'program.ts')],
)
for (const name of entries) for (const file of lazilyLoaded(join(packages, name, 'src'))) wanted.add(file)
for (const file of wanted) {
  try {
    await import(pathToFileURL(file).href)
  } catch (error) {
    process.stderr.write(`towpath: ${file} could not be compiled now: ${error}\n`)
  }
}
module.flushCompileCache()
// Whatever was loaded may hold the process open.
process.exit(0)

/** The files that code below `folder` loads on first use. */
function lazilyLoaded(folder) {
  const found = []
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.name.endsWith('.ts') || entry.name.endsWith('.test.ts') || entry.parentPath.includes('testing')) continue
    const file = join(entry.parentPath, entry.name)
    for (const [, name] of readFileSync(file, 'utf8').matchAll(/\bimport\('((?:\.|@towpath\/)[^']*)'\)/g)) {
      found.push(
        fileURLToPath(import.meta.resolve(name.startsWith('.') ? new URL(name, pathToFileURL(file)).href : name)),
      )
    }
  }
  return found
}
