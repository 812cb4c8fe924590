import { afterAll, beforeAll, expect, test } from 'vitest'
import { appspec, script } from './support/bundle.ts'
import { eventOf, statuses } from './support/targets.ts'
import { type World, world } from './support/world.ts'

let here: World
beforeAll(async () => {
  here = await world()
})
afterAll(() => here?.[Symbol.asyncDispose]())

const SKIPPED_AFTER_BEFORE_INSTALL = ['Install', 'AfterInstall', 'ApplicationStart', 'ValidateService'].map(
  (name) => `${name} Skipped`,
)

test('a good revision runs every hook in order and succeeds', async () => {
  const events = ['BeforeInstall', 'AfterInstall', 'ApplicationStart', 'ValidateService']
  const scripts = Object.fromEntries(
    events.map((event) => [`scripts/${event}.sh`, script('echo "in $LIFECYCLE_EVENT of $DEPLOYMENT_ID"')]),
  )

  const { info, targets } = await here.deploy({ 'appspec.yml': appspec(events), ...scripts })

  expect(info).toMatchObject({
    status: 'Succeeded',
    deploymentOverview: { Succeeded: 1, Failed: 0, Pending: 0, InProgress: 0, Skipped: 0 },
  })
  expect(statuses(targets[0])).toEqual([
    'ApplicationStop Succeeded',
    'DownloadBundle Succeeded',
    'BeforeInstall Succeeded',
    'Install Succeeded',
    'AfterInstall Succeeded',
    'ApplicationStart Succeeded',
    'ValidateService Succeeded',
  ])
  expect(eventOf(targets[0], 'ValidateService')?.diagnostics).toEqual({
    errorCode: 'Success',
    scriptName: '',
    message: 'Succeeded',
    logTail: '',
  })
})

test('a revision without an appspec fails where the agent first needs it, and says so', async () => {
  const { info, targets } = await here.deploy({ 'readme.txt': 'nothing here' })

  const failed = targets[0]?.lifecycleEvents?.find((event) => event.status === 'Failed')
  expect(info).toMatchObject({ status: 'Failed', errorInformation: { code: 'HEALTH_CONSTRAINTS' } })
  expect(failed).toMatchObject({ lifecycleEventName: 'BeforeInstall', diagnostics: { errorCode: 'UnknownError' } })
  expect(failed?.diagnostics?.message).toMatch(/AppSpec file/)
})

test('a script that is not in the revision is named', async () => {
  const { targets } = await here.deploy({ 'appspec.yml': appspec(['BeforeInstall']) })

  expect(eventOf(targets[0], 'BeforeInstall')).toMatchObject({
    status: 'Failed',
    diagnostics: {
      errorCode: 'ScriptMissing',
      scriptName: 'scripts/BeforeInstall.sh',
      message: expect.stringMatching(/^Script does not exist at specified location: .*scripts\/BeforeInstall\.sh$/),
    },
  })
  expect(statuses(targets[0]).slice(3)).toEqual(SKIPPED_AFTER_BEFORE_INSTALL)
})

test('a script that is not executable is made so and runs', async () => {
  const files = { 'appspec.yml': appspec(['BeforeInstall']), 'scripts/BeforeInstall.sh': script('exit 0') }

  const { info } = await here.deploy(files, { plain: ['scripts/BeforeInstall.sh'] })

  expect(info.status).toBe('Succeeded')
})

test('a script that exits 3 fails its event with the log tail, and the rest is skipped', async () => {
  const bad = script('echo about to fail', 'echo "the reason" >&2', 'exit 3')

  const { info, targets } = await here.deploy({
    'appspec.yml': appspec(['BeforeInstall']),
    'scripts/BeforeInstall.sh': bad,
  })

  const event = eventOf(targets[0], 'BeforeInstall')
  expect(info).toMatchObject({ status: 'Failed', deploymentOverview: { Failed: 1, Succeeded: 0 } })
  expect(event?.diagnostics).toMatchObject({
    errorCode: 'ScriptFailed',
    scriptName: 'scripts/BeforeInstall.sh',
    message: 'Script at specified location: scripts/BeforeInstall.sh failed with exit code 3',
  })
  expect(event?.diagnostics?.logTail).toContain('[stdout]about to fail')
  expect(event?.diagnostics?.logTail).toContain('[stderr]the reason')
  expect(statuses(targets[0]).slice(3)).toEqual(SKIPPED_AFTER_BEFORE_INSTALL)
})

test('a script that runs past its timeout is ended and told apart from a failing one', async () => {
  const slow = script('echo waiting', 'sleep 600')

  const { targets } = await here.deploy({
    'appspec.yml': appspec(['BeforeInstall'], { timeout: 1 }),
    'scripts/BeforeInstall.sh': slow,
  })

  expect(eventOf(targets[0], 'BeforeInstall')?.diagnostics).toMatchObject({
    errorCode: 'ScriptTimedOut',
    message: 'Script at specified location: scripts/BeforeInstall.sh failed to complete in 1 seconds',
    logTail: expect.stringContaining('[stdout]waiting'),
  })
})

test('a program that is not there is told as the shell tells it', async () => {
  const start = script('PATH=/nonexistent docker pull example/app')

  const { targets } = await here.deploy({
    'appspec.yml': appspec(['ApplicationStart']),
    'scripts/ApplicationStart.sh': start,
  })

  expect(eventOf(targets[0], 'ApplicationStart')?.diagnostics).toMatchObject({ errorCode: 'ScriptFailed' })
  expect(eventOf(targets[0], 'ApplicationStart')?.diagnostics?.logTail).toMatch(/docker: (command )?not found/)
})

test('a second deployment to a busy group is refused with the id of the first', async () => {
  const files = { 'appspec.yml': appspec(['BeforeInstall']), 'scripts/BeforeInstall.sh': script('sleep 2') }
  const first = await here.begin(files)

  await expect(here.begin(files)).rejects.toMatchObject({
    name: 'DeploymentLimitExceededException',
    message: `The Deployment Group 'group' already has an active Deployment '${first}'`,
  })

  await here.ended(first)
})
