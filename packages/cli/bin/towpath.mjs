#!/usr/bin/env node
// Starts the command line, on the Node that came with the dependencies when the machine's own is too old for it.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { keepCompiledCode, MODULES } from './compile-cache.mjs'

if (Number(process.versions.node.split('.')[0]) >= 24) {
  keepCompiledCode()
  await import('../src/main.ts')
} else {
  await runOnBundledNode(join(MODULES, '.bin', 'node'))
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
  const child = spawn(bundled, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 143)
  })
}
