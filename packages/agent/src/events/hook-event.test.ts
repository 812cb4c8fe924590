import { chmodSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { TestHost } from '../testing/host.ts'
import { appspec } from '../testing/revisions.ts'
import { isNoop } from './index.ts'

/** The outcome of one script as BeforeInstall of a new deployment. */
async function outcomeOf(script: string, options: { location?: string; timeout?: number; host?: TestHost } = {}) {
  const host = options.host ?? new TestHost()
  const hook = { location: options.location ?? 'hook.sh', timeout: options.timeout }
  const spec = host.deployment('d-1', { 'appspec.yml': appspec({ hooks: { BeforeInstall: hook } }), 'hook.sh': script })
  const { diagnostics } = await host.runAll(spec, ['DownloadBundle', 'BeforeInstall'])
  return { ...diagnostics, host, spec, archive: host.layout.deployment(spec).archive }
}

describe('a script that fails is reported', () => {
  test('with its exit code', async () => {
    expect(await outcomeOf('echo out; echo err >&2; exit 7')).toMatchObject({
      errorCode: 4,
      scriptName: 'hook.sh',
      message: 'Script at specified location: hook.sh failed with exit code 7',
      log: expect.stringMatching(/^LifecycleEvent - BeforeInstall\nScript - hook.sh\n(\[std...\](out|err)\n){2}$/),
    })
  })

  test('when it is missing', async () => {
    const { archive, ...outcome } = await outcomeOf('', { location: 'no.sh' })

    expect(outcome).toMatchObject({
      errorCode: 1,
      scriptName: 'no.sh',
      message: `Script does not exist at specified location: ${archive}/no.sh`,
    })
  })

  test('when it is outside of the revision, where nothing is touched', async () => {
    const host = new TestHost()
    const path = join(host.folder, 'of-the-machine.sh')
    writeFileSync(path, 'exit 0', { mode: 0o644 })

    const location = `${'../'.repeat(20)}${path.slice(1)}`
    const { errorCode, message } = await outcomeOf('', { location, host })

    expect(errorCode).toBe(1)
    expect(message).toMatch(/^Script does not exist at specified location: .* \(it leads out of the revision\)$/)
    expect(statSync(path).mode & 0o777).toBe(0o644)
  })

  test('when it takes too long', async () => {
    expect(await outcomeOf('sleep 60', { timeout: 1 })).toMatchObject({
      errorCode: 3,
      message: 'Script at specified location: hook.sh failed to complete in 1 seconds',
    })
  })

  test('when it leaves its output open', async () => {
    const outcome = await outcomeOf('sleep 3 &', { timeout: 1 })

    expect(outcome).toMatchObject({
      errorCode: 6,
      message: 'Script at specified location: hook.sh failed to close STDOUT',
    })
  })

  test('when a signal killed it, with nothing where the code would be', async () => {
    expect((await outcomeOf('kill -9 $$')).message).toBe('Script at specified location: hook.sh failed with exit code ')
  })

  test('when it has line ends of Windows, with the reason', async () => {
    const { errorCode, message } = await outcomeOf('#!/bin/bash\r\necho x\r\n')

    expect(errorCode).toBe(4)
    expect(message).toMatch(
      /failed with error Errno::ENOENT with message No such file or directory - .*carriage return/,
    )
  })

  test('when its interpreter is not installed', async () => {
    expect((await outcomeOf('#!/usr/bin/no-such-thing\n')).message).toContain('/usr/bin/no-such-thing is not installed')
  })

  test('with output that is not UTF-8 made readable', async () => {
    expect((await outcomeOf("printf '\\377\\n'; exit 1")).log).toContain('[stdout]\uFFFD\n')
  })
})

test('a script that is not executable is made so', async () => {
  const host = new TestHost()
  const spec = host.deployment('d-1', {
    'appspec.yml': appspec({ hooks: { BeforeInstall: 'hook.txt' } }),
    'hook.txt': '#!/bin/sh\necho ran\n',
  })

  expect((await host.runAll(spec, ['DownloadBundle', 'BeforeInstall'])).status).toBe('Succeeded')
  expect(host.scriptLog(spec)).toMatch(
    /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d LifecycleEvent - BeforeInstall\n.* \[stdout\]ran\n$/s,
  )
})

test('script locations with blanks and quotes work', async () => {
  const host = new TestHost()
  const spec = host.deployment('d-1', {
    'appspec.yml': appspec({ hooks: { BeforeInstall: `"my script's.sh"` } }),
    "my script's.sh": 'exit 0',
  })

  expect((await host.runAll(spec, ['DownloadBundle', 'BeforeInstall'])).diagnostics.message).toBe('Succeeded: ')
})

test('scripts see what the deployment is about', async () => {
  const { host, spec } = await outcomeOf('env; pwd')

  const log = host.scriptLog(spec)
  for (const line of ['DEPLOYMENT_ID=d-1', 'APPLICATION_NAME=app', 'DEPLOYMENT_GROUP_NAME=group', host.folder]) {
    expect(log).toContain(`[stdout]${line}\n`)
  }
  expect(readFileSync(host.layout.deploymentsLog, 'utf8')).toMatch(
    /^\[[-\d: .]+\] \[d-1\]\[stdout\]DEPLOYMENT_ID=d-1$/m,
  )
})

// Others are asked for a password by su. CI runs as root.
test.runIf(process.getuid?.() === 0)('runas runs it as that user', async () => {
  const host = new TestHost()
  chmodSync(host.folder, 0o755)
  const spec = host.deployment('d-1', {
    'appspec.yml': 'version: 0.0\nos: linux\nhooks:\n  BeforeInstall:\n    - location: who.sh\n      runas: root\n',
    'who.sh': 'id -un; exit 4',
  })

  const { diagnostics } = await host.runAll(spec, ['DownloadBundle', 'BeforeInstall'])

  expect(diagnostics.log).toContain('[stdout]root\n')
  expect(diagnostics.message).toBe('Script at specified location: who.sh run as user root failed with exit code 4')
})

describe('the revision of an event', () => {
  const revision = (name: string, afterInstall = 'exit 0') => ({
    'appspec.yml': appspec({
      hooks: { ApplicationStop: 'stop.sh', BeforeInstall: 'before.sh', AfterInstall: 'after.sh' },
    }),
    'stop.sh': `echo stopped ${name} for $DEPLOYMENT_ID`,
    'before.sh': 'exit 0',
    'after.sh': afterInstall,
  })
  const install = ['ApplicationStop', 'DownloadBundle', 'BeforeInstall', 'Install', 'AfterInstall']

  test('is the last installed one for ApplicationStop, also when a later event of it failed', async () => {
    const host = new TestHost()
    const [first, second, third] = [
      host.deployment('d-1', revision('one')),
      host.deployment('d-2', revision('two', 'exit 1')),
      host.deployment('d-3', revision('three')),
    ]

    expect(await isNoop('ApplicationStop', first, host.tools)).toBe(true)
    await host.runAll(first, install)
    expect((await host.runAll(second, install)).event).toBe('AfterInstall')
    expect(await isNoop('ApplicationStop', third, host.tools)).toBe(false)
    await host.run('ApplicationStop', third)

    expect(host.scriptLog(second)).toContain('[stdout]stopped one for d-2\n')
    expect(host.scriptLog(third)).toContain('[stdout]stopped two for d-3\n')
  })

  test('must be downloaded before its events', async () => {
    const host = new TestHost()
    const spec = host.deployment('d-1', revision('one'))

    await expect(isNoop('BeforeInstall', spec, host.tools)).rejects.toThrow('did not find an AppSpec file')
    expect((await host.run('BeforeInstall', spec)).diagnostics.errorCode).toBe(5)
  })

  test('fails the event when its appspec is gone', async () => {
    const host = new TestHost()
    const [first, second] = [host.deployment('d-1', revision('one')), host.deployment('d-2', revision('two'))]
    await host.runAll(first, install)
    rmSync(join(host.layout.deployment(first).archive, 'appspec.yml'))

    expect((await host.run('ApplicationStop', second)).diagnostics.message).toContain('did not find an AppSpec file')
  })
})

test('a revision with appspec.yaml only works at every event', async () => {
  const host = new TestHost()
  const spec = host.deployment('d-1', {
    'appspec.yaml': appspec({ hooks: { BeforeInstall: 'hook.sh' } }),
    'hook.sh': 'touch ran',
  })

  expect((await host.runAll(spec, ['DownloadBundle', 'BeforeInstall', 'Install'])).status).toBe('Succeeded')
  expect(existsSync(join(host.folder, 'ran'))).toBe(true)
})

test('an unknown command is a no-op and fails when it is run', async () => {
  const host = new TestHost()
  const spec = host.deployment('d-1', {})

  expect(await isNoop('Reboot', spec, host.tools)).toBe(true)
  expect((await host.run('Reboot', spec)).diagnostics).toMatchObject({
    errorCode: 5,
    message: 'Unsupported command type: Reboot.',
  })
})
