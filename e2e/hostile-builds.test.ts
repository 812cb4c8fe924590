import { StartBuildCommand, StopBuildCommand } from '@aws-sdk/client-codebuild'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { until } from '@towpath/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ARTIFACTS, buildStage, type Delivery, delivery, sourceAction } from './support/delivery.ts'
import { residentBytes } from './support/memory.ts'

let here: Delivery
beforeAll(async () => {
  here = await delivery({ driver: 'sandbox' })
})
afterAll(() => here?.[Symbol.asyncDispose]())

const buildspec = (commands: string[], more = '') =>
  `version: 0.2\n${more}phases:\n  build:\n    commands:\n${commands.map((each) => `      - ${JSON.stringify(each)}\n`).join('')}`

/** A build of nothing but these commands. */
async function build(name: string, commands: string[], more?: string): Promise<string> {
  await here.project(name)
  const { build: started } = await here.codebuild.send(
    new StartBuildCommand({
      projectName: name,
      sourceTypeOverride: 'NO_SOURCE',
      artifactsOverride: { type: 'NO_ARTIFACTS' },
      buildspecOverride: buildspec(commands, more),
    }),
  )
  return started?.id ?? ''
}

async function ended(id: string, limit = 120_000): Promise<string> {
  return until(
    `build ${id} ends`,
    async () => {
      const { buildComplete, buildStatus } = await here.build(id)
      return buildComplete ? buildStatus : undefined
    },
    { limit },
  )
}

/** Memory of the control plane. */
const resident = () => residentBytes(here.world.plane.pid())

test('a build that prints 1 GB is held to what the control plane can carry', { timeout: 300_000 }, async () => {
  const before = await resident()
  const id = await build('loud', [
    'yes "a line of sixty-four characters that says the same over and ov" | head -c 1000000000',
    'echo after',
  ])
  let most = before
  const watch = setInterval(async () => {
    most = Math.max(most, await resident().catch(() => 0))
  }, 200)
  const status = await ended(id, 280_000).finally(() => clearInterval(watch))
  const log = await here.buildLog(id)

  expect(status).toBe('SUCCEEDED')
  // With what is not collected yet of all that went through.
  expect(most - before).toBeLessThan(400 * 1024 ** 2)
  // Whatever is left out is said to be, and what comes after it is there.
  expect(log.some((line) => /KiB of output are left out here/.test(line))).toBe(true)
  expect(log.at(-1)).toContain('Phase')
  expect(log).toContain('after')
})

test('a build that forks wildly ends by itself or by StopBuild, and the control plane goes on', async () => {
  // Nobody is let loose who is not bounded by a control group.
  const bounded = "grep -q ':/towpath-build-' /proc/self/cgroup || exit 9"
  const id = await build('forks', [`${bounded}; bomb() { bomb | bomb & }; bomb; sleep 60`])
  await until('it runs', async () => ((await here.build(id)).currentPhase === 'BUILD' ? true : undefined))

  await here.codebuild.send(new StopBuildCommand({ id }))

  expect(['STOPPED', 'FAILED']).toContain(await ended(id))
  expect(await ended(await build('after-forks', ['echo fine']))).toBe('SUCCEEDED')
})

test('secrets of the parameter store do not show in the log, however the build prints them', async () => {
  const ssm = new SSMClient(here.world.plane.client)
  const Value = 'correct-horse-battery-staple'
  await ssm.send(new PutParameterCommand({ Name: '/test/password', Value, Type: 'SecureString' }))

  const id = await build(
    'secret',
    ['echo "the password is $PASSWORD"', 'printf "%s\\n" "$PASSWORD" | cat', 'env'],
    'env:\n  parameter-store:\n    PASSWORD: /test/password\n',
  )

  expect(await ended(id)).toBe('SUCCEEDED')
  const log = (await here.buildLog(id)).join('\n')
  expect(log).not.toContain(Value)
  expect(log).toContain('the password is ***')
  expect(here.world.plane.log()).not.toContain(Value)
})

test('a repository with a file of 200 MB and names that are odd goes through source and build whole', {
  timeout: 240_000,
}, async () => {
  const odd = ['a path/with spaces.txt', 'ünïcödé-文件.txt', '-rf', '--help', 'quo"te\'.txt', '$(id).txt']
  const clone = await here.repository('odd', {
    'buildspec.yml': `${buildspec(['stat -c %s big.bin', 'ls -1', ...odd.map((name) => `cat -- '${name.replaceAll("'", "'\\''")}'`)])}artifacts:\n  files: '**/*'\n`,
    ...Object.fromEntries(odd.map((name) => [name, `content of ${odd.indexOf(name)}\n`])),
    'big.bin': Buffer.alloc(200 * 1024 ** 2, 7).toString('latin1'),
  })
  await here.project('odd')
  const before = await resident()
  await here.pipeline('odd', 'odd', [buildStage('odd')])
  const executionId = await here.executionOf('odd', await clone.git('rev-parse', 'HEAD'))

  expect(await here.ended('odd', executionId, 200_000)).toBe('Succeeded')
  const action = (await here.actions('odd', executionId)).get('Build/Build')
  const log = await here.buildLog(action?.output?.executionResult?.externalExecutionId ?? '')
  expect(log).toContain(String(200 * 1024 ** 2))
  for (const index of odd.keys()) expect(log).toContain(`content of ${index}`)
  expect((await resident()) - before).toBeLessThan(300 * 1024 ** 2)
})

test('a branch that is named like a flag is a branch like any other', async () => {
  const branch = '--upload-pack=id'
  const clone = await here.repository('flagged', { 'buildspec.yml': buildspec(['echo from main']) })
  await clone.write({ 'buildspec.yml': `${buildspec(['echo from the flag'])}artifacts:\n  files: buildspec.yml\n` })
  await clone.git('commit', '--quiet', '--all', '-m', 'On a branch of its own')
  await clone.git('push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`)
  await here.project('flagged')
  const source = sourceAction('flagged')
  const configuration = { ...source.configuration, BranchName: branch }
  await here.pipeline('flagged', 'flagged', [], {
    stages: [{ name: 'Source', actions: [{ ...source, configuration }] }, buildStage('flagged')],
  })

  const first = await here.firstExecution('flagged')
  expect(await here.ended('flagged', first)).toBe('Succeeded')
  const action = (await here.actions('flagged', first)).get('Build/Build')
  const log = await here.buildLog(action?.output?.executionResult?.externalExecutionId ?? '')
  expect(log).toContain('from the flag')
})

test('an artifact that is no archive ends the build in the download of the source', async () => {
  await here.project('garbage')
  await here.world.s3.send(new PutObjectCommand({ Bucket: ARTIFACTS, Key: 'garbage.zip', Body: 'this is no zip' }))
  const { build: started } = await here.codebuild.send(
    new StartBuildCommand({
      projectName: 'garbage',
      sourceTypeOverride: 'S3',
      sourceLocationOverride: `${ARTIFACTS}/garbage.zip`,
      artifactsOverride: { type: 'NO_ARTIFACTS' },
    }),
  )

  expect(await ended(started?.id ?? '')).toBe('FAILED')
  const phases = (await here.build(started?.id ?? '')).phases ?? []
  expect(phases.find(({ phaseType }) => phaseType === 'DOWNLOAD_SOURCE')?.phaseStatus).toBe('FAILED')
})
