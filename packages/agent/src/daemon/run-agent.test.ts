import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DeploymentSpecification } from '@towpath/agent-link'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { IDENTIFIER, TestAgent } from '../testing/agent.ts'
import { CommandServiceStub } from '../testing/command-service-stub.ts'
import { appspec, type RevisionFiles, writeRevision } from '../testing/revisions.ts'
import { until } from '../testing/temporary-folder.ts'

const EVENTS = ['ApplicationStop', 'DownloadBundle', 'BeforeInstall', 'Install', 'AfterInstall', 'ValidateService']

let service: CommandServiceStub
let agent: TestAgent
beforeEach(async () => {
  service = await CommandServiceStub.start()
  agent = new TestAgent(service)
})
afterEach(() => service.stop())

function deployment(id: string, files: RevisionFiles): DeploymentSpecification {
  const location = writeRevision(join(agent.folder, `source-${id}`), files)
  return {
    deploymentId: id,
    deploymentGroupId: 'group-1',
    deploymentGroupName: 'group',
    applicationName: 'app',
    deploymentCreator: 'user',
    deploymentType: 'IN_PLACE',
    appSpecFilename: 'appspec.yml',
    fileExistsBehavior: 'DISALLOW',
    revision: { type: 'Local Directory', location, bundleType: 'directory' },
  }
}

const completed = (id: string) =>
  until(
    `completion of ${id}`,
    () => service.completion(id),
    () => service.calls,
  )

