import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type BuildIdentity, builtInVariables } from './built-in-variables.ts'
import { commandsIn, expand } from './expand.ts'
import { parseSecretReference, type SecretReference, secretValue } from './secret-reference.ts'
import { exportedVariables, mergeVariables, variableSources } from './variables.ts'

const build: BuildIdentity = {
  region: 'us-east-1',
  buildId: 'web:00000000-0000-4000-8000-000000000000',
  buildArn: 'arn:aws:codebuild:us-east-1:123456789012:build/web:00000000-0000-4000-8000-000000000000',
  buildNumber: 7,
  image: 'aws/codebuild/standard:7.0',
  initiator: 'alice',
  encryptionKey: 'alias/aws/s3',
  logStream: '00000000-0000-4000-8000-000000000000',
  startTime: 1_700_000_000_123,
  source: { directory: '/src', repositoryUrl: 'https://example.com/web', version: 'main', resolvedVersion: 'abc' },
  secondarySources: [{ identifier: 'docs', directory: '/docs', version: 'v1' }],
}

test('StartBuild stands before the project, the project before the buildspec, what is reserved before all', () => {
  const sources = variableSources({
    buildspec: {
      variables: { A: 'b', B: 'b', C: 'b', CI: 'b' },
      parameterStore: { P: '/p' },
      secretsManager: { S: 's:k' },
    },
    project: [
      { name: 'B', value: 'p' },
      { name: 'C', value: 'p' },
      { name: 'P', value: 'plain', type: 'PLAINTEXT' },
      { name: 'Q', value: '/q', type: 'PARAMETER_STORE' },
    ],
    overrides: [
      { name: 'C', value: 'o' },
      { name: 'T', value: 't', type: 'SECRETS_MANAGER' },
      { name: 'CODEBUILD_BUILD_ID', value: 'forged' },
    ],
    builtIn: { CI: 'true', HOME: '/root', CODEBUILD_BUILD_ID: 'real' },
  })

  expect(Object.fromEntries(sources)).toEqual({
    A: { type: 'literal', value: 'b' },
    B: { type: 'literal', value: 'p' },
    C: { type: 'literal', value: 'o' },
    CI: { type: 'literal', value: 'b' },
    HOME: { type: 'literal', value: '/root' },
    CODEBUILD_BUILD_ID: { type: 'literal', value: 'real' },
    P: { type: 'literal', value: 'plain' },
    Q: { type: 'parameter', name: '/q' },
    S: { type: 'secret', reference: 's:k' },
    T: { type: 'secret', reference: 't' },
  })
})

test('variables of a request are merged over those of the project by name', () => {
  expect(
    mergeVariables(
      [
        { name: 'A', value: '1' },
        { name: 'B', value: '2', type: 'PARAMETER_STORE' },
      ],
      [
        { name: 'B', value: '3' },
        { name: 'C', value: '4' },
      ],
    ),
  ).toEqual([
    { name: 'A', value: '1' },
    { name: 'B', value: '3' },
    { name: 'C', value: '4' },
  ])
})

test('exported variables carry no credentials, nothing out of the stores, and nothing that was never set', () => {
  const atEnd = new Map([
    ['TAG', 'v1'],
    ['AWS_SESSION_TOKEN', 'not-a-token'],
    ['PW', 'not-a-secret'],
  ])

  const exported = exportedVariables(['TAG', 'TAG', 'AWS_SESSION_TOKEN', 'PW', 'UNSET'], atEnd, [
    { name: 'PW', value: '/app/pw', type: 'PARAMETER_STORE' },
    { name: 'TAG', value: 'v0', type: 'PLAINTEXT' },
  ])

  expect(exported).toEqual([{ name: 'TAG', value: 'v1' }])
})

test('built-in variables say what is known and are absent for what is not', () => {
  const variables = builtInVariables(build)

  expect(variables).toMatchObject({
    CODEBUILD_BUILD_NUMBER: '7',
    CODEBUILD_BUILD_SUCCEEDING: '1',
    CODEBUILD_START_TIME: '1700000000123',
    CODEBUILD_RESOLVED_SOURCE_VERSION: 'abc',
    CODEBUILD_SRC_DIR: '/src',
    CODEBUILD_SRC_DIR_docs: '/docs',
    CODEBUILD_SOURCE_VERSION_docs: 'v1',
    CI: 'true',
  })
  expect(variables).not.toHaveProperty('CODEBUILD_SOURCE_REPO_URL_docs')
  expect(variables).not.toHaveProperty('CODEBUILD_BATCH_BUILD_IDENTIFIER')
})

const ARN = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf'
test.each<[string, SecretReference | undefined]>([
  ['db', { secretId: 'db' }],
  ['db:user', { secretId: 'db', jsonKey: 'user' }],
  ['db:user:AWSPREVIOUS', { secretId: 'db', jsonKey: 'user', versionStage: 'AWSPREVIOUS' }],
  ['db:user::v-1', { secretId: 'db', jsonKey: 'user', versionId: 'v-1' }],
  ['db:::', { secretId: 'db' }],
  [ARN, { secretId: ARN }],
  [`${ARN}:user`, { secretId: ARN, jsonKey: 'user' }],
  ['', undefined],
  [':user', undefined],
  ['db:a:b:c', undefined],
  ['db:a:b:c:d', undefined],
  ['arn:aws:secretsmanager', undefined],
])('secret reference %j', (text, expected) => {
  expect(parseSecretReference(text)).toEqual(expected)
})

test.each([
  [undefined, 'plain', 'plain'],
  ['user', '{"user":"alice"}', 'alice'],
  ['port', '{"port":5432}', '5432'],
  ['other', '{"user":"alice"}', undefined],
  ['toString', '{}', undefined],
  ['user', 'not json', undefined],
  ['user', 'null', undefined],
])('key %j of %j', (jsonKey, secret, expected) => {
  expect(secretValue({ secretId: 's', jsonKey }, secret)).toBe(expected)
})

test.each([
  ['plain', 'plain'],
  ['app-$TAG', 'app-v1'],
  ['app-\u0024{TAG}x/$A$B', 'app-v1x/12'],
  ['$UNSET.zip', '.zip'],
  ['\\$TAG', '$TAG'],
  ['$(date +%F)-$TAG', 'today-v1'],
  ['$(echo $(date))', 'nested'],
  ['cost: 5$', 'cost: 5$'],
  ['$(open', '$(open'],
  ['\u0024{1x}', '\u0024{1x}'],
  ['a\\b', 'a\\b'],
])('%s is expanded', (text, expected) => {
  const variables = new Map(Object.entries({ TAG: 'v1', A: '1', B: '2' }))
  const answers: Record<string, string> = { 'date +%F': 'today', 'echo $(date)': 'nested' }

  expect(expand(text, variables, (command) => answers[command] ?? '')).toBe(expected)
})

test('commands in a text are found, and stay when nobody runs them', () => {
  expect(commandsIn('a-$(date +%F)-$(id -u)')).toEqual(['date +%F', 'id -u'])
  expect(expand('a-$(date +%F)', new Map())).toBe('a-$(date +%F)')
})

test('values are put in as they are: what they look like is not expanded again', () => {
  fc.assert(
    fc.property(fc.string(), (value) => {
      expect(
        expand(
          '<$X>',
          new Map([
            ['X', value],
            ['Y', 'no'],
          ]),
        ),
      ).toBe(`<${value}>`)
    }),
  )
})
