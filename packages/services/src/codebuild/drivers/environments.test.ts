import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AttachedEnvironment } from './attached-environment.ts'
import type { BuildDriver } from './driver.ts'
import { EnvironmentFolder } from './environment-folder.ts'
import type { Job } from './shell/job-files.ts'
import { type BuildsFolder, buildsFolder, realSandboxes } from './testing.ts'

const isRoot = process.getuid?.() === 0

describe.each(isRoot ? (['sandbox', 'process'] as const) : (['process'] as const))(
  'an environment of kind %s',
  (kind) => {
    let builds: BuildsFolder
    let driver: BuildDriver
    let folder: EnvironmentFolder
    let output = ''
    beforeEach(async () => {
      builds = await buildsFolder()
      driver = await realSandboxes(builds.path, kind)
      folder = new EnvironmentFolder(join(builds.path, '8b7b7e0c-0000-4000-8000-000000000001'))
      await folder.create()
      await folder.writeEnvironment({ GREETING: "it's me\nand more", GONE: '1' })
      output = ''
    })
    afterEach(async () => {
      await driver.end(folder.path)
      await builds[Symbol.asyncDispose]()
    })

    const take = (bytes: Buffer) => {
      output += bytes.toString('utf8')
    }
    const attach = (options?: { starting: boolean }) =>
      AttachedEnvironment.attach(
        { folder, inside: driver.inside(folder.path), token: 'of-this-build', output: take },
        options,
      )
    async function start(): Promise<AttachedEnvironment> {
      const attached = attach({ starting: true })
      if (!attached) throw new Error('cannot attach')
      await driver.start({
        buildId: 'web:8b7b7e0c-0000-4000-8000-000000000001',
        folder: folder.path,
        image: 'any',
        privileged: false,
        cpus: 2,
        memoryMiB: 1024,
        signal: AbortSignal.timeout(60_000),
        say: () => {},
      })
      expect(await attached.ready(20_000)).toBe(true)
      return attached
    }
    const job = (name: string, command: string, more: Partial<Job> = {}): Job => ({
      name,
      command,
      variables: {},
      ...more,
    })
    const places = () => ({ directory: driver.inside(folder.path).output, names: ['GREETING', 'GONE'] })

    test.each(['sh', 'bash'])(
      'keeps variables and the working directory from one command to the next in %s',
      async (shell) => {
        const environment = await start()
        const first = 'mkdir -p "a b"; cd "a b"; LOCAL="one \'two\'\n$GREETING"; export SHARED=3; unset GONE'
        const second = 'echo "$(basename "$PWD")|$LOCAL|$(sh -c \'echo $SHARED-$LOCAL\')|$'.concat('{GONE-none}|$NEW"')

        const ends = [
          await environment.run(job('one', first, { shell }), places()),
          await environment.run(job('two', second, { shell, after: 'one', variables: { NEW: 'n' } }), places()),
        ]

        environment.close()
        expect(ends).toEqual([{ status: 0 }, { status: 0 }])
        expect(output).toBe("a b|one 'two'\nit's me\nand more|3-|none|n\n")
      },
    )

    test.each(['sh', 'bash'])('keeps what was set before a command of %s ended the shell', async (shell) => {
      const environment = await start()

      const ended = await environment.run(job('one', 'KEPT=yes; exit 3', { shell }), places())
      const failed = await environment.run(job('two', 'set -e; false; echo never', { shell, after: 'one' }), places())
      await environment.run(job('three', 'echo $KEPT; f() { echo function; }', { shell, after: 'two' }), places())
      if (shell === 'bash') await environment.run(job('four', 'f', { shell, after: 'three' }), places())

      environment.close()
      expect([ended, failed]).toEqual([{ status: 3 }, { status: 1 }])
      expect(output).toBe(shell === 'bash' ? 'yes\nfunction\n' : 'yes\n')
    })

    test('tells a command that is no shell, and goes on', async () => {
      const environment = await start()

      const broken = await environment.run(job('one', 'if then (', {}), places())
      const fine = await environment.run(job('two', 'echo fine'), places())

      environment.close()
      expect(broken).not.toEqual({ status: 0 })
      expect(fine).toEqual({ status: 0 })
      expect(output).toContain('fine\n')
    })

    test('goes on running for the next control plane, which loses nothing of what it says', async () => {
      const environment = await start()
      const running = environment.run(job('one', 'echo before; sleep 0.5; echo after; exit 5'), places())
      await expect.poll(() => output, { timeout: 10_000 }).toContain('before')
      environment.close()
      expect(await running).toEqual({ lost: true })
      await expect.poll(() => folder.status('one'), { timeout: 10_000 }).toBe(5)

      const again = attach()
      const end = await again?.run(job('one', 'never run'), places())
      await again?.run(job('two', 'echo next'), places())

      again?.close()
      expect(end).toEqual({ status: 5 })
      expect(output).toBe('before\nafter\nnext\n')
    })

    test('waits with its output until somebody reads', async () => {
      const environment = await start()
      environment.close()
      const again = attach()
      const count = 'i=0; while [ $i -lt 30000 ]; do echo "line $i"; i=$((i+1)); done'

      const end = await again?.run(job('one', count), places())

      again?.close()
      expect(end).toEqual({ status: 0 })
      expect(output.split('\n')).toHaveLength(30_001)
    })

    test('is lost to the job that runs when it is ended, and gone for the next', async () => {
      const environment = await start()
      const running = environment.run(job('one', 'sleep 1000 & sleep 1000'), places())
      await expect.poll(() => folder.wasStarted('one'), { timeout: 10_000 }).toBe(true)
      expect(await driver.list(builds.path)).toEqual([folder.path])

      await driver.end(folder.path)

      expect(await running).toEqual({ lost: true })
      environment.close()
      expect(attach()).toBeUndefined()
      expect(await driver.list(builds.path)).toEqual([])
    })

    test('ends by itself when its folder is gone', async () => {
      const environment = await start()
      environment.close()

      await rm(folder.control, { recursive: true })

      await expect.poll(() => driver.list(builds.path), { timeout: 30_000, interval: 200 }).toEqual([])
    })

    // Where nothing is apart from the machine, other users cannot see the data folder.
    if (kind === 'sandbox')
      test('runs a command as another user', async () => {
        const environment = await start()

        await environment.run(job('one', 'id -un; A=1', { runAs: 'nobody' }), places())
        await environment.run(job('two', 'id -un; echo $A', { after: 'one' }), places())

        environment.close()
        expect(output).toBe('nobody\nroot\n1\n')
      })
  },
)
