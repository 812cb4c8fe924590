#!/usr/bin/env node
// Starts the command line, on the Node that came with the dependencies when the machine's own is too old for it.
import module from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const self = fileURLToPath(import.meta.url)
const modules = join(dirname(self), '..', '..', '..', 'node_modules')

if (Number(process.versions.node.split('.')[0]) >= 24) {
  // Types are stripped and code is compiled once, not at every start. It has to be said before the first TypeScript is
  // loaded: stripping types costs 16 MB of memory that are never given back. The folder belongs to whoever owns the
  // code; Node's own default is below /tmp, where another user could lay out code for us. NODE_COMPILE_CACHE moves it.
  module.enableCompileCache(join(modules, '.cache', 'towpath'))
  await import('../src/main.ts')
} else {
  await runOnBundledNode(join(modules, '.bin', 'node'))
}

async function runOnBundledNode(bundled) {
  const [{ spawn }, { existsSync }] = await Promise.all([import('node:child_process'), import('node:fs')])
  if (!existsSync(bundled)) {
    process.stderr.write(
      `towpath: Node 24 or newer is needed, this is ${process.version}; run "npm install" in the checkout first\n`,
    )
    process.exitCode = 2
    return
  }
  const child = spawn(bundled, [self, ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 143)
  })
}
