import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, rmdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLogger } from '@towpath/base'
import { expect, test } from 'vitest'
import { chooseSandboxes } from '../../ec2/index.ts'
import { AttachedEnvironment } from './attached-environment.ts'
import { MOST_PROCESSES } from './driver.ts'
import { EnvironmentFolder } from './environment-folder.ts'
import { buildsFolder, realSandboxes } from './testing.ts'

const PIDS = ['/sys/fs/cgroup/pids', '/sys/fs/cgroup'].find((path) => existsSync(join(path, 'cgroup.procs'))) ?? ''
const hasGroups = process.getuid?.() === 0 && PIDS !== ''

/** Waits for a word from outside, and forks only if it lives in the control group of that name. */
const bombIn = (group: string, go: string, name: string) =>
  `while [ ! -e ${go} ]; do sleep 0.1; done; grep -q ':/${group}$' /proc/self/cgroup || exit 9; ${name}() { ${name} | ${name} & }; ${name}; sleep 600`

const count = (text: string) =>
  execFileSync('ps', ['-eo', 'args'])
    .toString('utf8')
    .split('\n')
    .filter((line) => line.includes(text) && !line.includes('ps -eo')).length

test.runIf(hasGroups).each(['sandbox', 'process'] as const)(
  'of an environment of kind %s that forks without end, nothing is left once it is ended',
  { timeout: 90_000 },
  async (kind) => {
    await using builds = await buildsFolder()
    const driver = await realSandboxes(builds.path, kind)
    const uuid = '8b7b7e0c-0000-4000-8000-0000000000b0'
    const folder = new EnvironmentFolder(join(builds.path, uuid))
    await folder.create()
    await folder.writeEnvironment({})
    const inside = driver.inside(folder.path)
    const attached = AttachedEnvironment.attach({ folder, inside, token: 't', output: () => {} }, { starting: true })
    await driver.start({
      buildId: `web:${uuid}`,
      folder: folder.path,
      image: 'any',
      privileged: false,
      cpus: 1,
      memoryMiB: 1024,
      signal: AbortSignal.timeout(60_000),
      say: () => {},
    })
    expect(await attached?.ready(20_000)).toBe(true)
    const group = `towpath-build-${uuid}`
    const job = {
      name: 'one',
      command: bombIn(group, `${inside.output}/go`, `bomb_${kind}`),
      variables: {},
    }
    const running = attached?.run(job, { directory: inside.output, names: [] })
    // Nobody is let loose who is not bounded.
    expect(Number(await readFile(join(PIDS, group, 'pids.max'), 'utf8'))).toBe(MOST_PROCESSES)
    expect((await readFile(join(PIDS, group, 'cgroup.procs'), 'utf8')).trim()).not.toBe('')
    await writeFile(join(folder.output, 'go'), '')
    const forks = async () => Number(await readFile(join(PIDS, group, 'pids.current'), 'utf8'))
    await expect.poll(forks, { timeout: 30_000 }).toBeGreaterThan(200)

    await driver.end(folder.path)

    expect(await running).toEqual({ lost: true })
    attached?.close()
    expect(existsSync(join(PIDS, group))).toBe(false)
    expect(count(`bomb_${kind}`)).toBe(0)
    expect(await driver.list(builds.path)).toEqual([])
  },
)

test.runIf(hasGroups)(
  'plain processes that fork without end are ended by their mark, where they have no control group of their own',
  { timeout: 90_000 },
  async () => {
    const group = 'towpath-test-marked-forks'
    const path = join(PIDS, group)
    const folder = await mkdtemp(join(tmpdir(), 'towpath-marked-'))
    await mkdir(path)
    try {
      await writeFile(join(path, 'pids.max'), '150')
      expect(Number(await readFile(join(path, 'pids.max'), 'utf8'))).toBe(150)
      const sandboxes = await chooseSandboxes('process', { dataFolder: folder, folder, log: silentLogger })
      const own = join(folder, 'own')
      await sandboxes.boot({
        folder: own,
        hostname: 'forks',
        init: ['/bin/sh', '-c', bombIn(group, `${folder}/go`, 'bomb_marked')],
        shared: [],
        environment: { PATH: '/usr/bin:/bin' },
        mostProcesses: 150,
        controlGroups: [join(path, 'cgroup.procs')],
      })
      await expect.poll(() => readFile(join(path, 'cgroup.procs'), 'utf8'), { timeout: 10_000 }).not.toBe('')
      await writeFile(join(folder, 'go'), '')
      const forks = async () => Number(await readFile(join(path, 'pids.current'), 'utf8'))
      await expect.poll(forks, { timeout: 30_000 }).toBeGreaterThan(100)

      await sandboxes.end(own)

      expect(await sandboxes.isRunning(own)).toBe(false)
      expect(count('bomb_marked')).toBe(0)
    } finally {
      // However the test ends, nothing goes on forking.
      await writeFile(join(path, 'pids.max'), '0')
      for (const pid of (await readFile(join(path, 'cgroup.procs'), 'utf8')).split('\n').filter(Boolean))
        process.kill(Number(pid), 'SIGKILL')
      await expect
        .poll(
          () =>
            rmdir(path).then(
              () => 'gone',
              () => 'there',
            ),
          { timeout: 5_000 },
        )
        .toBe('gone')
      await rm(folder, { recursive: true, force: true })
    }
  },
)

test('plain processes of a user may be so many more than the user has already', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'towpath-limit-'))
  try {
    const sandboxes = await chooseSandboxes('process', { dataFolder: folder, folder, log: silentLogger })
    await sandboxes.boot({
      folder: join(folder, 'own'),
      hostname: 'limit',
      init: [
        '/bin/sh',
        '-c',
        `grep '^Max processes' /proc/self/limits >${folder}/limit.new; mv ${folder}/limit.new ${folder}/limit`,
      ],
      shared: [],
      environment: { PATH: '/usr/bin:/bin' },
      mostProcesses: 300,
      controlGroups: [],
    })
    const limit = await expect
      .poll(() => readFile(join(folder, 'limit'), 'utf8').catch(() => ''), { timeout: 10_000 })
      .toMatch(/\d/)
      .then(() => readFile(join(folder, 'limit'), 'utf8'))

    const most = Number(/Max processes\s+(\d+)/.exec(limit)?.[1])
    expect(most).toBeGreaterThan(300)
    expect(most).toBeLessThan(100_000)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
