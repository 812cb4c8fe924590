// Makes a fresh checkout ready: installs the dependencies. Runs on the machine's own Node (20 or newer); everything
// after it runs on the Node that the dependencies bring along.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const markers = join(root, 'node_modules', '.towpath')
const node = join(root, 'node_modules', '.bin', 'node')

if (Number(process.versions.node.split('.')[0]) < 20) {
  fail(
    `Towpath needs Node 20 or newer to install itself; this is ${process.version}. Install a newer Node and run this again.`,
  )
}

step('install', ['package.json', 'package-lock.json'], 'Installing dependencies', () => {
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])
})
if (!existsSync(node)) {
  fail(
    `No Node 26 build was installed for ${process.platform}-${process.arch}. ` +
      'Towpath runs on linux-x64, linux-arm64 and darwin-arm64; install with optional dependencies (npm ci --include=optional).',
  )
}
step('compile', ['package-lock.json', 'tools/compile.mjs', ...sources()], 'Compiling', () => {
  run(node, [join('tools', 'compile.mjs')])
})

/** Runs `work` unless it has been done for the present content of `inputs`. */
function step(name, inputs, title, work) {
  const marker = join(markers, name)
  const hash = createHash('sha256')
  for (const input of inputs) {
    const path = join(root, input)
    if (existsSync(path)) hash.update(readFileSync(path))
  }
  const want = hash.digest('hex')
  if (existsSync(marker) && readFileSync(marker, 'utf8') === want) return
  process.stderr.write(`towpath: ${title} ...\n`)
  const begun = Date.now()
  work()
  mkdirSync(markers, { recursive: true })
  writeFileSync(marker, want)
  process.stderr.write(`towpath: ${title}: done in ${((Date.now() - begun) / 1000).toFixed(1)} s\n`)
}

/** What is compiled, tests left out, from the root of the checkout. */
function sources() {
  const found = readdirSync(join(root, 'packages'), { recursive: true, encoding: 'utf8' })
  const compiled = found.filter((path) => /^[^/]+\/(src|bin)\/.*\.(ts|mjs)$/.test(path) && !path.endsWith('.test.ts'))
  return compiled.sort().map((path) => join('packages', path))
}

function run(command, args) {
  const result = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] })
  if (result.error) fail(`Cannot run ${command}: ${result.error.message}`)
  if (result.status !== 0) fail(`${command} ${args.join(' ')} ended with ${result.status ?? result.signal}`)
}

function fail(message) {
  process.stderr.write(`towpath: ${message}\n`)
  process.exit(1)
}
