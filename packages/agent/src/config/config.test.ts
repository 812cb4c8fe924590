import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { loadConfig, parseConfig } from './config.ts'
import { parseOnPremisesConfig } from './on-premises.ts'

test('an official configuration file is read', () => {
  const { config, warnings } = parseConfig(
    `---
:log_aws_wire: false
:log_dir: '/var/log/aws/codedeploy-agent/'
:pid_dir: '/opt/codedeploy-agent/state/.pid/'
:program_name: codedeploy-agent
:root_dir: '/opt/codedeploy-agent/deployment-root'
:verbose: true
:wait_between_runs: 1
:proxy_uri:
:max_revisions: 3
`,
    'agent.yml',
  )

  expect(warnings).toEqual([])
  expect(config).toMatchObject({ waitBetweenRuns: 1, verbose: true, maxRevisions: 3, proxyUri: undefined })
})

test('what is not in the file has the built-in value', () => {
  expect(parseConfig('', 'agent.yml').config).toMatchObject({
    programName: 'codedeploy-agent',
    rootDir: '/opt/codedeploy-agent/deployment-root',
    waitBetweenRuns: 30,
    maxRevisions: 5,
    httpReadTimeout: 80,
    killAgentMaxWaitTime: 7200,
    enableDeploymentsLog: true,
    ongoingDeploymentTracking: 'ongoing-deployment',
    onPremisesConfigFile: '/etc/codedeploy-agent/conf/codedeploy.onpremises.yml',
  })
})

test('unknown keys are warned about, keys without a colon are understood', () => {
  const { config, warnings } = parseConfig(':max_revision: 3\nmax_revisions: 2\n', 'agent.yml')

  expect(config.maxRevisions).toBe(2)
  expect(warnings).toEqual(['agent.yml: unknown key :max_revision is ignored'])
})

test.each([
  [':max_revisions: 0', ':max_revisions: must be at least 1, not 0'],
  [':max_revisions: many', 'must be a whole number, not "many"'],
  [':verbose: maybe', ':verbose: must be true or false, not "maybe"'],
  [':children: 2', ':children: must be 1'],
  [':root_dir: [a]', ':root_dir: must be text'],
  [':deploy_control_endpoint: ftp://x', 'must be an http or https address, not "ftp://x"'],
  [':ongoing_deployment_tracking: ../x', 'must be the name of a folder'],
  [':a: [', 'is not a configuration file'],
])('%s is refused', (text, message) => {
  expect(() => parseConfig(text, 'agent.yml')).toThrow(message)
})

test('a file that is not there is named', async () => {
  const file = join(temporaryFolder(), 'none.yml')

  await expect(loadConfig(file)).rejects.toThrow(file)
})

test('a file is loaded', async () => {
  const file = join(temporaryFolder(), 'agent.yml')
  writeFileSync(file, ':wait_between_runs: 7\n')

  expect((await loadConfig(file)).config.waitBetweenRuns).toBe(7)
})

describe('an on-premises file', () => {
  const user = 'region: r\naws_access_key_id: AKID\naws_secret_access_key: hidden\niam_user_arn: arn:user\n'
  const session = 'region: r\naws_credentials_file: /c\niam_session_arn: arn:session\n'

  test('names a user or a session', () => {
    expect(parseOnPremisesConfig(user, 'f')).toMatchObject({ kind: 'user', iamUserArn: 'arn:user' })
    expect(parseOnPremisesConfig(session, 'f')).toMatchObject({ kind: 'session', credentialsFile: '/c' })
  })

  test.each([
    [`${user}iam_session_arn: x\n`, 'both'],
    [user.replace('region: r\n', ''), 'region is missing'],
    [user.replace('aws_secret_access_key: hidden\n', ''), 'aws_secret_access_key is missing'],
    [session.replace('aws_credentials_file: /c\n', ''), 'aws_credentials_file is missing'],
  ])('%j is refused', (text, message) => {
    expect(() => parseOnPremisesConfig(text, 'f')).toThrow(message)
  })

  test('never quotes its content, which may be a secret', () => {
    expect(() => parseOnPremisesConfig(`${user}bad: [hidden`, 'f')).toThrow(/^f is not .*: it is not valid YAML$/)
  })
})
