import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { appspec, type RevisionFiles, writeRevision } from '../testing/revisions.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { localEvents } from './event-order.ts'
import { type LocalOptions, runLocal } from './run-local.ts'

let folder: string
let source: string
beforeEach(() => {
  folder = temporaryFolder()
  source = join(folder, 'source')
  writeFileSync(join(folder, 'agent.yml'), `:root_dir: ${join(folder, 'root')}\n`)
})

async function local(files: RevisionFiles, options: LocalOptions = {}) {
  writeRevision(source, files)
  const said: string[] = []
  const status = await runLocal(
    { agentConfigurationFile: join(folder, 'agent.yml'), ...options },
    {
      env: { PATH: process.env.PATH },
      cwd: source,
      say: (line) => said.push(line),
      ids: { uuid: () => 'uuid', random: (length) => 'A'.repeat(length) },
    },
  )
  return { status, said }
}

const deploymentFolder = () => join(folder, 'root', 'default-local-deployment-group', 'd-AAAAAAAAA-local')

test('a local deployment runs all events, leaves the official tree and says so', async () => {
  const { status, said } = await local({
    'appspec.yml': appspec({
      files: [{ source: 'a', destination: join(folder, 'target') }],
      hooks: { BeforeInstall: 'hook.sh', ValidateService: 'hook.sh' },
    }),
    a: '1',
    'hook.sh': 'echo $LIFECYCLE_EVENT of $APPLICATION_NAME in $DEPLOYMENT_GROUP_NAME',
  })

  expect(said).toEqual([
    `Starting to execute deployment from within folder ${deploymentFolder()}`,
    `See the deployment log at ${deploymentFolder()}/logs/scripts.log for more details`,
    'AppSpec file valid. Local deployment successful',
  ])
  expect(status).toBe(0)
  expect(readFileSync(join(folder, 'target', 'a'), 'utf8')).toBe('1')
  const log = readFileSync(join(deploymentFolder(), 'logs', 'scripts.log'), 'utf8')
  expect(log).toContain(`[stdout]BeforeInstall of ${source} in LocalFleet\n`)
  expect(log).toContain('[stdout]ValidateService of')
})

test('a failing script ends it, and is named', async () => {
  const { status, said } = await local({
    'appspec.yml': appspec({ hooks: { AfterInstall: 'fail.sh', ValidateService: 'never.sh' } }),
    'fail.sh': 'exit 2',
    'never.sh': `touch ${join(folder, 'never')}`,
  })

  expect(status).toBe(1)
  expect(said).toContain(
    `Your local deployment failed while trying to execute your script at ${deploymentFolder()}/deployment-archive/fail.sh`,
  )
  expect(said.at(-1)).toBe(`See the deployment log at ${deploymentFolder()}/logs/scripts.log for more details`)
  expect(existsSync(join(folder, 'never'))).toBe(false)
})

test('a bundle in a file is unpacked as its type says', async () => {
  writeRevision(source, { 'appspec.yml': appspec({ hooks: { AfterInstall: 'ok.sh' } }), 'ok.sh': 'exit 0' })
  execFileSync('tar', ['-czf', join(folder, 'b.tgz'), '-C', source, '.'])

  const { status } = await local({}, { bundleLocation: join(folder, 'b.tgz'), type: 'tgz' })

  expect(status).toBe(0)
})

test('custom events run, and must be in the appspec', async () => {
  const files = {
    'appspec.yml': appspec({ hooks: { Migrate: 'migrate.sh' } }),
    'migrate.sh': `touch ${join(folder, 'migrated')}`,
  }

  expect((await local(files, { events: ['Migrate'] })).status).toBe(0)
  expect(existsSync(join(folder, 'migrated'))).toBe(true)
  expect((await local(files, { events: ['Other'] })).said.join('\n')).toContain('unknown lifecycle events: ["Migrate"]')
})

describe('wrong use is told before anything runs', () => {
  test.each<[string, LocalOptions, string]>([
    ['an unknown type', { type: 'rar' }, 'ERROR: type "rar" is not one of'],
    ['http', { bundleLocation: 'http://x/y' }, 'ERROR: bundle-location over http'],
    [
      'a location that is not there',
      { bundleLocation: '/no/such/place' },
      'ERROR: bundle-location /no/such/place does not',
    ],
    ['a folder as a file', { type: 'tgz' }, 'is a folder; use --type directory'],
    ['a folder in S3', { bundleLocation: 's3://b/k' }, 'ERROR: a bundle in S3 is a file'],
    ['no appspec', { appSpecFilename: 'x.yml', bundleLocation: '/usr' }, 'ERROR: expecting an AppSpec file'],
    ['a configuration that is not there', { agentConfigurationFile: '/no/such.yml' }, 'ERROR: Cannot read the agent'],
    ['an event that is no name', { events: ['lower'] }, 'PascalCase'],
    ['a group that leads elsewhere', { deploymentGroup: '../x' }, 'cannot be the name of a folder'],
  ])('%s', async (_, options, message) => {
    const { status, said } = await local({ 'appspec.yml': appspec({}) }, options)

    expect(status).toBe(1)
    expect(said.join('\n')).toContain(message)
    expect(existsSync(join(folder, 'root'))).toBe(false)
  })
})

describe('events', () => {
  test.each([
    [['ApplicationStart'], ['DownloadBundle', 'Install', 'ApplicationStart']],
    [
      ['DownloadBundle', 'BeforeInstall'],
      ['DownloadBundle', 'Install', 'BeforeInstall'],
    ],
    [
      ['Install', 'DownloadBundle'],
      ['DownloadBundle', 'Install'],
    ],
    [
      ['ApplicationStop', 'DownloadBundle', 'Install'],
      ['ApplicationStop', 'DownloadBundle', 'Install'],
    ],
    [
      ['BeforeInstall', 'DownloadBundle', 'Install'],
      ['DownloadBundle', 'BeforeInstall', 'Install'],
    ],
  ])('%j run as %j', (asked, run) => {
    expect(localEvents(asked)).toEqual(run)
  })

  test('are all eleven by default', () => {
    expect(localEvents(undefined)).toHaveLength(11)
  })

  test.each([
    [['AfterInstall', 'DownloadBundle', 'Install'], 'cannot come before DownloadBundle'],
    [['DownloadBundle', 'AfterInstall', 'Install'], 'cannot come before Install'],
  ])('%j cannot work', (asked, message) => {
    expect(() => localEvents(asked)).toThrow(message)
  })
})