describe('an agent', () => {
  test('runs the events of a deployment and completes each exactly once', async () => {
    const spec = deployment('d-1', {
      'appspec.yml': appspec({
        files: [{ source: 'index.html', destination: join(agent.folder, 'www') }],
        hooks: { AfterInstall: 'after.sh' },
      }),
      'index.html': 'hello',
      'after.sh': 'echo installed',
    })
    const running = agent.run()

    service.give(IDENTIFIER, spec, ...EVENTS)
    await completed('d-1:ValidateService')
    await running.end()

    expect(service.completions.map(({ id, status }) => `${id} ${status}`)).toEqual(
      EVENTS.map((event) => `d-1:${event} Succeeded`),
    )
    expect(service.acknowledgements.map(({ noop }) => noop)).toEqual([true, false, true, false, false, true])
    expect(readFileSync(join(agent.folder, 'www', 'index.html'), 'utf8')).toBe('hello')
    expect(readdirSync(join(agent.rootDir, 'ongoing-deployment'))).toEqual([])
    expect(existsSync(join(agent.folder, 'pid', 'codedeploy-agent.pid'))).toBe(false)
  })

  test('reports a failing script with its code, name, message and log', async () => {
    const files = {
      'appspec.yml': appspec({ hooks: { BeforeInstall: 'fail.sh' } }),
      'fail.sh': 'echo oops >&2; exit 3',
    }
    const spec = deployment('d-1', files)
    agent.run()

    service.give(IDENTIFIER, spec, 'DownloadBundle', 'BeforeInstall')

    expect(await completed('d-1:BeforeInstall')).toEqual({
      id: 'd-1:BeforeInstall',
      status: 'Failed',
      diagnostics: {
        errorCode: 4,
        scriptName: 'fail.sh',
        message: 'Script at specified location: fail.sh failed with exit code 3',
        log: 'LifecycleEvent - BeforeInstall\nScript - fail.sh\n[stderr]oops\n',
      },
    })
  })

  test('sends what a script says while it runs', async () => {
    const go = join(agent.folder, 'go')
    const spec = deployment('d-1', {
      'appspec.yml': appspec({ hooks: { BeforeInstall: 'slow.sh' } }),
      'slow.sh': `echo first; while [ ! -e ${go} ]; do sleep 0.05; done; echo last`,
    })
    agent.run()
    service.give(IDENTIFIER, spec, 'DownloadBundle', 'BeforeInstall')
    const texts = () => service.output.get('d-1:BeforeInstall')?.map((entry) => entry.Text) ?? []

    await until('the first line', () => texts().includes('first\n') || undefined, texts)
    expect(service.completion('d-1:BeforeInstall')).toBeUndefined()
    writeRevision(agent.folder, { go: '' })
    await completed('d-1:BeforeInstall')

    expect(texts()).toEqual(['LifecycleEvent - BeforeInstall\n', 'Script - slow.sh\n', 'first\n', 'last\n'])
  })

  test('refuses a deployment that was changed on its way, and says so', async () => {
    const spec = deployment('d-1', { 'appspec.yml': appspec({}) })
    service.tamper = (payload) => {
      const der = Buffer.from(payload.replace(/-----[^-]+-----|\s/g, ''), 'base64')
      der.write('d-2', der.indexOf('d-1'))
      return `-----BEGIN PKCS7-----\n${der.toString('base64')}\n-----END PKCS7-----\n`
    }
    agent.run()

    service.give(IDENTIFIER, spec, 'DownloadBundle')

    expect(await completed('d-1:DownloadBundle')).toMatchObject({
      status: 'Failed',
      diagnostics: { errorCode: 5, message: expect.stringContaining('changed after it was signed') },
    })
    expect(service.acknowledgements).toEqual([])
    expect(existsSync(join(agent.rootDir, 'group-1'))).toBe(false)
  })

  test.each([
    'PollHostCommand',
    'GetDeploymentSpecification',
    'PutHostCommandAcknowledgement',
    'PutHostCommandComplete',
  ])('gets over answers to %s that are lost', async (operation) => {
    const counter = join(agent.folder, 'counter')
    const spec = deployment('d-1', {
      'appspec.yml': appspec({ hooks: { BeforeInstall: 'count.sh' } }),
      'count.sh': `echo run >> ${counter}`,
    })
    service.failures.set(operation, { times: 3 })
    agent.run()

    service.give(IDENTIFIER, spec, 'DownloadBundle', 'BeforeInstall')
    await completed('d-1:BeforeInstall')

    expect(readFileSync(counter, 'utf8')).toBe('run\n')
  })

  test('runs nothing when the acknowledgement says that the command is over', async () => {
    const spec = deployment('d-1', { 'appspec.yml': appspec({}) })
    service.acknowledgeWith = 'Succeeded'
    const running = agent.run()

    service.give(IDENTIFIER, spec, 'DownloadBundle')
    await until('the acknowledgement', () => service.acknowledgements[0])
    await running.end()

    expect(service.completions).toEqual([])
    expect(existsSync(join(agent.rootDir, 'group-1', 'd-1'))).toBe(false)
  })

  test('answers a command that is given again from its ledger', async () => {
    const spec = deployment('d-1', { 'appspec.yml': appspec({}) })
    agent.run()
    service.give(IDENTIFIER, spec, 'DownloadBundle')
    await completed('d-1:DownloadBundle')

    service.give(IDENTIFIER, spec, 'DownloadBundle')
    await until('a second completion', () => service.completions[1])

    expect(service.completions[1]).toEqual(service.completions[0])
    expect(service.acknowledgements).toHaveLength(1)
  })

  test('finishes and reports what runs before it stops', async () => {
    const started = join(agent.folder, 'started')
    const spec = deployment('d-1', {
      'appspec.yml': appspec({ hooks: { BeforeInstall: 'slow.sh' } }),
      'slow.sh': `touch ${started}; sleep 0.5`,
    })
    const running = agent.run()
    service.give(IDENTIFIER, spec, 'DownloadBundle', 'BeforeInstall')
    await until('the script', () => existsSync(started) || undefined)

    await running.end()

    expect(service.completion('d-1:BeforeInstall')?.status).toBe('Succeeded')
  })

  test('ends the script at once when forced', async () => {
    const started = join(agent.folder, 'started')
    const spec = deployment('d-1', {
      'appspec.yml': appspec({ hooks: { BeforeInstall: 'slow.sh' } }),
      'slow.sh': `touch ${started}; sleep 600`,
    })
    const force = new AbortController()
    const running = agent.run({ force: force.signal })
    service.give(IDENTIFIER, spec, 'DownloadBundle', 'BeforeInstall')
    await until('the script', () => existsSync(started) || undefined)

    force.abort()
    await running.end()

    expect(service.completion('d-1:BeforeInstall')?.status).toBe('Failed')
  })

  test('keeps its secrets from scripts', async () => {
    const seen = join(agent.folder, 'environment')
    const files = { 'appspec.yml': appspec({ hooks: { BeforeInstall: 'env.sh' } }), 'env.sh': `env > ${seen}` }
    agent.run()

    service.give(IDENTIFIER, deployment('d-1', files), 'DownloadBundle', 'BeforeInstall')
    await completed('d-1:BeforeInstall')

    expect(readFileSync(seen, 'utf8')).not.toMatch(/secret|AKID/i)
    expect(readFileSync(seen, 'utf8')).toContain('LIFECYCLE_EVENT=BeforeInstall\n')
  })

  test('refuses to share its root folder with another agent', async () => {
    const first = agent.start()
    await until('the first agent', () => existsSync(join(agent.rootDir, '.agent-lock')) || undefined)
    await until('its first poll', () => service.calls[0])

    await expect(agent.run().ended).rejects.toThrow(`Another agent (PID ${first.pid})`)
    await agent.kill()
  })

  test('does not start without an authority to trust', async () => {
    const other = new TestAgent(service, ':deployment_signer_ca_file: ""\n')

    await expect(other.run().ended).rejects.toThrow('deployment_signer_ca_file')
  })
})

