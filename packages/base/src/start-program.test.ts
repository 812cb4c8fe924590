import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { startProgram } from './start-program.ts'

const MODULE = new URL('./start-program.ts', import.meta.url).href

/** Runs a program of Node in a process of its own, so that what would end it does not end the tests. */
async function survives(program: string, filesLimit = 1024): Promise<string> {
  const node = [process.execPath, '--input-type=module', '--eval', program]
  const { stdout } = await promisify(execFile)('sh', ['-c', `ulimit -n ${filesLimit}; exec "$@"`, 'sh', ...node])
  return stdout.trim()
}

test('a program runs as with spawn', async () => {
  const child = startProgram('sh', ['-c', 'cat; exit 3'], { stdio: ['pipe', 'pipe', 'inherit'] })
  const [ended, said] = [once(child, 'close'), text(child.stdout)]

  child.stdin.end('heard')

  expect(await said).toBe('heard')
  expect(await ended).toEqual([3, null])
})

test('that a program cannot be started ends nobody who does not listen, and is heard by who does', async () => {
  const said = await survives(`
    import { setTimeout } from 'node:timers/promises'
    import { startProgram } from '${MODULE}'
    startProgram('/nowhere/program')
    startProgram('/nowhere/program').once('error', (error) => console.log(error.message))
    await setTimeout(50)
    console.log('alive')
  `)

  expect(said).toBe('spawn /nowhere/program ENOENT\nalive')
})

test('writing to a program that has ended ends nobody', async () => {
  const said = await survives(`
    import { once } from 'node:events'
    import { startProgram } from '${MODULE}'
    const child = startProgram('true')
    child.stdin.write(Buffer.alloc(1024 * 1024))
    await once(child, 'close')
    console.log('alive')
  `)

  expect(said).toBe('alive')
})

test('without a free file it throws, and ends nobody', async () => {
  const said = await survives(
    `
    import { openSync } from 'node:fs'
    import { setTimeout } from 'node:timers/promises'
    import { startProgram } from '${MODULE}'
    console.log('ready')
    try {
      for (let files = 0; files < 1000; files += 1) openSync('/dev/null')
    } catch {}
    let thrown
    try {
      startProgram('true')
    } catch (error) {
      thrown = error
    }
    await setTimeout(50)
    console.log(thrown.code, thrown.message)
  `,
    64,
  )

  expect(said).toBe('ready\nEMFILE spawn true EMFILE')
})
