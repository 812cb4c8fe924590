import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  DescribeInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2'
import { tool, until } from '@towpath/testkit'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { appspec, script } from './support/bundle.ts'
import { inside, launch, sandboxMissing, sh, untilState } from './support/instances.ts'
import { type World, world } from './support/world.ts'

const REPOSITORY = join(import.meta.dirname, '..')

/** Ids of a process's namespaces, which are the same inside and outside. */
const namespaces = (pid: string | number) =>
  Promise.all(['pid', 'mnt', 'net'].map((kind) => readlink(`/proc/${pid}/ns/${kind}`)))

/** The processes of this machine that are in one of those namespaces. */
async function processesIn(ids: string[]): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const found = await Promise.all(
    pids.map(async (pid) => ({ pid, in: await namespaces(pid).catch((): string[] => []) })),
  )
  return found.filter((each) => each.in.some((id) => ids.includes(id))).map(({ pid }) => pid)
}

describe.skipIf(sandboxMissing())('a sandbox instance', () => {
  const name = `towpath-e2e-${process.pid}`
  /** What the hooks make; none of it is on this machine. */
  const made = [`/var/www/${name}`, `/etc/${name}.conf`, `/mnt/${name}`, `/usr/local/bin/${name}`]
  let here: World
  let id: string
  let other: string
  beforeAll(async () => {
    here = await world({ instances: 1, driver: 'sandbox' })
    id = here.instanceIds[0] ?? ''
    other = (await launch(here.ec2, { profile: 'instances', tag: { Key: 'Fleet', Value: 'other' } }))[0] ?? ''
    await untilState(here.ec2, [id, other], 'running')
  })
  afterAll(() => here?.[Symbol.asyncDispose]())

  /** What of all that somebody sees: files, the user, the number of mounts. */
  async function seenBy(instance: string): Promise<string[]> {
    const files = `for path in ${made.join(' ')}; do [ ! -e "$path" ] || echo "$path"; done`
    const user = `getent passwd ${name} | cut -d: -f1`
    return (await sh(here.plane, instance, `${files}; ${user}; grep -c ${name} /proc/mounts || true`)).split('\n')
  }

  async function addressOf(instance: string): Promise<string> {
    const { Reservations = [] } = await here.ec2.send(new DescribeInstancesCommand({ InstanceIds: [instance] }))
    return Reservations[0]?.Instances?.[0]?.PrivateIpAddress ?? ''
  }

  /** The control plane's network devices: its bridge, and a line for each instance that runs. */
  async function devices(): Promise<string[]> {
    const gateway = (await addressOf(id)).replace(/\.\d+$/, '.1')
    const all = Object.entries(networkInterfaces())
    const bridge = all.find(([, addresses = []]) => addresses.some(({ address }) => address === gateway))?.[0] ?? ''
    return [bridge, ...(await readdir(`/sys/class/net/${bridge}/brif`))]
  }

  test('keeps what hooks write, whom they create and what they mount from the machine and from other instances', async () => {
    const hook = script(
      'set -e',
      `mkdir -p ${made[0]} ${made[2]}`,
      `echo secret >${made[0]}/index.html`,
      `echo x >${made[1]} && echo x >${made[3]}`,
      `useradd --no-create-home ${name}`,
      `mount -t tmpfs tmpfs ${made[2]} && echo x >${made[2]}/file`,
      'setsid sleep 600 >/dev/null 2>&1 &',
    )

    const { info, targets } = await here.deploy({
      'appspec.yml': appspec(['AfterInstall']),
      'scripts/AfterInstall.sh': hook,
    })

    expect(targets[0]?.lifecycleEvents?.find((event) => event.status === 'Failed')).toBeUndefined()
    expect(info.status).toBe('Succeeded')
    expect(await seenBy(id)).toEqual([...made, name, '1'])
    expect(made.filter((path) => existsSync(path))).toEqual([])
    expect(await readFile('/etc/passwd', 'utf8')).not.toContain(name)
    expect(await readFile('/proc/self/mountinfo', 'utf8')).not.toMatch(new RegExp(`${name}|${here.plane.dataFolder}`))
    expect(await seenBy(other)).toEqual(['0'])
  })

  test('has it still after a stop and a start, but for what a reboot ends', async () => {
    await here.ec2.send(new StopInstancesCommand({ InstanceIds: [id] }))
    await untilState(here.ec2, [id], 'stopped')
    await here.ec2.send(new StartInstancesCommand({ InstanceIds: [id] }))
    await untilState(here.ec2, [id], 'running')

    expect(await seenBy(id)).toEqual([...made, name, '0'])
    expect(await sh(here.plane, id, `cat ${made[0]}/index.html; ls ${made[2]}`)).toBe('secret')
  })

  test('outlives its control plane, which finds it again', async () => {
    const before = await sh(here.plane, id, 'readlink /proc/self/ns/pid; cut -d" " -f1 /run/towpath/agent')

    const exitCode = await here.plane.stop()
    const meanwhile = await sh(here.plane, id, 'readlink /proc/self/ns/pid; cut -d" " -f1 /run/towpath/agent')
    await here.plane.start()
    const { info } = await here.deploy({ 'appspec.yml': 'version: 0.0\nos: linux\n' })

    expect([exitCode, meanwhile]).toEqual([0, before])
    expect(info.status).toBe('Succeeded')
  })

  test('leaves no process, mount, file or network device behind when it is terminated and the control plane ends', async () => {
    const spaces = (await sh(here.plane, id, 'readlink /proc/self/ns/pid /proc/self/ns/mnt /proc/self/ns/net')).split(
      '\n',
    )
    const before = await processesIn(spaces)
    const used = await devices()

    await here.ec2.send(new TerminateInstancesCommand({ InstanceIds: [id, other] }))
    await untilState(here.ec2, [id, other], 'terminated')
    const after = await processesIn(spaces)
    const exitCode = await here.plane.stop()

    expect(before).not.toEqual([])
    expect(after).toEqual([])
    expect(await inside(here.plane, id, 'true')).toMatchObject({ code: 2 })
    expect(exitCode).toBe(0)
    expect(used.length).toBeGreaterThanOrEqual(3)
    expect(used.filter((device) => existsSync(`/sys/class/net/${device}`))).toEqual([])
    expect(await readdir(join(here.plane.dataFolder, 'instances', 'sandbox'))).toEqual([])
    expect(await readFile('/proc/self/mountinfo', 'utf8')).not.toContain(here.plane.dataFolder)
  })
})

const npx = tool('npx', 'npm')

test.skipIf(npx.missing)('a control plane below npx ends when npx is told to', async () => {
  const data = await mkdtemp(join(tmpdir(), 'towpath-npx-'))
  const args = ['towpath', 'serve', '--data', data, '--listen', '127.0.0.1:0', '--driver', 'process']
  const child = spawn(npx.path ?? 'npx', args, { cwd: REPOSITORY, stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')))
  await until('it is ready', () => output.includes('"ready":true'), { limit: 60_000, describe: () => output })
  const { pid } = JSON.parse(await readFile(join(data, 'endpoint.json'), 'utf8'))

  child.kill('SIGTERM')

  expect(pid).not.toBe(child.pid)
  await until('the control plane has ended', () => !existsSync(`/proc/${pid}`))
  await rm(data, { recursive: true, force: true })
})
