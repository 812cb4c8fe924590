import { spawn } from 'node:child_process'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { noDockerEngine } from './docker-engine.ts'
import { until } from './until.ts'

const PROGRAM = `
  import { startDockerEngine } from '${new URL('docker-engine.ts', import.meta.url)}'
  const engine = await startDockerEngine()
  console.log(engine.socket + ' ' + engine.bridge)
  process.stdin.once('data', () => engine[Symbol.asyncDispose]().then(() => process.exit()))
`

test.skipIf(noDockerEngine()).each([
  ['is disposed', (child: ReturnType<typeof spawn>) => child.stdin?.write('\n')],
  ['goes down with the process that started it', (child: ReturnType<typeof spawn>) => child.kill('SIGKILL')],
])('an engine that %s leaves nothing behind', async (_, end) => {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', PROGRAM], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const [socket = '', bridge = ''] = (await firstLine(child.stdout)).split(' ')
  const folder = dirname(socket)
  expect(networkInterfaces()).toHaveProperty(bridge)

  end(child)

  await until(
    'no process of it is left',
    () => !globSync('/proc/[0-9]*/cmdline').some((file) => commandOf(file).includes(folder)),
  )
  expect(existsSync(folder)).toBe(false)
  expect(networkInterfaces()).not.toHaveProperty(bridge)
  expect(globSync([`/sys/fs/cgroup/${bridge}`, `/sys/fs/cgroup/*/${bridge}`])).toEqual([])
})

function firstLine(input: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve) => createInterface({ input }).once('line', resolve))
}

/** Nothing for a process that has ended since. */
function commandOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