describe('an agent that is killed', () => {
  const counting = (counter: string, then: string) => ({
    'appspec.yml': appspec({ hooks: { BeforeInstall: 'count.sh' } }),
    'count.sh': `echo run >> ${counter}; ${then}`,
  })

  test('in a script fails that command after its restart, ends the script, and goes on', async () => {
    const counter = join(agent.folder, 'counter')
    const spec = deployment('d-1', counting(counter, 'sleep 300; echo survived >> /dev/null'))
    agent.start()
    service.give(IDENTIFIER, spec, 'DownloadBundle', 'BeforeInstall')
    await until('the script', () => existsSync(counter) || undefined)
    // The record of the script's process follows its start.
    const ledger = () => readFileSync(join(agent.rootDir, 'ledger.jsonl'), 'utf8')
    await until('its record', () => ledger().includes('startedAt') || undefined)
    const pid = Number(/"pid":(\d+)/.exec(ledger())?.[1])

    await agent.kill()
    expect(() => process.kill(pid, 0)).not.toThrow()
    agent.start()

    expect(await completed('d-1:BeforeInstall')).toMatchObject({
      status: 'Failed',
      diagnostics: {
        errorCode: 7,
        scriptName: '',
        message: 'Failed: Failing in-progress lifecycle event after an agent restart.',
      },
    })
    await until('the end of the script', () => !existsSync(`/proc/${pid}`) || undefined)
    expect(readFileSync(counter, 'utf8')).toBe('run\n')
    service.give(IDENTIFIER, deployment('d-2', { 'appspec.yml': appspec({}) }), 'DownloadBundle')
    expect((await completed('d-2:DownloadBundle')).status).toBe('Succeeded')
    await agent.kill()
  })

  test('between a script and its report reports it after the restart, without running it again', async () => {
    const counter = join(agent.folder, 'counter')
    const spec = deployment('d-1', counting(counter, 'exit 0'))
    service.failures.set('PutHostCommandComplete', { times: 1000, status: 500 })
    agent.start()
    service.give(IDENTIFIER, spec, 'BeforeInstall')
    await until('the first report', () => service.calls.includes('PutHostCommandComplete') || undefined)

    await agent.kill()
    service.failures.clear()
    agent.start()

    // There was no DownloadBundle, so what is reported is that the revision is missing.
    expect((await completed('d-1:BeforeInstall')).diagnostics?.errorCode).toBe(5)
    expect(service.completions).toHaveLength(1)
    await agent.kill()
  })

  test('before it was acknowledged takes the command up again', async () => {
    const counter = join(agent.folder, 'counter')
    const spec = deployment('d-1', counting(counter, 'exit 0'))
    agent.start()
    service.give(IDENTIFIER, spec, 'DownloadBundle')
    await completed('d-1:DownloadBundle')
    service.failures.set('PutHostCommandAcknowledgement', { times: 1000 })
    service.give(IDENTIFIER, spec, 'BeforeInstall')
    const acknowledgements = () => service.calls.filter((call) => call === 'PutHostCommandAcknowledgement').length
    await until('the acknowledgement', () => acknowledgements() > 1 || undefined)

    await agent.kill()
    service.failures.clear()
    agent.start()

    expect((await completed('d-1:BeforeInstall')).status).toBe('Succeeded')
    expect(readFileSync(counter, 'utf8')).toBe('run\n')
    await agent.kill()
  })
})
