import { symlink } from 'node:fs/promises'
import { until } from '@towpath/testkit/until.ts'
import { describe, expect, onTestFinished, test } from 'vitest'
import { enterLocalInstance } from './enter-local-instance.ts'
import { runCommand } from './run-command.ts'
import { driverKinds, type TemporaryDriver, temporaryDriver } from './testing/temporary-driver.ts'

/** The rules of driver.ts, for every driver, with real processes. Longer than usual: machines boot in here. */
describe.each(driverKinds)('$name driver', { timeout: 60_000 }, (kind) => {
  async function fixture(): Promise<TemporaryDriver> {
    const made = await temporaryDriver(kind)
    onTestFinished(() => made[Symbol.asyncDispose]())
    return made
  }

  async function launched(userData?: string): Promise<TemporaryDriver> {
    const made = await fixture()
    await made.driver.launch(made.spec(1), userData === undefined ? undefined : Buffer.from(userData))
    return made
  }

  const agentPid = ({ driver, spec }: TemporaryDriver, number = 1) =>
    until('an agent', async () => (await driver.observe(spec(number).instanceId)).agentPid, { limit: 10_000 })

  const consoleText = async ({ driver, spec }: TemporaryDriver, number = 1) =>
    (await driver.consoleOutput(spec(number).instanceId, 64_000)).toString('utf8')

  const consoleSays = (made: TemporaryDriver, pattern: RegExp) =>
    until(`${pattern} on the console`, async () => pattern.exec(await consoleText(made))?.[0], { limit: 10_000 })

  test('a launched instance runs an agent that knows its region and its control plane', async () => {
    const made = await launched()

    const pid = await agentPid(made)

    const endpoint = made.spec(1).controlEndpoint
    const line = await consoleSays(made, /agent \d+ region=.*/)
    expect(line).toBe(`agent ${pid} region=eu-west-1 endpoint=${endpoint} environment=${endpoint}`)
  })

  test('launching or starting an instance that runs changes nothing', async () => {
    const made = await launched()
    const pid = await agentPid(made)

    await made.driver.launch(made.spec(1))
    await made.driver.start(made.spec(1))

    expect(await made.driver.observe(made.spec(1).instanceId)).toEqual({ running: true, agentPid: pid })
  })

  test('an unknown instance does not run, says nothing, cannot be entered, and is terminated without complaint', async () => {
    const { driver, spec } = await fixture()
    const { instanceId } = spec(7)

    expect(await driver.observe(instanceId)).toEqual({ running: false })
    expect((await driver.consoleOutput(instanceId, 100)).length).toBe(0)
    await expect(driver.enter(instanceId, ['true'])).rejects.toThrow(`${instanceId} is not running`)
    await driver.stop(instanceId)
    await driver.terminate(instanceId)
  })

  test('a program beside the control plane can enter an instance by the folder alone', async () => {
    const made = await launched()
    const { instanceId } = made.spec(1)
    // chooseDriver gives each driver such a folder of its own.
    await symlink(made.deps.instancesFolder, `${made.deps.dataFolder}/${kind.name}`)

    const { file, args, env } = await enterLocalInstance(made.deps.dataFolder, instanceId, [
      'sh',
      '-c',
      'echo $AWS_REGION',
    ])

    expect((await runCommand(file, args, { env })).stdout).toBe('eu-west-1\n')
    await expect(enterLocalInstance(made.deps.dataFolder, made.spec(9).instanceId, ['true'])).rejects.toThrow(
      'is no instance of this machine',
    )
  })

  test('what is no instance id never becomes a path', async () => {
    const { driver } = await fixture()

    await expect(driver.terminate('../../etc')).rejects.toThrow('no instance id')
  })

  test('the service command answers as the official agent does', async () => {
    const made = await launched()
    const pid = await agentPid(made)

    expect(await made.sh(1, 'service codedeploy-agent status')).toEqual({
      status: 0,
      stdout: `The AWS CodeDeploy agent is running as PID ${pid}\n`,
      stderr: '',
    })
    expect(await made.sh(1, 'service codedeploy-agent stop')).toEqual({
      status: 0,
      stdout: `Checking first if a deployment is already in progress\nStopping master ${pid}\n`,
      stderr: '',
    })
    expect(await made.sh(1, 'service codedeploy-agent status')).toEqual({
      status: 1,
      stdout: '',
      stderr: 'error: No AWS CodeDeploy agent running\n',
    })
    expect(await made.sh(1, 'service codedeploy-agent stop')).toMatchObject({
      status: 0,
      stdout: 'Nothing running that could be stopped\n',
    })
    const started = await made.sh(1, 'service codedeploy-agent start')
    expect(started).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^Started master \d+ with 1 children\n$/),
    })
    expect(await made.sh(1, 'service codedeploy-agent start')).toEqual({ status: 0, stdout: '', stderr: '' })
    const restarted = await made.sh(1, 'service codedeploy-agent restart')
    expect(restarted.stdout).toMatch(/^Checking first.*\nStopping master \d+\nStarted master \d+ with 1 children\n$/)
  })

  test('an agent with a deployment in progress is not stopped', async () => {
    const made = await launched()
    const pid = await agentPid(made)
    const state = kind.name === 'sandbox' ? '/run/towpath' : '"$TOWPATH_INSTANCE_FOLDER/run"'
    await made.sh(
      1,
      `. ${state}/settings; mkdir -p "$root_dir/ongoing-deployment"; echo x >"$root_dir/ongoing-deployment/d-1"`,
    )

    const refused = await made.sh(1, 'service codedeploy-agent stop')

    expect(refused).toMatchObject({ status: 1, stderr: expect.stringContaining('already in progress') })
    expect(await agentPid(made)).toBe(pid)
  })

  test('an agent that is killed is started again, one that was stopped is not', async () => {
    const made = await launched()
    const pid = await agentPid(made)

    await made.sh(1, `kill -9 ${pid}`)

    const next = await until(
      'another agent',
      async () => {
        const seen = (await made.driver.observe(made.spec(1).instanceId)).agentPid
        return seen !== pid && seen
      },
      { limit: 10_000 },
    )
    expect(next).not.toBe(pid)
    await made.sh(1, 'service codedeploy-agent stop')
    await new Promise((resolve) => setTimeout(resolve, 4_000))
    expect(await made.driver.observe(made.spec(1).instanceId)).toEqual({ running: true })
  })

  test('what an instance wrote stays over stop and start and goes with terminate', async () => {
    const made = await launched()
    const file = '$TOWPATH_DESTINATION_ROOT/opt/towpath-test/file'
    await made.sh(1, `mkdir -p "$(dirname "${file}")" && echo kept >"${file}"`)

    await made.driver.stop(made.spec(1).instanceId)
    const stopped = await made.driver.observe(made.spec(1).instanceId)
    await made.driver.start(made.spec(1))
    const kept = await made.sh(1, `cat "${file}"`)
    await made.driver.terminate(made.spec(1).instanceId)
    await made.driver.launch(made.spec(1))
    const forgotten = await made.sh(1, `cat "${file}"`)

    expect(stopped).toEqual({ running: false })
    expect(kept.stdout).toBe('kept\n')
    expect(forgotten.status).not.toBe(0)
  })

  test('the console keeps what a stopped instance said', async () => {
    const made = await launched()
    await consoleSays(made, /agent \d+/)

    await made.driver.stop(made.spec(1).instanceId)

    expect(await consoleText(made)).toMatch(/agent \d+ region=eu-west-1/)
    expect((await made.driver.consoleOutput(made.spec(1).instanceId, 10)).length).toBe(10)
  })

  test('user data runs on the first boot and never again', async () => {
    const file = '$TOWPATH_INSTANCE_FOLDER/user-data-runs'
    const made = await launched(`#!/bin/sh\nid -u >>"${file}"\necho user data was here\n`)
    await consoleSays(made, /user data was here/)

    await made.driver.reboot(made.spec(1))
    await made.driver.launch(made.spec(1), Buffer.from(`#!/bin/sh\necho again >>"${file}"\n`))
    await agentPid(made)

    expect((await made.sh(1, `cat "${file}"`)).stdout).toBe(`${process.getuid?.()}\n`)
  })

  test('a reboot ends all processes and brings up a new agent', async () => {
    const made = await launched()
    await agentPid(made)
    await made.sh(1, 'setsid sleep 4711 >/dev/null 2>&1 &')

    await made.driver.reboot(made.spec(1))

    await agentPid(made)
    const commands = await made.sh(1, 'cat /proc/[0-9]*/cmdline 2>/dev/null | tr "\\0" " "')
    expect(commands.stdout).not.toContain('sleep 4711')
  })

  test('an instance outlives the driver that launched it and is found by the next one', async () => {
    const made = await launched()
    const pid = await agentPid(made)

    const next = await made.reopen()

    expect(await next.sweep(new Set([made.spec(1).instanceId]))).toEqual([])
    expect(await next.observe(made.spec(1).instanceId)).toEqual({ running: true, agentPid: pid })
    expect((await made.sh(1, 'echo hello')).stdout).toBe('hello\n')
  })

  test('instances that nobody knows are swept away, the others stay', async () => {
    const made = await launched()
    await made.driver.launch(made.spec(2))
    await made.reopen()

    const swept = await made.driver.sweep(new Set([made.spec(2).instanceId]))

    expect(swept).toEqual([made.spec(1).instanceId])
    expect((await made.driver.observe(made.spec(1).instanceId)).running).toBe(false)
    expect((await made.driver.observe(made.spec(2).instanceId)).running).toBe(true)
  })

  test('each instance asks for its own metadata and credentials, also after the driver was replaced', async () => {
    const made = await launched()
    await made.driver.launch(made.spec(2))
    const metadata = kind.name === 'sandbox' ? 'http://169.254.169.254' : '$AWS_EC2_METADATA_SERVICE_ENDPOINT'
    const urls = `"${metadata}/latest/meta-data/" "$AWS_CONTAINER_CREDENTIALS_FULL_URI"`
    const ask = (number: number) => made.sh(number, `for url in ${urls}; do curl -sS -m 5 "$url"; echo; done`)

    expect((await ask(1)).stdout).toBe(`${made.spec(1).instanceId}\n`.repeat(2))
    expect((await ask(2)).stdout).toBe(`${made.spec(2).instanceId}\n`.repeat(2))
    await made.reopen()
    expect((await ask(1)).stdout).toBe(`${made.spec(1).instanceId}\n`.repeat(2))
    expect(made.asked).toContain(`${made.spec(2).instanceId} GET /v2/credentials`)
  })

  test('a control plane that has moved is made known to a running instance, which keeps its files', async () => {
    const made = await launched()
    const pid = await agentPid(made)
    const moved = { ...made.spec(1), controlEndpoint: 'http://10.1.1.1:9999' }

    await made.driver.refresh(made.spec(1))
    const unchanged = await agentPid(made)
    await made.driver.refresh(moved)

    expect(unchanged).toBe(pid)
    const line = await consoleSays(made, /agent \d+ region=eu-west-1 endpoint=http:\/\/10\.1\.1\.1.*/)
    expect(line).toContain('endpoint=http://10.1.1.1:9999 environment=http://10.1.1.1:9999')
  })

  test('terminate ends processes that left their session and their parent', async () => {
    const made = await launched()
    const mark = `471${Math.floor(Math.random() * 1e6)}`
    await made.sh(1, `(setsid sleep ${mark} >/dev/null 2>&1 &)`)

    await made.driver.terminate(made.spec(1).instanceId)

    const { stdout } = await runCommand('sh', ['-c', 'cat /proc/[0-9]*/cmdline 2>/dev/null | tr "\\0" " "'])
    expect(stdout).not.toContain(`sleep ${mark} `)
  })
})
