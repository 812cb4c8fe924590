import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { tool } from '@towpath/testkit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Io } from '../io.ts'
import { ensureRegistry } from './ensure-registry.ts'

describe.skipIf(tool('docker-registry', 'docker-registry').missing)('beside a control plane', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'towpath-registry-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  /** `typed`: what somebody at a terminal answers; without it nobody is there. */
  function io(typed?: string): { io: Io; said: () => string } {
    let text = ''
    const terminal = { isTTY: typed !== undefined }
    const stdin = Object.assign(new PassThrough(), terminal) as unknown as NodeJS.ReadStream
    const stdout = Object.assign(new PassThrough(), terminal)
    const stderr = new PassThrough().on('data', (chunk) => {
      text += chunk
    })
    if (typed !== undefined) stdin.push(typed)
    const { signal } = new AbortController()
    return { io: { stdout, stderr, stdin, env: {}, cwd: '/', signal }, said: () => text }
  }

  /** The address at which a registry answered; undefined when none was run. */
  async function start(asked: boolean | undefined, typed?: string) {
    const { io: given, said } = io(typed)
    await using registry = await ensureRegistry(folder, asked, given)
    return { address: registry?.address, said: said() }
  }

  test('a registry is run where nobody can be asked, and has the same port at the next start', async () => {
    const first = await start(undefined)
    const second = await start(undefined)

    expect(first.address).toMatch(/^127\.0\.0\.1:\d+$/)
    expect(second).toEqual(first)
    expect(first.said).toBe('')
  })

  test('somebody at a terminal is asked once', async () => {
    const first = await start(undefined, 'n\n')
    const second = await start(undefined, 'y\n')

    expect(first).toEqual({ address: undefined, said: expect.stringContaining('[Y/n]') })
    expect(second).toEqual({ address: undefined, said: '' })
  })

  test('an option decides, and stays so', async () => {
    const declined = await start(false, 'y\n')
    const stays = await start(undefined)
    const wanted = await start(true, 'n\n')

    expect([declined.address, declined.said, stays.address]).toEqual([undefined, '', undefined])
    expect(wanted.address).toMatch(/^127\.0\.0\.1:\d+$/)
    expect(wanted.said).toBe('')
  })
})
