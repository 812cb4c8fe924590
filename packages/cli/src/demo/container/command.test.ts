import { expect, test, vi } from 'vitest'
import { runCommand } from './command.ts'

const sh = (script: string, options: Partial<Parameters<typeof runCommand>[2]> = {}) =>
  runCommand('sh', ['-c', script], { limit: 10_000, ...options })

test('what a program prints is told line by line, and given back in the end', async () => {
  const lines: string[] = []

  const printed = await sh('echo one; echo noise >&2; echo two', { onLine: (line) => lines.push(line) })

  expect(printed).toBe('one\ntwo')
  expect(lines).toEqual(['one', 'two'])
})

test.each([
  [
    'the line that tells why, among hints',
    'echo DEPRECATED >&2; echo "Error: no space" >&2; echo "See help" >&2',
    'Error: no space',
  ],
  ['the last line when none sounds like a failure', 'echo first >&2; echo last >&2', 'last'],
  ['the exit status of a program that says nothing', 'true', 'sh ended with 7'],
])('a failure is told by %s', async (_, script, message) => {
  await expect(sh(`${script}; exit 7`)).rejects.toThrow(new Error(message))
})

test('a program that takes too long is ended', async () => {
  await expect(sh('exec sleep 60', { limit: 100 })).rejects.toThrow('sh did not end within 0.1 s')
})

test('a program that is not there is told apart from one that fails', async () => {
  await expect(runCommand('towpath-no-such-program', [], { limit: 1000 })).rejects.toMatchObject({ code: 'ENOENT' })
})

test('settings of the user that hooks would not have are not there', async () => {
  vi.stubEnv('DOCKER_HOST', 'tcp://elsewhere.example:2375')
  try {
    expect(await sh('printenv DOCKER_HOST || echo none')).toBe('none')
  } finally {
    vi.unstubAllEnvs()
  }
})
